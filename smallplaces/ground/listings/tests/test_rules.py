"""Who may do what with a listing: one truth table a rule, and what a listing may say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.listings import rules
from smallplaces.ground.listings.models import Cost, Facts, Listing, Time
from smallplaces.ground.people.models import Person
from tests.cast import Cast

EVERYONE = ("amina", "bryn", "cerys", "dev", "efa", "farid", "gwen", "hana", "idris")
Give = Callable[[str], None]


def allowed(check: Callable[[Person], None], cast: Cast) -> set[str]:
    """Return who of the cast gets past `check`."""
    passed = set()
    for name in EVERYONE:
        try:
            check(getattr(cast, name))
        except NotAllowed:
            continue
        passed.add(name)
    return passed


@pytest.mark.parametrize("rule", [rules.check_can_edit, rules.check_can_confirm])
@pytest.mark.parametrize(
    ("keeper", "who"),
    [("anglers", {"efa"}), ("amina", {"amina", "cerys"}), ("hana", {"hana"}), (None, set())],
)
def test_check_can_edit_and_confirm(
    cast: Cast, anglers: Listing, rule: Callable[..., None], keeper: str | None, who: set[str]
) -> None:
    anglers.keeper = getattr(cast, keeper) if keeper else None
    assert allowed(lambda actor: rule(actor, anglers, at=cast.at), cast) == who


def test_whoever_looks_after_unkept_listings_edits_only_those(
    cast: Cast, anglers: Listing, gwen_may: Give
) -> None:
    gwen_may(rules.LOOK_AFTER)
    assert allowed(lambda a: rules.check_can_edit(a, anglers, at=cast.at), cast) == {"efa"}
    anglers.keeper = None
    assert allowed(lambda a: rules.check_can_edit(a, anglers, at=cast.at), cast) == {"gwen"}


def test_a_hat_that_ran_out_edits_nothing(cast: Cast, anglers: Listing) -> None:
    later = cast.at + timedelta(days=400)
    assert allowed(lambda a: rules.check_can_edit(a, anglers, at=later), cast) == set()


def test_who_left_edits_nothing(cast: Cast, anglers: Listing) -> None:
    cast.efa.left_at = cast.at
    assert allowed(lambda a: rules.check_can_edit(a, anglers, at=cast.at), cast) == set()


def test_check_can_give_keeper(cast: Cast, anglers: Listing, gwen_may: Give) -> None:
    def give(actor: Person) -> None:
        rules.check_can_give_keeper(actor, anglers, cast.hana, at=cast.at)

    def give_up(actor: Person) -> None:
        rules.check_can_give_keeper(actor, anglers, None, at=cast.at)

    assert (allowed(give, cast), allowed(give_up, cast)) == (set(), {"efa"})
    gwen_may(rules.GIVE_KEEPER)
    assert (allowed(give, cast), allowed(give_up, cast)) == ({"gwen"}, {"efa", "gwen"})


def test_check_can_take_in(cast: Cast, gwen_may: Give) -> None:
    rules.check_can_take_in(cast.the_house, at=cast.at)
    assert allowed(lambda a: rules.check_can_take_in(a, at=cast.at), cast) == set()
    gwen_may(rules.TAKE_IN)
    assert allowed(lambda a: rules.check_can_take_in(a, at=cast.at), cast) == {"gwen"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "  "),
        ("name", "n" * 201),
        ("name", "NUL\x00"),
        ("kind", "CLUB"),
        ("description", "d" * 20_001),
        ("description", "\ud800"),
        ("url", "javascript:alert(1)"),
        ("url", "anglers"),
        ("email", "anglers"),
        ("postcode", "NOWHERE"),
        ("phone", "0" * 61),
        ("latitude", None),
        ("latitude", 91.0),
        ("longitude", 181.0),
        ("min_age", -1),
        ("max_age", 131),
        ("access", ("LIFT",)),
        ("languages", ("x" * 201,)),
        ("topics", ("t",) * 101),
        ("times", (Time("FREQ=SECONDLY"),)),
        ("times", (Time(starts_on=date(1, 1, 1)),)),
        ("times", (Time(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)),)),
        ("times", (Time(words="w" * 501),)),
        ("costs", (Cost("a session", -1),)),
        ("costs", (Cost("w" * 301),)),
    ],
)
def test_a_listing_cannot_say_this(fishing: Facts, field: str, value: object) -> None:
    with pytest.raises(rules.FactsNotUsable) as wrong:
        rules.check_facts(replace(fishing, **{field: value}))  # type: ignore[arg-type]
    [(said_of, sentence)] = wrong.value.sentences.items()
    assert said_of.replace("latitude", "longitude").replace("min_age", "max_age") == (
        field.replace("latitude", "longitude").replace("min_age", "max_age")
    )
    assert sentence


def test_a_listing_hears_of_everything_that_is_wrong_at_once(fishing: Facts) -> None:
    wrong = replace(fishing, name="", email="x", min_age=9, max_age=3)
    with pytest.raises(rules.FactsNotUsable) as refusal:
        rules.check_facts(wrong)
    assert set(refusal.value.sentences) == {"name", "email", "min_age"}


def test_people_may_write_right_to_left_and_in_pictures(fishing: Facts) -> None:
    rules.check_facts(replace(fishing, name="مجموعة الصيد 🎣", description="\u200fنصيد معا\n\nيوم"))
