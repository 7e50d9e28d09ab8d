from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "smallplaces.ground.keys"
    label = "keys"

    def ready(self) -> None:
        """Hear of it when a person leaves: then nothing opens the door for them."""
        from smallplaces.ground.people import hooks as people

        from . import actions

        people.person_left.append(actions.forget_keys)
