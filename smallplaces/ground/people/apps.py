from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "smallplaces.ground.people"
    label = "people"

    def ready(self) -> None:
        """Say what is held of a person, and what The House does when they want to be forgotten."""
        from smallplaces.foundation import holdings, house

        from . import actions, queries

        holdings.holdings += queries.HOLDINGS
        holdings.endings += queries.ENDINGS
        holdings.not_taken |= queries.NOT_TAKEN
        holdings.not_ended |= queries.NOT_ENDED
        house.rounds.append(house.Round("people who were forgotten", actions.forget_people))
