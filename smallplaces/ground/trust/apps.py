from django.apps import AppConfig
from django.db.models.signals import post_migrate


class TrustConfig(AppConfig):
    name = "smallplaces.ground.trust"
    label = "trust"

    def ready(self) -> None:
        """Stand behind the log, and answer what the rooms below ask of trust."""
        from smallplaces.foundation import house
        from smallplaces.foundation.recording import keep_records_with
        from smallplaces.foundation.shelves import Shelf
        from smallplaces.ground.keys import hooks as keys
        from smallplaces.ground.people import actions as people_actions
        from smallplaces.ground.people import hooks as people
        from smallplaces.ground.people import queries as people_queries

        from . import actions, hooks, queries, rules

        keep_records_with(actions.write_record)
        people.person_added.append(actions.see_oneself)
        people.person_left.append(actions.stop_seeing_and_being_seen)
        people.support_began.append(actions.see_as_supporter)
        people.support_ended.append(actions.stop_seeing_as_supporter)
        people.check_can_be_supporter.append(rules.check_may_support)
        people.check_can_write_people.append(
            lambda actor, person, at: rules.check_can_write(actor, person, Shelf.PEOPLE, at=at)
        )
        people.check_can_write_profile.append(
            lambda actor, person, at: rules.check_can_write(actor, person, Shelf.PROFILE, at=at)
        )
        people.check_can_begin_by_law.append(rules.check_can_begin_by_law)
        people.check_can_note_decision.append(rules.check_can_note_decision)
        people.may_issue_card.append(queries.may_issue_card)
        keys.people_given_cards_by.append(queries.people_given_cards_by)
        keys.works_here.append(queries.works_here)
        house.invariants += queries.INVARIANTS
        house.rounds += [
            house.Round("questions passed on to a guardian", actions.pass_on_questions),
            house.Round("questions closed that nobody answered", actions.close_questions),
        ]
        people.check_can_pause.append(
            lambda actor, person, at: rules.check_can_pause(actor, person, at=at)
        )
        people.check_can_write_standing_wishes.append(
            lambda actor, person, at: rules.check_can_write(actor, person, Shelf.CRISIS, at=at)
        )
        people.pause_began.append(actions.open_for_a_break)
        people.pause_ended.append(actions.close_after_a_break)
        hooks.undoers |= {
            "people.tie_added": lambda done: people_actions.end_tie(
                tie=people_queries.tie_called(done.code), by=done.by, at=done.at
            ),
            "people.paused": lambda done: people_actions.end_pause(
                pause=people_queries.pause_called(done.code), by=done.by, at=done.at
            ),
            "people.standing_wish_added": lambda done: people_actions.end_standing_wish(
                wish=people_queries.standing_wish_called(done.code), by=done.by, at=done.at
            ),
        }
        post_migrate.connect(actions.put_down_the_head, sender=self)
