from django.apps import AppConfig

# As they read after a name: "Cerys wrote down a wish of yours". None says what was answered.
EVENT_SENTENCES = {
    "offers.wish_made": "wrote down a wish of yours",
    "offers.wish_changed": "changed the words of a wish",
    "offers.wish_paused": "paused a wish",
    "offers.wish_told": "said what came of a wish",
    "offers.step_added": "added a step",
    "offers.step_finished": "finished a step",
    "offers.step_dropped": "dropped a step",
    "offers.suggested": "looked for what may fit a wish",
    "offers.set_aside": "set a suggestion aside",
    "offers.offered": "offered something",
    "offers.offer_paused": "paused an offer",
    "offers.offer_opened_again": "opened an offer again",
    "offers.offer_taken_back": "took an offer back",
    "offers.offer_renewed": "renewed an offer",
    "offers.introduction_asked": "asked for an introduction",
    "offers.introduction_answered": "answered an introduction",
    "offers.introduction_taken_back": "took an introduction back",
    "offers.introduction_ended": "ended an introduction",
    "offers.introduction_expired": "closed an introduction that waited too long",
    "offers.contact_given": "said how to be reached",
    "offers.meeting_put": "put a time to meet",
    "offers.meeting_agreed": "agreed to a meeting",
    "offers.yes_said_after_a_break": "said yes to an introduction after a break",
    "offers.how_it_was_said": "said how a meeting was",
}


class OffersConfig(AppConfig):
    name = "smallplaces.ground.offers"
    label = "offers"

    def ready(self) -> None:
        """Tell trust what our events mean in words, and hear of people who leave."""
        from smallplaces.foundation import house
        from smallplaces.ground.people import hooks as people
        from smallplaces.ground.trust.hooks import event_sentences, undoers

        from . import actions, models, queries

        event_sentences.update(EVENT_SENTENCES)
        undoers["offers.wish_made"] = lambda done: actions.pause_wish(
            wish=models.Wish.objects.get(code=done.code), by=done.by, at=done.at
        )
        undoers["offers.offered"] = lambda done: actions.take_back_offer(
            offer=models.Offer.objects.get(code=done.code), by=done.by, at=done.at
        )
        undoers["offers.introduction_asked"] = lambda done: actions.take_back_introduction(
            introduction=models.Introduction.objects.get(code=done.code), by=done.by, at=done.at
        )
        people.person_left.append(actions.stop_for)
        people.pause_began.append(actions.rest_for)
        people.pause_ended.append(actions.go_on_after)
        house.rounds.append(
            house.Round("introductions whose time ran out", actions.expire_introductions)
        )
        house.invariants.append(
            house.Invariant(
                "No introduction waits beyond its time.",
                lambda at: (
                    f"Introduction {waiting.code} should have ended."
                    for waiting in queries.due_to_expire(at=at)
                ),
            )
        )
