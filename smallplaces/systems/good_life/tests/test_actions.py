"""What happens in the conversation: to whom, by whom, and what a repeat does."""

from datetime import date

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.typed import TooLong
from smallplaces.ground.offers.models import Offer, Wish
from smallplaces.ground.people.models import HowToTalkWithMe
from smallplaces.ground.trust.models import Record
from smallplaces.ground.voices.models import Voice
from smallplaces.systems.good_life import actions
from smallplaces.systems.good_life.models import Page
from tests.cast import Cast

REVIEW = date(2027, 3, 3)


def typed(words: str, key: str = "one") -> actions.Typed:
    return actions.Typed(words, 0, key, "tab")


def test_an_answer_is_kept_and_finished_and_a_repeat_changes_nothing(cast: Cast) -> None:
    for _ in range(2):
        actions.answer_question(
            person=cast.amina, question="good-day", typed=typed("Tea."), by=cast.amina, at=cast.at
        )
    assert (Voice.objects.get().words, Voice.objects.get().is_finished) == ("Tea.", True)
    assert Record.objects.filter(event="voices.said").count() == 1


def test_too_long_an_answer_changes_nothing(cast: Cast) -> None:
    with pytest.raises(TooLong):
        actions.answer_question(
            person=cast.amina,
            question="good-day",
            typed=typed("a" * 100_001),
            by=cast.amina,
            at=cast.at,
        )
    assert not Voice.objects.exists()


def test_how_to_talk_is_said_as_one_thing_or_not_at_all(cast: Cast) -> None:
    def say(do_not: str) -> None:
        actions.say_how_to_talk(
            person=cast.amina,
            formats=["BSL"],
            someone_to_help_talk="",
            review_on=REVIEW,
            typed={"how-to-talk": typed("Slowly."), "please-do-not": typed(do_not, "two")},
            by=cast.amina,
            at=cast.at,
        )

    with pytest.raises(TooLong):
        say("a" * 100_001)
    assert not Voice.objects.exists()
    say("Shout.")
    say("Shout.")
    assert HowToTalkWithMe.objects.get().please_do_not == "Shout."


def test_picking_twice_makes_one_of_each(cast: Cast) -> None:
    for _ in range(2):
        actions.pick_wishes(person=cast.amina, words=["Fish.", "Cook."], by=cast.amina, at=cast.at)
        actions.pick_offers(person=cast.amina, words=["Soup."], by=cast.cerys, at=cast.at)
    assert (Wish.objects.count(), Offer.objects.get().made_by) == (2, cast.cerys)


def test_one_bad_wish_makes_none(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.pick_wishes(person=cast.amina, words=["Fish.", ""], by=cast.amina, at=cast.at)
    assert not Wish.objects.exists()


def test_parts_are_chosen_in_the_order_of_the_page(cast: Cast) -> None:
    for _ in range(2):
        actions.choose_parts(
            person=cast.amina, parts=["GIVE", "MATTERS"], by=cast.cerys, at=cast.at
        )
    assert (Page.objects.get().parts, Page.objects.get().chosen_by) == (
        ["MATTERS", "GIVE"],
        cast.cerys,
    )
    with pytest.raises(ValueError, match="BANK"):
        actions.choose_parts(person=cast.amina, parts=["BANK"], by=cast.amina, at=cast.at)


@pytest.mark.parametrize("name", ["dev", "bryn", "gwen"])
def test_nobody_else_does_any_of_it_for_amina(cast: Cast, name: str) -> None:
    other = getattr(cast, name)
    with pytest.raises(NotAllowed):
        actions.answer_question(
            person=cast.amina, question="good-day", typed=typed("Tea."), by=other, at=cast.at
        )
    with pytest.raises(NotAllowed):
        actions.pick_wishes(person=cast.amina, words=["Fish."], by=other, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.pick_offers(person=cast.amina, words=["Soup."], by=other, at=cast.at)
    with pytest.raises(NotAllowed):
        actions.choose_parts(person=cast.amina, parts=[], by=other, at=cast.at)
    for kind in (Voice, Wish, Page):
        assert not kind.objects.exists()
