"""What is suggested, in what order, and what never is."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from smallplaces.ground.offers import actions
from smallplaces.ground.offers.models import Suggestion
from smallplaces.ground.offers.queries import Fit, choose, is_open, open_offers, suggestions_for
from smallplaces.ground.offers.queries.fitting import FLOOR, MOST

from .conftest import DAY, Town, make_listing

FITS = st.lists(
    st.builds(
        Fit, nearness=st.integers(1, 4), score=st.floats(0, 1), reasons=st.just(("Because.",))
    ),
    max_size=40,
)


@given(FITS)
def test_choosing_keeps_the_best_of_each_kind_that_fits_nearest_first(fits: list[Fit]) -> None:
    chosen = choose(fits)
    good = [fit for fit in fits if fit.score >= FLOOR]
    assert len(chosen) == min(MOST, len(good))
    assert [(fit.nearness, -fit.score) for fit in chosen] == sorted(
        (fit.nearness, -fit.score) for fit in chosen
    )
    for nearness in {fit.nearness for fit in good}:
        best = max(fit.score for fit in good if fit.nearness == nearness)
        assert best == max(fit.score for fit in chosen if fit.nearness == nearness)


def suggested(town: Town) -> list[Suggestion]:
    return actions.suggest_for(wish=town.wish, by=town.cast.amina, at=town.at + DAY)


def test_a_person_comes_before_a_service_and_the_service_keeps_its_place(town: Town) -> None:
    for number in range(12):
        make_listing(
            f"Fishing friends {number}", by=town.cast.efa, at=town.at, description="Go fishing"
        )
    formal = make_listing(
        "Fishing support service",
        by=town.cast.efa,
        at=town.at,
        kind="ORGANISATION",
        is_formal=True,
        description="Go fishing with a worker",
    )
    offer = actions.make_offer(
        giver=town.cast.bryn, words="Go fishing with me", by=town.cast.bryn, at=town.at
    )
    found = suggested(town)
    assert len(found) == MOST
    assert [one.nearness for one in found] == sorted(one.nearness for one in found)
    assert found[-1].listing == formal
    assert offer in [one.offer for one in found]
    assert all(reason.endswith(".") for one in found for reason in one.reasons)
    assert "Bryn" not in str([one.reasons for one in found])


def test_what_is_set_aside_stays_away_and_one_asked_about_needs_no_suggesting(town: Town) -> None:
    first = next(one for one in suggested(town) if one.listing == town.listing)
    actions.set_aside(suggestion=first, by=town.cast.amina, at=town.at)
    actions.set_aside(suggestion=first, by=town.cast.cerys, at=town.at)
    assert Suggestion.objects.get(pk=first.pk).set_aside_by == town.cast.amina
    assert town.listing not in [one.listing for one in suggested(town)]
    other = make_listing("Fishing club", by=town.cast.efa, at=town.at, keeper=town.cast.hana)
    assert other in [one.listing for one in suggested(town)]
    town.ask(listing=other)
    assert other not in [one.listing for one in suggested(town)]


def test_ones_own_and_what_is_not_open_are_never_suggested(town: Town) -> None:
    amina = town.cast.amina
    own = actions.make_offer(giver=amina, words="Go fishing with me", by=amina, at=town.at)
    paused = actions.make_offer(
        giver=town.cast.bryn, words="Go fishing with me", by=town.cast.bryn, at=town.at
    )
    actions.pause_offer(offer=paused, by=town.cast.bryn, at=town.at)
    offers = [one.offer for one in suggested(town)]
    assert own not in offers
    assert paused not in offers


def test_looking_again_changes_nothing_and_a_paused_wish_gets_none(town: Town) -> None:
    codes = [one.code for one in suggested(town)]
    assert codes
    assert [one.code for one in suggested(town)] == codes
    actions.pause_wish(wish=town.wish, by=town.cast.amina, at=town.at)
    assert suggested(town) == []


def test_the_suggestions_of_every_wish_come_in_two_queries(
    town: Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    amina, at = town.cast.amina, town.at + DAY
    for number in range(5):
        make_listing(f"Fishing and chess {number}", by=town.cast.efa, at=town.at)
    chess = actions.make_wish(person=amina, words="I want to play chess", by=amina, at=town.at)
    paused = actions.make_wish(person=amina, words="I want to go fishing", by=amina, at=town.at)
    told = {
        wish.pk: actions.suggest_for(wish=wish, by=amina, at=at)
        for wish in (town.wish, chess, paused)
    }
    assert all(len(suggestions) > 3 for suggestions in told.values())
    with django_assert_num_queries(2):
        assert suggestions_for(amina, at=at) == told


def test_an_offer_is_open_as_the_list_of_open_offers_says(town: Town) -> None:
    idris, offer = town.cast.idris, town.offer
    for at in (town.at, offer.until - timedelta(seconds=1), offer.until):
        assert is_open(offer, at=at) is open_offers(at=at).filter(pk=offer.pk).exists()
    actions.pause_offer(offer=offer, by=idris, at=town.at)
    offer.refresh_from_db()
    assert is_open(offer, at=town.at) is open_offers(at=town.at).exists() is False
