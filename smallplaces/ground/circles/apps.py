from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "smallplaces.ground.circles"
    label = "circles"

    def ready(self) -> None:
        """Hear of people who leave this place, and say what is held of a person."""
        from smallplaces.foundation import holdings
        from smallplaces.ground.people.hooks import person_left

        from . import actions, queries

        person_left.append(actions.leave_every_circle)
        holdings.holdings += queries.HOLDINGS
        holdings.endings += queries.ENDINGS
        holdings.not_taken |= queries.NOT_TAKEN
