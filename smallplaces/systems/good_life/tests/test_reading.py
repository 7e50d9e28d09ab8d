"""Reading what somebody shared: found on one page, through the door, and gone when taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from smallplaces.foundation.shelves import IN_USE, Shelf
from smallplaces.ground.circles import actions as circles
from smallplaces.ground.offers import actions as offers
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Party
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust.hooks import shelf_pages
from smallplaces.ground.trust.models import Sight
from smallplaces.ground.voices import actions as voices
from tests.cast import Cast, build_cast, client_of

DAY = timedelta(days=1)
SAID = {
    Shelf.PLAN: "I want to go fishing",
    Shelf.PEOPLE: "Mrs Pollard",
    Shelf.WORDS: "Sunday on the canal",
}


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast as they are today, with something on each of Amina's shelves."""
    made = build_cast(at=datetime.now(UTC) - DAY)
    amina, at = made.amina, made.at
    offers.make_wish(person=amina, words=SAID[Shelf.PLAN], by=amina, at=at)
    people.add_tie(person=amina, name=SAID[Shelf.PEOPLE], closeness=2, by=amina, at=at)
    voices.say(
        person=amina, question="good-life", words=SAID[Shelf.WORDS], started_from=0, key="1",
        by=amina, at=at,
    )  # fmt: skip
    return made


def share(cast: Cast, shelf: Shelf, viewer: Party | None = None) -> Sight:
    return trust.share(
        person=cast.amina, viewer=viewer or cast.hana, shelf=shelf, until=cast.at + 30 * DAY,
        by=cast.amina, at=cast.at,
    )  # fmt: skip


def page_of(cast: Cast, shelf: Shelf) -> str:
    ends = {
        Shelf.PROFILE: "one-page/", Shelf.PLAN: "plan/", Shelf.PEOPLE: "people/",
        Shelf.WORDS: "words/", Shelf.CRISIS: "notes/",
    }  # fmt: skip
    return f"/people/{cast.amina.code}/{ends[shelf]}"


def test_every_shelf_that_can_be_shared_has_a_page_to_read_it() -> None:
    assert set(shelf_pages) == set(IN_USE)


@pytest.mark.parametrize("shelf", list(IN_USE))
def test_what_is_shared_is_found_and_read_and_gone_when_taken_back(
    cast: Cast, shelf: Shelf
) -> None:
    hana, page = client_of(cast.hana), page_of(cast, shelf)
    assert hana.get(page).status_code == 404
    assert "Shared with you" not in hana.get("/my/sharing/").content.decode()
    sight = share(cast, shelf)
    assert f'href="{page}"' in hana.get("/my/sharing/").content.decode()
    at_the_door = hana.get(page)
    assert at_the_door.status_code == 302
    assert "/door/" in at_the_door["Location"]
    opened = hana.post(at_the_door["Location"], {"reason": "ASKED_ME"}, follow=True)
    assert opened.status_code == 200
    assert SAID.get(shelf, "Amina") in opened.content.decode()
    trust.take_back(sight=sight, by=cast.amina, at=datetime.now(UTC))
    assert hana.get(page).status_code == 404
    assert "Shared with you" not in hana.get("/my/sharing/").content.decode()


def test_what_is_shared_with_a_circle_says_so(cast: Cast) -> None:
    share(cast, Shelf.PLAN, cast.anglers)
    page = client_of(cast.bryn).get("/my/sharing/").content.decode()
    assert "Because you belong to Larkbridge Anglers." in page
    circles.leave_circle(circle=cast.anglers, person=cast.bryn, by=cast.bryn, at=datetime.now(UTC))
    assert "Shared with you" not in client_of(cast.bryn).get("/my/sharing/").content.decode()


def test_a_reader_can_change_nothing(cast: Cast) -> None:
    share(cast, Shelf.PEOPLE)
    hana, page = client_of(cast.hana), page_of(cast, Shelf.PEOPLE)
    hana.post(hana.get(page)["Location"], {"reason": "ASKED_ME"})
    shown = hana.get(page).content.decode()
    assert "/my/people/" not in shown.partition("<main")[2]
