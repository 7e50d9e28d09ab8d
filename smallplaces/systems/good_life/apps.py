from django.apps import AppConfig


class GoodLifeConfig(AppConfig):
    name = "smallplaces.systems.good_life"
    label = "good_life"

    def ready(self) -> None:
        """Say where a shelf that was shared can be read."""
        from smallplaces.foundation.shelves import Shelf
        from smallplaces.ground.trust import hooks as trust

        trust.shelf_pages |= {
            Shelf.PROFILE: "read_one_page",
            Shelf.PLAN: "read_plan",
            Shelf.PEOPLE: "read_people",
            Shelf.WORDS: "read_words",
        }
