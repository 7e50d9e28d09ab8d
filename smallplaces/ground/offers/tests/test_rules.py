"""Every refusal of this room: who may not, when not, and in which plain sentence."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers import actions, rules
from smallplaces.ground.offers.models import Introduction, Offer, Side

from .conftest import DAY, State, Town, asked, asking, fresh, let_hana_help, make_listing


def paused(town: Town) -> object:
    actions.pause_offer(offer=town.offer, by=town.cast.idris, at=town.at)
    return town.ask()


def closed(town: Town) -> object:
    town.listing.state = Listing.State.PAUSED
    return town.ask(listing=town.listing)


def unkept(town: Town) -> object:
    return town.ask(listing=make_listing("A bench", by=town.cast.efa, at=town.at))


def own(town: Town) -> object:
    efa = town.cast.efa
    return town.ask(listing=town.listing, asker=efa, by=efa)


def anothers_wish(town: Town) -> object:
    efa = town.cast.efa
    return town.ask(asker=efa, by=efa, wish=town.wish)


def no_go_between(town: Town) -> object:
    return town.ask(go_between=town.cast.bryn)


def as_ones_own_go_between(town: Town) -> object:
    return town.ask(go_between=town.cast.amina)


def for_another(town: Town) -> object:
    return town.ask(by=town.cast.dev)


def for_another_without_their_plan(town: Town) -> object:
    return town.ask(by=town.cast.bryn)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (paused, "This offer is not open at the moment."),
        (closed, "This is not open at the moment."),
        (unkept, "They are not on here yet, so we cannot introduce you."),
        (own, "This is your own, so you know them already."),
        (anothers_wish, "This wish belongs to someone else."),
        (no_go_between, "Choose someone who introduces people for a circle here."),
        (as_ones_own_go_between, "Choose someone who introduces people for a circle here."),
        (for_another, "You can only ask for yourself, or for someone who asked you to help."),
        (
            for_another_without_their_plan,
            "You can only ask for yourself, or for someone who asked you to help.",
        ),
    ],
)
def test_what_cannot_be_asked_is_said_and_nobody_hears_of_it(
    town: Town, ask: Callable[[Town], object], sentence: str
) -> None:
    with pytest.raises(NotAllowed) as refused:
        ask(town)
    assert refused.value.sentence == sentence
    assert not Introduction.objects.exists()


def test_an_ask_is_about_one_listing_or_one_offer(town: Town) -> None:
    for change in ({"listing": town.listing, "offer": town.offer}, {"offer": None}):
        with pytest.raises(ValueError, match="one listing or one offer"):
            town.ask(**change)


def test_only_so_many_asks_wait_at_once(town: Town) -> None:
    for number in range(rules.MOST_OPEN_ASKS):
        keeper = town.cast.efa if number % 2 else town.cast.hana
        town.ask(
            listing=make_listing(f"Club {number}", by=town.cast.efa, at=town.at, keeper=keeper)
        )
    with pytest.raises(NotAllowed, match="asks open"):
        town.ask()


@pytest.mark.parametrize("state", sorted(rules.RESTS_FOR))
def test_the_same_can_be_asked_again_once_it_has_rested(town: Town, state: State) -> None:
    last = town.in_state(state)
    again = rules.can_ask_again_at(last)
    actions.renew_offer(offer=town.offer, by=town.cast.idris, at=again - DAY)
    with pytest.raises(NotAllowed, match="You asked about this before"):
        town.ask(at=again - timedelta(seconds=1))
    assert town.ask(at=again).pk != last.pk


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_an_offer_lasts_until_a_day_within_a_year(town: Town, days: int) -> None:
    idris, until = town.cast.idris, town.at + days * DAY
    with pytest.raises(NotAllowed, match="still to come, in the next year"):
        actions.make_offer(giver=idris, words="Drive", until=until, by=idris, at=town.at)
    assert not Offer.objects.filter(words="Drive").exists()


@pytest.mark.parametrize(
    ("days", "where", "sentence"),
    [
        (1, "The library", "Choose a time that is still to come, in the next two months."),
        (90, "The library", "Choose a time that is still to come, in the next two months."),
        (7, "  ", "Say where you would like to meet."),
    ],
)
def test_a_meeting_is_somewhere_and_still_to_come(
    town: Town, days: int, where: str, sentence: str
) -> None:
    introduction = town.in_state(State.BOTH_YES)
    with pytest.raises(NotAllowed) as refused:
        actions.put_meeting(
            side=asking(introduction),
            meet_at=town.at + days * DAY,
            meet_where=where,
            by=town.cast.amina,
            at=town.at + 2 * DAY,
        )
    assert refused.value.sentence == sentence
    assert fresh(introduction).meet_at is None


def test_nobody_agrees_to_a_time_that_was_not_put_is_their_own_or_has_passed(town: Town) -> None:
    introduction = town.in_state(State.BOTH_YES)

    def agree(side: Side, days: int) -> str:
        by = town.cast.amina if side.end == Side.End.ASKING else town.cast.idris
        seen = fresh(introduction).changed_at
        with pytest.raises(NotAllowed) as refused:
            actions.agree_meeting(side=side, seen=seen, by=by, at=town.at + days * DAY)
        return refused.value.sentence

    assert agree(asked(introduction), 2) == "Nobody has said when and where to meet yet."
    actions.put_meeting(
        side=asking(introduction),
        meet_at=town.at + 3 * DAY,
        meet_where="The library",
        by=town.cast.amina,
        at=town.at + 2 * DAY,
    )
    assert agree(asking(introduction), 2) == "You put this time. Now it is their turn."
    assert agree(asked(introduction), 4) == "This time has passed. You can put another."


def test_the_side_that_is_asked_says_and_gives_nothing_before_it_hears_of_it(town: Town) -> None:
    let_hana_help(town)
    introduction = town.ask(by=town.cast.hana)  # Amina has not said yes to it herself
    with pytest.raises(NotAllowed, match="They have not asked you yet"):
        town.answer(introduction)
    with pytest.raises(NotAllowed, match="They have not asked you yet"):
        actions.give_contact(
            side=asked(introduction), contact="Idris", by=town.cast.idris, at=town.at + DAY
        )
    assert asked(introduction).contact == ""


def test_only_the_two_end_what_is_theirs(town: Town) -> None:
    introduction = town.in_state(State.BOTH_YES)
    with pytest.raises(NotAllowed, match="Only the two of you can end this"):
        actions.end_introduction(introduction=introduction, by=town.cast.dev, at=town.at + 2 * DAY)
    assert fresh(introduction).state == State.BOTH_YES


def test_someone_who_leaves_lets_go_of_what_they_offered_and_asked(town: Town) -> None:
    amina, idris = town.cast.amina, town.cast.idris
    agreed = town.in_state(State.BOTH_YES)
    waiting = town.ask(listing=town.listing)
    own_offer = actions.make_offer(giver=amina, words="Knitting", by=amina, at=town.at)
    to_her = town.ask(asker=idris, by=idris, offer=own_offer)
    actions.stop_for(amina, amina, town.at + 2 * DAY)
    assert fresh(agreed).state == State.ENDED
    assert fresh(waiting).state == State.TAKEN_BACK
    assert fresh(to_her).state == State.ASKED  # to the other side it is silence
    own_offer.refresh_from_db()
    assert own_offer.state == own_offer.State.TAKEN_BACK
