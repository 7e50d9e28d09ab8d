"""Wishes, steps and offers: what happens, who is refused, what bad input does, and repeats."""

from collections.abc import Callable

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.offers import actions, queries
from smallplaces.ground.offers.models import Offer, Step, Wish
from smallplaces.ground.trust.models import Record

from .conftest import DAY, Town, let_hana_help

MAY_WRITE = {
    "amina": True,
    "cerys": True,
    "hana": False,
    "bryn": False,
    "dev": False,
    "farid": False,
}


@pytest.mark.parametrize(("name", "may"), MAY_WRITE.items())
def test_only_the_person_and_who_acts_for_them_write_wishes(
    town: Town, name: str, may: bool
) -> None:
    let_hana_help(town)
    who = getattr(town.cast, name)
    step = actions.add_step(wish=town.wish, words="Ring Efa", by=town.cast.amina, at=town.at)
    acts: list[Callable[[], object]] = [
        lambda: actions.make_wish(person=town.cast.amina, words="Sing", by=who, at=town.at),
        lambda: actions.change_wish(wish=town.wish, words="Fish", by=who, at=town.at),
        lambda: actions.add_step(wish=town.wish, words="Buy a rod", by=who, at=town.at),
        lambda: actions.finish_step(step=step, by=who, at=town.at),
        lambda: actions.suggest_for(wish=town.wish, by=who, at=town.at),
        lambda: actions.make_offer(giver=town.cast.amina, words="Tea", by=who, at=town.at),
        lambda: actions.pause_wish(wish=town.wish, by=who, at=town.at),
        lambda: actions.say_what_came_of_wish(wish=town.wish, state="HAPPENED", by=who, at=town.at),
    ]
    before = Record.objects.count()
    for act in acts:
        if may:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()
    assert Record.objects.count() == before + (len(acts) if may else 0)


@pytest.mark.parametrize("name", ["dev", "bryn", "idris", "the_house"])
def test_nobody_else_sees_a_wish(town: Town, name: str) -> None:
    assert not queries.wishes_visible_to(getattr(town.cast, name), at=town.at).exists()
    assert queries.wishes_visible_to(town.cast.cerys, at=town.at).get() == town.wish


def test_the_same_wish_step_or_offer_twice_is_one(town: Town) -> None:
    amina = town.cast.amina
    assert actions.make_wish(person=amina, words=town.wish.words, by=amina, at=town.at) == town.wish
    steps = [actions.add_step(wish=town.wish, words="Ring", by=amina, at=town.at) for _ in "ab"]
    assert steps[0] == steps[1]
    again = actions.make_offer(
        giver=town.cast.idris, words=town.offer.words, by=town.cast.idris, at=town.at
    )
    assert again == town.offer


@pytest.mark.parametrize("words", ["", "  \n", "\x00", "x" * 100_000])
def test_no_words_or_too_many_are_refused_and_nothing_changes(town: Town, words: str) -> None:
    counts = [model.objects.count() for model in (Wish, Step, Offer)]
    for act in (
        lambda: actions.make_wish(
            person=town.cast.amina, words=words, by=town.cast.amina, at=town.at
        ),
        lambda: actions.add_step(wish=town.wish, words=words, by=town.cast.amina, at=town.at),
        lambda: actions.make_offer(
            giver=town.cast.idris, words=words, by=town.cast.idris, at=town.at
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert [model.objects.count() for model in (Wish, Step, Offer)] == counts


def test_a_step_is_finished_or_dropped_but_not_both(town: Town) -> None:
    amina = town.cast.amina
    done, dropped = (
        actions.add_step(wish=town.wish, words=words, by=amina, at=town.at) for words in "ab"
    )
    actions.finish_step(step=done, what_came_of_it="A rod!", by=amina, at=town.at)
    actions.drop_step(step=dropped, by=amina, at=town.at)
    actions.drop_step(step=dropped, by=amina, at=town.at)
    with pytest.raises(NotAllowed):
        actions.drop_step(step=done, by=amina, at=town.at)
    with pytest.raises(NotAllowed):
        actions.finish_step(step=dropped, by=amina, at=town.at)


def test_an_offer_stands_until_its_day_and_can_be_renewed(town: Town) -> None:
    late = town.offer.until
    assert queries.offers_seen_by(town.cast.amina, at=late - DAY).exists()
    assert not queries.offers_seen_by(town.cast.amina, at=late).exists()
    actions.renew_offer(offer=town.offer, by=town.cast.idris, at=late)
    seen = queries.offers_seen_by(town.cast.amina, at=late).get()
    assert not queries.offers_seen_by(town.cast.idris, at=late).exists()
    assert "Idris" not in str(queries.offer_seen(seen))
    actions.take_back_offer(offer=town.offer, by=town.cast.idris, at=late)
    with pytest.raises(NotAllowed):
        actions.renew_offer(offer=town.offer, by=town.cast.idris, at=late)
