from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "smallplaces.site"
    label = "site"

    def ready(self) -> None:
        """Say what must always be so of what is sealed."""
        from smallplaces.foundation import house

        from .resealing import what_does_not_open

        sentence = "All that is sealed opens with the keys of this place."
        house.invariants.append(house.Invariant(sentence, what_does_not_open))
