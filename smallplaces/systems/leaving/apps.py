from django.apps import AppConfig


class LeavingConfig(AppConfig):
    name = "smallplaces.systems.leaving"
    label = "leaving"

    def ready(self) -> None:
        """Say what our events mean in words, and write a last letter to whoever is forgotten."""
        from smallplaces.ground.people import hooks as people
        from smallplaces.ground.trust.hooks import event_sentences

        from . import emails

        event_sentences["leaving.everything_taken"] = "took a copy of everything of yours"
        people.person_forgotten.append(emails.say_it_is_done)
