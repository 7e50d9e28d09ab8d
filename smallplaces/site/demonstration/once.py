"""Build the town, once."""

from datetime import datetime

from django.db import connection, transaction
from django.test.utils import override_settings
from django.utils import timezone

from smallplaces.ground.listings import actions as listings
from smallplaces.ground.people.models import Person

from . import building, lives, looking, resting, supporting

NO_LETTERS = "django.core.mail.backends.dummy.EmailBackend"


def build_once() -> bool:
    """Build the demonstration place unless someone lives here already. Return whether it did."""
    if Person.objects.exists():
        return False
    build(at=timezone.now())
    return True


def build(*, at: datetime) -> building.Town:
    """Build the whole town as of `at`, or nothing. Invented people get no letters."""
    with override_settings(EMAIL_BACKEND=NO_LETTERS), transaction.atomic():
        _take_your_time()
        built = building.build_people(at=at)
        building.build_listings(built)
        lives.build_lives(built)
        lives.build_introductions(built)
        looking.build_looking(built)
        resting.build_resting(built)
        supporting.build_supporting(built)
    lives.put_amina_on_a_page(built)
    listings.index_meanings(at=at)
    lives.suggest_what_fits(built)
    return built


def _take_your_time() -> None:
    """Let this transaction rest longer than a page may: slow machines think in it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
