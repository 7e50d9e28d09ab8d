from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "smallplaces.ground.circles"
    label = "circles"

    def ready(self) -> None:
        """Hear of people who leave this place."""
        from smallplaces.ground.people.hooks import person_left

        from . import actions

        person_left.append(actions.leave_every_circle)
