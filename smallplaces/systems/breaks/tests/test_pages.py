"""Taking a break on the pages: beginning, telling, wishing, notes, and coming back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people import queries as people_queries
from smallplaces.ground.people.models import Notice, Person, StandingWish, WhenNotWell
from smallplaces.ground.people.rules import PARTS_WHEN_NOT_WELL
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust.models import Look
from smallplaces.systems.breaks import queries
from tests.cast import Cast, client_of

DAY = timedelta(days=1)
WORDS = {"signs": "I do not sleep.", "helps": "Tea, and no questions.", "whom_to_ring": "Cerys"}


def text(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


def post(client: Client, name: str, whose: Person, /, *args: object, **data: object) -> int:
    answer = client.post(reverse(name, args=args), {"whose": str(whose.code), **data})
    return int(answer.status_code)


def supports(cast: Cast, who: Person, *, may_pause: bool, shelves: list[Shelf]) -> None:
    """Let `who` act for Amina."""
    now = timezone.now()
    asked = people.ask_supporter(
        person=cast.amina, supporter=who, shelves=shelves,
        may_pause=may_pause, until=now + 90 * DAY, by=cast.amina, at=now,
    )  # fmt: skip
    people.accept_to_support(supporter=asked, by=who, at=now)


def test_the_questions_are_the_parts_that_are_kept() -> None:
    assert tuple(queries.QUESTIONS) == PARTS_WHEN_NOT_WELL


def test_a_break_begins_with_one_button_and_ends_with_one(cast: Cast) -> None:
    amina = client_of(cast.amina)
    assert "Let everything rest now" in text(amina, "show_break")
    assert post(amina, "begin_break", cast.amina) == 302
    assert "You are taking a break" in text(amina, "show_break")
    home = text(amina, "home")
    assert "Nothing is asked now." in home
    assert "Nothing was counted" in text(amina, "end_break")
    assert post(amina, "end_break", cast.amina) == 302
    assert not people_queries.is_paused(cast.amina, at=timezone.now())
    assert amina.get(reverse("end_break")).headers["Location"] == reverse("show_break")


def test_who_is_told_reads_those_words_and_only_while_it_lasts(cast: Cast) -> None:
    supports(cast, cast.cerys, may_pause=False, shelves=[Shelf.PROFILE])
    amina, cerys, dev = client_of(cast.amina), client_of(cast.cerys), client_of(cast.dev)
    post(amina, "begin_break", cast.amina)
    sent = {"who": str(cast.cerys.code), "words": "I ring you on Sunday."}
    assert post(amina, "tell_someone", cast.amina, **sent) == 302
    assert "I ring you on Sunday." in text(cerys, "list_breaks")
    assert "Someone takes a break" in text(cerys, "home")
    assert "I ring you on Sunday." not in text(dev, "list_breaks")
    assert "Someone takes a break" not in text(dev, "home")
    post(amina, "end_break", cast.amina)
    assert "I ring you on Sunday." not in text(cerys, "list_breaks")


@pytest.mark.parametrize(
    "wrong", [{}, {"who": "x"}, {"who": "cerys", "words": "x" * 301}], ids=["none", "odd", "long"]
)
def test_telling_says_what_is_wrong_and_tells_nobody(cast: Cast, wrong: dict[str, str]) -> None:
    amina = client_of(cast.amina)
    post(amina, "begin_break", cast.amina)
    sent = {key: str(cast.cerys.code) if said == "cerys" else said for key, said in wrong.items()}
    answer = amina.post(
        reverse("tell_someone"), {"whose": str(cast.amina.code), **sent}
    ).content.decode()
    assert "govuk-error-summary" in answer
    assert not Notice.objects.exists()


def test_a_standing_wish_is_read_in_a_break_by_whom_it_names(cast: Cast) -> None:
    supports(cast, cast.cerys, may_pause=False, shelves=[Shelf.PROFILE])
    amina, cerys = client_of(cast.amina), client_of(cast.cerys)
    sent = {"kind": "ASK", "whom": "The cat", "words": "Please feed her", "who": cast.cerys.code}
    assert post(amina, "add_standing_wish", cast.amina, **sent) == 302
    assert "Please feed her" in text(amina, "show_break")
    assert "Please feed her" not in text(cerys, "list_breaks")
    post(amina, "begin_break", cast.amina)
    assert "Please feed her" in text(cerys, "list_breaks")
    wish = StandingWish.objects.get()
    assert post(client_of(cast.dev), "end_standing_wish", cast.dev, wish.code) == 404
    assert post(amina, "end_standing_wish", cast.amina, wish.code) == 302
    assert "Please feed her" not in text(cerys, "list_breaks")


def test_one_thing_rests_and_is_taken_up_again(cast: Cast) -> None:
    from smallplaces.ground.offers import actions as offers

    now = timezone.now()
    offer = offers.make_offer(giver=cast.amina, words="Soup on Fridays", by=cast.amina, at=now)
    amina = client_of(cast.amina)
    assert "Soup on Fridays" in text(amina, "rest_thing")
    assert post(amina, "rest_thing", cast.amina, thing=f"offers.offer:{offer.code}") == 302
    assert "Soup on Fridays" not in text(amina, "rest_thing")
    offer.refresh_from_db()
    assert offer.rests_since is not None
    assert "Let everything rest now" in text(amina, "show_break")
    [(pause, words)] = queries.resting_things(cast.amina, at=timezone.now())
    assert words == "What I give: Soup on Fridays"
    assert post(client_of(cast.dev), "wake_thing", cast.dev, pause.code) == 404
    assert post(amina, "wake_thing", cast.amina, pause.code) == 302
    assert not queries.resting_things(cast.amina, at=timezone.now())


def test_what_is_not_ones_own_cannot_be_put_to_rest(cast: Cast) -> None:
    amina = client_of(cast.amina)
    answer = amina.post(
        reverse("rest_thing"),
        {
            "whose": str(cast.amina.code),
            "thing": "offers.offer:00000000-0000-0000-0000-000000000000",
        },
    )
    assert answer.status_code == 200
    assert not people_queries.things_paused(cast.amina, at=timezone.now())


def test_notes_are_kept_as_written_and_read_through_the_door(cast: Cast) -> None:
    amina, bryn = client_of(cast.amina), client_of(cast.bryn)
    assert post(amina, "write_notes", cast.amina, **WORDS) == 302
    page = WhenNotWell.objects.get()
    assert (page.signs, page.helps, page.does_not_help) == (WORDS["signs"], WORDS["helps"], "")
    address = reverse("read_notes", args=[cast.amina.code])
    assert bryn.get(address).status_code == 404
    now = timezone.now()
    trust.share(
        person=cast.amina, viewer=cast.bryn, shelf=Shelf.CRISIS, until=now + DAY,
        by=cast.amina, at=now,
    )  # fmt: skip
    door = bryn.get(address)
    assert door.headers["Location"].startswith(reverse("door", args=[cast.amina.code, "crisis"]))
    opened = bryn.post(door.headers["Location"], {"reason": Look.Reason.values[0]}, follow=True)
    assert "Tea, and no questions." in opened.content.decode()


def test_notes_open_in_a_break_only_and_close_with_it(cast: Cast) -> None:
    supports(cast, cast.cerys, may_pause=False, shelves=[Shelf.PROFILE])
    amina = client_of(cast.amina)
    post(amina, "write_notes", cast.amina, **WORDS)
    sent = {"who": str(cast.cerys.code), "days": "91"}
    assert post(amina, "open_in_breaks", cast.amina, **sent) == 302
    assert not queries.may_see_notes(cast.cerys, cast.amina, at=timezone.now())
    post(amina, "begin_break", cast.amina)
    assert queries.may_see_notes(cast.cerys, cast.amina, at=timezone.now())
    post(amina, "end_break", cast.amina)
    assert not queries.may_see_notes(cast.cerys, cast.amina, at=timezone.now())


def test_nobody_overwrites_what_was_written_meanwhile(cast: Cast) -> None:
    amina = client_of(cast.amina)
    post(amina, "write_notes", cast.amina, **WORDS)
    other = {"helps": "My music.", "started_from": ""}
    answer = amina.post(reverse("write_notes"), {"whose": str(cast.amina.code), **other})
    page = answer.content.decode()
    assert "Something else was saved here meanwhile" in page
    assert "My music." in page
    assert "Tea, and no questions." in page
    assert WhenNotWell.objects.get().helps == WORDS["helps"]
    stamp = people_queries.stamp_of(WhenNotWell.objects.get())
    assert f'value="{stamp}"' in page
    assert post(amina, "write_notes", cast.amina, helps="My music.", started_from=stamp) == 302
    assert WhenNotWell.objects.get().helps == "My music."


def test_whoever_was_asked_begins_a_break_for_someone_and_both_names_stay(cast: Cast) -> None:
    supports(cast, cast.bryn, may_pause=True, shelves=[Shelf.PROFILE])
    bryn = client_of(cast.bryn)
    bryn.post(reverse("act_for", args=[cast.amina.code]))
    page = text(bryn, "show_break")
    assert "Amina sees that it was you, Bryn" in page
    assert "What should happen then" not in page, "what she keeps for such days is not shared"
    assert post(bryn, "begin_break", cast.amina) == 302
    pause = people_queries.pause_of(cast.amina, at=timezone.now())
    assert pause is not None
    assert (pause.person, pause.began_by) == (cast.amina, cast.bryn)
    assert not people_queries.is_paused(cast.bryn, at=timezone.now())


def test_a_supporter_who_was_not_asked_to_begins_nothing(cast: Cast) -> None:
    supports(cast, cast.bryn, may_pause=False, shelves=[Shelf.PROFILE])
    bryn = client_of(cast.bryn)
    bryn.post(reverse("act_for", args=[cast.amina.code]))
    assert bryn.get(reverse("show_break")).status_code == 404
    assert post(bryn, "begin_break", cast.amina) == 422
    for name in ("write_notes", "add_standing_wish", "open_in_breaks", "end_break"):
        assert bryn.get(reverse(name)).status_code == 404, name
    assert not people_queries.is_paused(cast.amina, at=timezone.now())
