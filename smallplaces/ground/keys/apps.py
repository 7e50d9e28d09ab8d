from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "smallplaces.ground.keys"
    label = "keys"

    def ready(self) -> None:
        """Hear of it when a person leaves, and say what is held of them."""
        from smallplaces.foundation import holdings
        from smallplaces.ground.people import hooks as people

        from . import actions, queries

        people.person_left.append(actions.forget_keys)
        holdings.holdings += queries.HOLDINGS
        holdings.endings += queries.ENDINGS
