"""Questions about what people said. Nothing here writes."""

from datetime import datetime

from django.db.models import Max, QuerySet

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import queries as trust

from .models import Saying, Voice


def voices_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Voice]:
    """Return every voice that `viewer` may read at `at`: their own, and those shared with them."""
    return Voice.objects.filter(trust.sees(viewer, Shelf.WORDS, at=at))


def sayings_visible_to(viewer: Person, *, at: datetime) -> QuerySet[Saying]:
    """Return every version, said before or waiting, of the voices `viewer` may read at `at`."""
    seen = trust.sees(viewer, Shelf.WORDS, at=at, person="voice__person")
    return Saying.objects.filter(seen).select_related("voice", "written_by")


def waiting_for(person: Person) -> QuerySet[Saying]:
    """Return what was said in two places at once and waits for `person` to choose, oldest first."""
    waiting = Saying.objects.filter(voice__person=person, waits=True)
    return waiting.select_related("voice", "written_by").order_by("voice", "number")


def last_number(voice: Voice) -> int:
    """Return the number of the last saying of `voice`, waiting or not; 0 if there is none."""
    return voice.sayings.aggregate(last=Max("number"))["last"] or 0


def voice_called(code: str) -> Voice:
    """Return the voice called `code`. Raises Voice.DoesNotExist."""
    return Voice.objects.select_related("person").get(code=code)
