"""What the gallery shows: one of everything, and a form with one field of every kind."""

from django.core.paginator import Paginator
from django.utils import timezone

from .forms import GalleryForm


def gallery_contents() -> dict[str, object]:
    """Return the context of the gallery page."""
    typed = {
        "words": "I used to love fishing with my dad.",
        "letters_to": "amina at home",
        "from_when_day": "31",
        "from_when_month": "2",
        "from_when_year": "2027",
    }
    fresh = GalleryForm(auto_id="fresh_%s")
    return {
        "fresh": fresh,
        "filled": GalleryForm(typed),
        "hinted": GalleryForm(auto_id="hinted_%s")["who_with"],
        "hints": {"friend": "Ask them first.", "someone": "We ask you both, one at a time."},
        "steps": [("Home", "/"), ("Gallery", "")],
        "lines": [
            {"name": "Samaritans", "number": "116 123", "words": "Day and night, free."},
            {"name": "NHS", "number": "111", "words": "Press 2 for help with how you feel."},
            {"name": "In danger now", "number": "999", "words": "Police, ambulance, fire."},
        ],
        "views": [
            {"words": "List", "href": "#main", "icon": "list", "current": True},
            {"words": "Map", "href": "#main", "icon": "map"},
            {"words": "Table", "href": "#main", "icon": "table"},
        ],
        "until": timezone.localdate().replace(month=3, day=3),
        "page": Paginator(range(200), 20).page(4),
    }
