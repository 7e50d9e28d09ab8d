"""Taking a break: who may, for what, and what it does to nobody."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions, queries
from smallplaces.ground.people.models import HowToTalkWithMe, Notice, Pause, Person, StandingWish
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust.models import Record
from smallplaces.ground.trust.queries import may_see
from tests.cast import Cast

DAY = timedelta(days=1)
THING = "offers.wish:0"


def ask_gwen(cast: Cast) -> None:
    """Let Gwen take breaks for Amina, and nothing else."""
    support = actions.ask_supporter(
        person=cast.amina, supporter=cast.gwen, shelves=[Shelf.CRISIS],
        may_pause=True, until=cast.at + 90 * DAY, by=cast.amina, at=cast.at,
    )  # fmt: skip
    actions.accept_to_support(supporter=support, by=cast.gwen, at=cast.at)


def test_a_pause_begins_and_ends_and_is_written_down(cast: Cast) -> None:
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    assert queries.is_paused(cast.amina, at=cast.at)
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + DAY)
    assert not queries.is_paused(cast.amina, at=cast.at + DAY)
    assert queries.is_paused(cast.amina, at=cast.at + DAY / 2)
    events = list(
        Record.objects.filter(about=cast.amina).order_by("pk").values_list("event", flat=True)
    )
    assert events[-2:] == ["people.paused", "people.came_back"]


def test_pausing_twice_and_coming_back_twice_are_harmless(cast: Cast) -> None:
    first = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    again = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at + DAY)
    assert (again.pk, again.began_at) == (first.pk, cast.at)
    actions.end_pause(pause=first, by=cast.amina, at=cast.at + 2 * DAY)
    ended = actions.end_pause(pause=first, by=cast.amina, at=cast.at + 3 * DAY)
    assert ended.ended_at == cast.at + 2 * DAY
    assert Record.objects.filter(event="people.came_back").count() == 1


def test_one_thing_rests_and_the_others_do_not(cast: Cast) -> None:
    actions.begin_pause(person=cast.amina, thing=THING, by=cast.amina, at=cast.at)
    assert queries.is_paused(cast.amina, thing=THING, at=cast.at)
    assert not queries.is_paused(cast.amina, thing="offers.wish:1", at=cast.at)
    assert queries.pause_of(cast.amina, at=cast.at) is None
    actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    assert queries.is_paused(cast.amina, thing="offers.wish:1", at=cast.at)
    assert queries.things_paused(cast.amina, at=cast.at) == {"", THING}


@pytest.mark.parametrize("name", ["cerys", "dev", "bryn", "gwen", "the_house"])
def test_nobody_pauses_for_someone_who_did_not_ask_them_to(cast: Cast, name: str) -> None:
    other: Person = getattr(cast, name)
    with pytest.raises(NotAllowed):
        actions.begin_pause(person=cast.amina, by=other, at=cast.at)
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.end_pause(pause=pause, by=other, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.tell_about_pause(pause=pause, party=cast.bryn, by=other, at=cast.at)
    assert Pause.objects.get().ended_at is None
    assert not Notice.objects.exists()


def test_a_supporter_who_was_asked_to_takes_a_break_for_someone(cast: Cast) -> None:
    ask_gwen(cast)
    pause = actions.begin_pause(person=cast.amina, by=cast.gwen, at=cast.at)
    assert (pause.person, pause.began_by) == (cast.amina, cast.gwen)
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + DAY)
    with pytest.raises(NotAllowed):
        actions.begin_pause(person=cast.amina, by=cast.gwen, at=cast.at + 91 * DAY)


def test_a_mandate_lets_someone_take_a_break_for_someone(cast: Cast) -> None:
    mandate = trust.give_mandate(
        holder=cast.idris, verb="people.pause", over=cast.amina, because="If I go quiet",
        until=cast.at + 9 * DAY, by=cast.amina, at=cast.at,
    )  # fmt: skip
    actions.begin_pause(person=cast.amina, by=cast.idris, at=cast.at)
    trust.end_mandate(mandate=mandate, by=cast.amina, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.begin_pause(person=cast.amina, thing=THING, by=cast.idris, at=cast.at)


def test_one_who_left_takes_no_break(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.begin_pause(person=cast.farid, by=cast.farid, at=cast.at)


def test_people_are_told_what_was_chosen_and_only_while_it_lasts(cast: Cast) -> None:
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    for words in ("Feed the cat", "Please feed the cat"):
        actions.tell_about_pause(
            pause=pause, party=cast.bryn, words=words, by=cast.amina, at=cast.at
        )
    assert [(n.party_id, n.words) for n in queries.notices_now(cast.at)] == [
        (cast.bryn.pk, "Please feed the cat")
    ]
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + DAY)
    assert not queries.notices_now(cast.at + DAY).exists()
    with pytest.raises(NotAllowed):
        actions.tell_about_pause(pause=pause, party=cast.bryn, by=cast.amina, at=cast.at + DAY)


def test_what_is_too_long_or_for_oneself_is_not_told(cast: Cast) -> None:
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    for party, words in ((cast.bryn, "x" * 301), (cast.amina, "Hello"), (cast.farid, "Hello")):
        with pytest.raises(NotAllowed):
            actions.tell_about_pause(
                pause=pause, party=party, words=words, by=cast.amina, at=cast.at
            )
    assert not Notice.objects.exists()


def add(cast: Cast, *, by: Person, **change: object) -> StandingWish:
    said: dict[str, object] = {"kind": "ASK", "whom": "Jo", "words": "Please feed the cat"}
    return actions.add_standing_wish(person=cast.amina, by=by, at=cast.at, **{**said, **change})  # type: ignore[arg-type]


def test_a_standing_wish_says_whom_and_what(cast: Cast) -> None:
    wish = add(cast, by=cast.amina)
    assert add(cast, by=cast.amina) == wish
    for empty in ({"whom": " "}, {"words": "\x00"}):
        with pytest.raises(NotAllowed):
            add(cast, by=cast.amina, **empty)
    with pytest.raises(ValueError, match="SHOUT"):
        add(cast, by=cast.amina, kind="SHOUT")
    actions.end_standing_wish(wish=wish, by=cast.amina, at=cast.at)
    actions.end_standing_wish(wish=wish, by=cast.amina, at=cast.at)
    assert not queries.standing_wishes_of(cast.amina).exists()
    assert Record.objects.filter(event="people.standing_wish_ended").count() == 1


@pytest.mark.parametrize("name", ["cerys", "dev", "gwen"])
def test_nobody_else_says_what_should_happen(cast: Cast, name: str) -> None:
    ask_gwen(cast)
    wish = add(cast, by=cast.amina)
    with pytest.raises(NotAllowed):
        add(cast, by=getattr(cast, name), words="Sell the cat")
    with pytest.raises(NotAllowed):
        actions.end_standing_wish(wish=wish, by=getattr(cast, name), at=cast.at)
    assert list(queries.standing_wishes_of(cast.amina)) == [wish]


def test_a_day_to_look_again_moves_by_as_much_as_was_rested(cast: Cast) -> None:
    due = (cast.at + 10 * DAY).date()
    actions.say_how_to_talk(
        person=cast.amina, formats=[], please_do="Wait", please_do_not="",
        someone_to_help_talk="", review_on=due, by=cast.amina, at=cast.at,
    )  # fmt: skip
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at + DAY)
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + 31 * DAY)
    assert HowToTalkWithMe.objects.get().review_on == due + 30 * DAY


def test_what_is_open_in_breaks_opens_and_closes_with_them(cast: Cast) -> None:
    standing = trust.share_in_breaks(
        person=cast.amina, viewer=cast.bryn, shelf=Shelf.CRISIS, until=cast.at + 90 * DAY,
        by=cast.amina, at=cast.at,
    )  # fmt: skip
    assert not may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at)
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at + DAY)
    assert may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at + DAY)
    assert not may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at + 90 * DAY)
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + 2 * DAY)
    assert not may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at + 2 * DAY)
    actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at + 3 * DAY)
    for by, at in ((cast.bryn, 3), (cast.dev, 3)):
        with pytest.raises(NotAllowed):
            trust.take_back_in_breaks(standing=standing, by=by, at=cast.at + at * DAY)
    for _ in range(2):
        trust.take_back_in_breaks(standing=standing, by=cast.amina, at=cast.at + 4 * DAY)
    assert not may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at + 4 * DAY)
    assert Record.objects.filter(event="trust.closed_for_breaks").count() == 1


def test_a_pause_of_one_thing_opens_nothing(cast: Cast) -> None:
    trust.share_in_breaks(
        person=cast.amina, viewer=cast.bryn, shelf=Shelf.CRISIS, until=cast.at + 90 * DAY,
        by=cast.amina, at=cast.at,
    )  # fmt: skip
    actions.begin_pause(person=cast.amina, thing=THING, by=cast.amina, at=cast.at)
    assert not may_see(cast.bryn, cast.amina, Shelf.CRISIS, at=cast.at)


def test_the_ends_of_what_others_may_see_do_not_move(cast: Cast) -> None:
    sight = trust.share(
        person=cast.amina, viewer=cast.bryn, shelf=Shelf.PLAN, until=cast.at + 9 * DAY,
        by=cast.amina, at=cast.at,
    )  # fmt: skip
    pause = actions.begin_pause(person=cast.amina, by=cast.amina, at=cast.at)
    actions.end_pause(pause=pause, by=cast.amina, at=cast.at + 20 * DAY)
    sight.refresh_from_db()
    assert sight.until == cast.at + 9 * DAY
