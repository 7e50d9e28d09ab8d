from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "smallplaces.ground.voices"
    label = "voices"

    def ready(self) -> None:
        """Say what is held of a person, and hear of people who are forgotten."""
        from smallplaces.foundation import holdings
        from smallplaces.ground.people import hooks as people

        from . import actions, queries

        people.person_forgotten.append(actions.forget_voices)
        holdings.holdings += queries.HOLDINGS
        holdings.endings += queries.ENDINGS
