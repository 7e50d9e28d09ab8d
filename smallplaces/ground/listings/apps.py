from django.apps import AppConfig


class ListingsConfig(AppConfig):
    name = "smallplaces.ground.listings"
    label = "listings"

    def ready(self) -> None:
        """Say what is held of a person, and hear of people who are forgotten."""
        from smallplaces.foundation import holdings
        from smallplaces.ground.people import hooks as people

        from . import actions, queries

        people.person_forgotten.append(actions.forget_listings)
        holdings.holdings += queries.HOLDINGS
        holdings.endings += queries.ENDINGS
        holdings.not_taken |= queries.NOT_TAKEN
        holdings.not_ended |= queries.NOT_ENDED
