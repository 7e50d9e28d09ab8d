"""Searching by words: typing errors, Welsh, rare and broad words, and any text at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from smallplaces.ground.listings import actions
from smallplaces.ground.listings.models import Facts, Listing, ListingWord
from smallplaces.ground.listings.queries import meanings
from smallplaces.ground.listings.queries.reading import read
from tests.cast import AT, Cast

from .searching import CHESS, ask, names, open_listing

Here = dict[str, Listing]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search as a place does that has not installed the extra."""
    monkeypatch.setattr(meanings, "load_model", lambda: None)


def test_a_word_of_the_description_finds_it(here: Here) -> None:
    found = ask("tackle")
    assert names(found) == ["Larkbridge Anglers"]
    assert found.results[0].matched_words == ("tackle",)
    assert found.results[0].reasons == "It mentions tackle."
    assert not found.used_meaning


def test_a_sentence_needs_only_some_of_its_words(here: Here) -> None:
    assert names(ask("I used to love fishing with my dad"))[0] == "Larkbridge Anglers"


def test_a_word_in_the_name_comes_before_one_in_the_text(here: Here, cast: Cast) -> None:
    open_listing(cast, Facts(name="Sunday Walk", kind="GROUP", description="No chess, only hills."))
    assert names(ask("chess")) == ["Chess in the Library", "Sunday Walk"]


def test_a_rare_word_weighs_more_than_a_common_one(here: Here, cast: Cast) -> None:
    for number in range(8):
        open_listing(cast, Facts(name=f"Room {number}", kind="GROUP", description="A quiet room."))
    assert names(ask("quiet rod"))[0] == "Larkbridge Anglers"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fihsing", "fishing"),
        ("anglrs", "anglers"),
        ("hosptial appointmnets", "hospital appointments"),
        ("ches", "chess"),
        ("librery", "library"),
    ],
)
def test_typing_errors_are_understood(here: Here, typed: str, meant: str) -> None:
    found = ask(typed)
    assert found.did_you_mean == meant
    assert names(found)[0] == names(ask(meant))[0]


def test_a_word_that_is_known_is_never_corrected(here: Here) -> None:
    assert ask("rod").did_you_mean is None


def test_a_short_word_is_not_turned_into_another(here: Here, cast: Cast) -> None:
    open_listing(cast, Facts(name="The Mill", kind="PUBLIC_PLACE"))
    assert names(ask("bill")) == []


@pytest.mark.parametrize(
    "typed", ["Côr Tŷ Môr", "cor ty mor", "COR TY MOR", "Co\u0302r Ty\u0302 Mo\u0302r"]
)
def test_welsh_is_found_with_and_without_accents(here: Here, typed: str) -> None:
    found = ask(typed)
    assert names(found)[0] == "Côr Tŷ Môr"
    assert found.results[0].reasons.startswith("It has the name you wrote")


def test_a_welsh_word_is_found(here: Here) -> None:
    assert names(ask("canu")) == ["Côr Tŷ Môr"]


def test_words_around_a_slash_are_words_of_their_own(here: Here, cast: Cast) -> None:
    open_listing(cast, Facts(name="Tea/coffee morning", kind="GROUP"))
    assert names(ask("coffee")) == names(ask("tea")) == ["Tea/coffee morning"]


def test_the_order_is_the_same_each_time_and_pages_do_not_overlap(here: Here, cast: Cast) -> None:
    for number in range(25):
        open_listing(
            cast, Facts(name=f"Walk {number:02}", kind="GROUP", description="A slow walk.")
        )
    whole = names(ask("walk", limit=100))
    pages = [names(ask("walk", limit=10, offset=start)) for start in (0, 10, 20)]
    assert [name for page in pages for name in page] == whole == names(ask("walk", limit=100))
    assert len(whole) == 25
    assert names(ask("walk", offset=500)) == []


def test_a_search_takes_few_queries(here: Here) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        ask("fihsing by the canal", limit=20)
    assert len(seen) <= 4


@pytest.mark.parametrize(
    "words",
    [
        "the and of",
        "' | & ! <-> :* ( ) \\ '",
        "fishing' | 'x",
        "fishing:* & !canal",
        "=chess",
        "'; DROP TABLE listings_listing; --",
        "%s %(x)s {0}",
        "\x00fishing\x00",
        "صيد السمك",
        "🎣🐟",
        "\ud800",
        "fishing " * 12_500,
        "x" * 100_000,
        "a\u202eb",
        " ",
        "\n\t",
    ],
)
def test_no_text_is_too_strange(here: Here, words: str) -> None:
    ask(words)
    assert Listing.objects.filter(state="OPEN").count() == len(here)


def test_metacharacters_are_only_letters(here: Here) -> None:
    assert set(names(ask("fishing:* & !canal | (chess"))) == {
        "Larkbridge Anglers",
        "Chess in the Library",
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300))
@example("ʼn ﬁ ß İ")
def test_any_text_is_read(db: None, words: str) -> None:
    reading = read(words)
    assert len(reading.terms) <= 12
    ask(words)


def test_words_of_a_paused_listing_are_gone(here: Here, cast: Cast) -> None:
    actions.pause_listing(listing=here["Chess in the Library"], by=cast.efa, at=AT)
    assert names(ask("chess")) == []
    assert ListingWord.objects.get(word="chess").count == 0
    actions.open_listing_again(listing=here["Chess in the Library"], by=cast.efa, at=AT)
    assert names(ask("chess")) == ["Chess in the Library"]


def test_words_are_counted_by_listing(here: Here, cast: Cast) -> None:
    open_listing(cast, Facts(name="Chess chess chess", kind="GROUP", description="Chess."))
    assert ListingWord.objects.get(word="chess").count == 2


def test_indexing_again_changes_nothing(here: Here) -> None:
    before = list(ListingWord.objects.order_by("word").values_list("word", "count"))
    actions.index_listings([listing.pk for listing in here.values()])
    assert list(ListingWord.objects.order_by("word").values_list("word", "count")) == before


def test_the_counts_are_what_counting_all_words_gives(here: Here) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, ndoc FROM ts_stat('SELECT words FROM listings_listing')"
            " WHERE left(word, 1) <> '='"
        )
        counted = dict(cursor.fetchall())
    assert dict(ListingWord.objects.filter(count__gt=0).values_list("word", "count")) == counted


def test_a_new_version_brings_new_words(here: Here, cast: Cast) -> None:
    listing = here["Chess in the Library"]
    draft = actions.write_draft(
        listing=listing,
        facts=Facts(name="Draughts", kind="GROUP"),
        started_from=1,
        by=cast.efa,
        at=AT,
    )
    assert names(ask("draughts")) == []
    actions.confirm_version(version=draft, by=cast.efa, at=AT)
    assert names(ask("draughts")) == ["Draughts"]
    assert names(ask("library")) == []
    assert CHESS.name == "Chess in the Library"
