from django.apps import AppConfig


class GoodLifeConfig(AppConfig):
    name = "smallplaces.systems.good_life"
    label = "good_life"

    def ready(self) -> None:
        """Say where a shelf that was shared can be read, and what is held of a person."""
        from smallplaces.foundation import holdings
        from smallplaces.foundation.shelves import Shelf
        from smallplaces.ground.people import hooks as people
        from smallplaces.ground.trust import hooks as trust

        from . import actions, queries

        people.person_forgotten.append(actions.forget_page)
        holdings.holdings += queries.HOLDINGS
        holdings.files += queries.FILES
        holdings.endings += queries.ENDINGS

        trust.shelf_pages |= {
            Shelf.PROFILE: "read_one_page",
            Shelf.PLAN: "read_plan",
            Shelf.PEOPLE: "read_people",
            Shelf.WORDS: "read_words",
        }
