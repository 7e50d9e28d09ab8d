from django.apps import AppConfig


class BreaksConfig(AppConfig):
    name = "smallplaces.systems.breaks"
    label = "breaks"

    def ready(self) -> None:
        """Say where the shelf for days on which someone is not well can be read."""
        from smallplaces.foundation.shelves import Shelf
        from smallplaces.ground.trust import hooks as trust

        trust.shelf_pages[Shelf.CRISIS] = "read_notes"
