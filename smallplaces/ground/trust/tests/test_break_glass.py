"""Opening what was not shared: by whom, for how long, who is told, and who looks at it after."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions, queries, rules
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import BreakGlass, Record, Sight
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def let(cast: Cast, holder: Person, verb: str, *, over: Person | None = None) -> Person:
    actions.give_mandate(
        holder=holder, verb=verb, over=over, because="The people who use services agreed to it.",
        until=cast.at + 365 * DAY, by=over or cast.the_house, at=cast.at,
    )  # fmt: skip
    return holder


@pytest.fixture
def ready(cast: Cast) -> Cast:
    """Let Gwen open in need, Hana review, and Idris be the advocate."""
    let(cast, cast.gwen, queries.OPENS)
    let(cast, cast.hana, queries.REVIEWS)
    let(cast, cast.idris, queries.ADVOCATES)
    return cast


def opened(cast: Cast, *, at: datetime | None = None, **change: object) -> BreakGlass:
    said: dict[str, object] = {
        "person": cast.amina, "shelf": Shelf.PLAN, "minutes": 30,
        "because": "She did not come to the door", "by": cast.gwen,
    }  # fmt: skip
    return actions.break_glass(**{**said, **change}, at=at or cast.at)  # type: ignore[arg-type]


def sees(cast: Cast, at: datetime) -> bool:
    return queries.may_see(cast.gwen, cast.amina, Shelf.PLAN, at=at)


def test_it_opens_one_shelf_for_a_while_and_ends_by_itself(ready: Cast) -> None:
    assert not sees(ready, ready.at)
    opened(ready)
    assert sees(ready, ready.at)
    assert sees(ready, ready.at + 29 * MINUTE)
    assert not sees(ready, ready.at + 30 * MINUTE)
    assert not queries.may_see(ready.gwen, ready.amina, Shelf.PEOPLE, at=ready.at)
    assert queries.has_looked(ready.gwen, ready.amina, Shelf.PLAN, at=ready.at)


def test_the_person_is_told_at_once_and_the_letter_names_nobody(
    ready: Cast, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        broken = opened(ready)
    assert broken.told_person_at == ready.at
    [look] = queries.looks_at(ready.amina)
    assert (look.viewer.name, look.words) == ("Gwen", "She did not come to the door")
    assert list(queries.break_glass_about(ready.amina)) == [broken]
    [letter] = mail.outbox
    assert letter.to == ["amina@example.org"]
    assert not {"Gwen", "Amina", "door"} & set(letter.body.split())


def test_where_telling_is_not_safe_an_advocate_is_told_and_nothing_shows_until_they_tell(
    ready: Cast, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        broken = opened(ready, why_not_told="Her partner reads her letters")
    assert mail.outbox[0].to == ["idris@example.org"]
    assert (broken.advocate, broken.told_person_at) == (ready.idris, None)
    assert list(queries.break_glass_told_to(ready.idris)) == [broken]
    for shown in (
        queries.looks_at(ready.amina), queries.break_glass_about(ready.amina),
        queries.who_can_see(ready.amina, at=ready.at).filter(viewer=ready.gwen),
        queries.records_about(ready.amina).filter(event__contains="glass"),
    ):  # fmt: skip
        assert not shown.exists()
    with pytest.raises(NotAllowed, match="Only the advocate"):
        actions.tell_person(broken=broken, by=ready.gwen, at=ready.at)
    actions.tell_person(broken=broken, by=ready.idris, at=ready.at + DAY)
    again = actions.tell_person(broken=broken, by=ready.idris, at=ready.at + 2 * DAY)
    assert again.told_person_at == ready.at + DAY
    assert queries.looks_at(ready.amina).count() == 1
    assert not queries.break_glass_told_to(ready.idris).exists()
    assert Record.objects.filter(event="trust.person_told").count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"by": "dev"}, "Nobody gave you leave to open this."),
        ({"person": "gwen"}, "Nobody gave you leave to open this."),
        ({"person": "the_house"}, "Nobody gave you leave to open this."),
        ({"person": "farid"}, "Nobody gave you leave to open this."),
        ({"minutes": 61}, "Open it for one minute to an hour."),
        ({"minutes": 0}, "Open it for one minute to an hour."),
        ({"because": "  "}, "Write a few words first."),
        ({"because": "x" * 301}, "Keep it to 300 letters. This has 301."),
    ],
)
def test_who_may_not_or_not_so_opens_nothing(
    ready: Cast, change: dict[str, object], sentence: str
) -> None:
    who = {k: getattr(ready, str(v)) if k in {"by", "person"} else v for k, v in change.items()}
    with pytest.raises(NotAllowed) as refused:
        opened(ready, **who)  # type: ignore[arg-type]
    assert refused.value.sentence == sentence
    assert not BreakGlass.objects.exists()
    assert not Sight.objects.filter(kind=Sight.Kind.BREAK_GLASS).exists()


def test_what_is_shared_is_not_broken_into(ready: Cast) -> None:
    actions.share(
        person=ready.amina, viewer=ready.gwen, shelf=Shelf.PLAN, until=ready.at + DAY,
        by=ready.amina, at=ready.at,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="shared with you already"):
        opened(ready)


def test_a_mandate_over_one_person_opens_nobody_elses(cast: Cast) -> None:
    let(cast, cast.gwen, queries.OPENS, over=cast.amina)
    assert list(queries.people_to_open(cast.gwen, at=cast.at)) == [cast.amina]
    with pytest.raises(NotAllowed):
        opened(cast, person=cast.bryn)
    assert opened(cast).sight.subject == cast.amina
    assert not queries.people_to_open(cast.dev, at=cast.at).exists()


def test_without_an_advocate_the_person_has_to_be_told(cast: Cast) -> None:
    let(cast, cast.gwen, queries.OPENS)
    let(cast, cast.gwen, queries.ADVOCATES)  # whoever opens it is nobody's advocate in it
    with pytest.raises(NotAllowed, match="no advocate"):
        opened(cast, why_not_told="It is not safe")


def test_ones_own_advocate_comes_before_that_of_the_place(ready: Cast) -> None:
    let(ready, ready.bryn, queries.ADVOCATES, over=ready.amina)
    assert opened(ready, why_not_told="It is not safe").advocate == ready.bryn


def test_opening_twice_opens_once_and_a_new_time_is_a_new_opening(ready: Cast) -> None:
    first = opened(ready)
    assert opened(ready, at=ready.at + 5 * MINUTE) == first
    assert opened(ready, at=ready.at + HOUR) != first
    assert Record.objects.filter(event="trust.glass_broken").count() == 2


def review(cast: Cast, broken: BreakGlass, *, by: Person, **change: object) -> BreakGlass:
    said: dict[str, object] = {"was_right": True, "finding": "She had fallen."}
    return actions.review_break_glass(
        broken=broken,
        by=by,
        at=cast.at + DAY,
        **{**said, **change},  # type: ignore[arg-type]
    )


def test_somebody_else_reviews_it_once_and_the_person_reads_what_they_found(ready: Cast) -> None:
    broken = opened(ready)
    for who in (ready.gwen, ready.amina):
        let(ready, who, queries.REVIEWS)
        assert not queries.break_glass_to_review(who, at=ready.at).exists()
        with pytest.raises(NotAllowed, match="Somebody else has to review this"):
            review(ready, broken, by=who)
    with pytest.raises(NotAllowed):
        review(ready, broken, by=ready.dev)
    assert list(queries.break_glass_to_review(ready.hana, at=ready.at)) == [broken]
    review(ready, broken, by=ready.hana)
    review(ready, broken, by=ready.hana)  # a double click
    with pytest.raises(NotAllowed, match="reviewed this already"):
        review(ready, broken, by=ready.hana, finding="Something else")
    assert queries.break_glass_about(ready.amina)[0].finding == "She had fallen."
    assert Record.objects.filter(event="trust.glass_reviewed").count() == 1


def test_what_nobody_reviewed_in_three_days_is_overdue_until_somebody_does(ready: Cast) -> None:
    broken = opened(ready)
    late = ready.at + rules.REVIEW_WITHIN
    assert not queries.overdue_reviews(at=late - MINUTE).exists()
    assert list(queries.overdue_reviews(at=late)) == [broken]
    review(ready, broken, by=ready.hana)
    assert not queries.overdue_reviews(at=late).exists()


def test_the_database_refuses_what_must_not_be(ready: Cast) -> None:
    broken = opened(ready)
    for wrong in (
        {"until": ready.at + HOUR + MINUTE},
        {"because": ""},
        {"told_person_at": None, "told_person_by": None},
        {"reviewed_at": ready.at, "reviewed_by": ready.gwen, "was_right": True, "finding": "x"},
        {"reviewed_at": ready.at, "reviewed_by": ready.hana, "was_right": True},
        {"advocate": ready.gwen},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.filter(pk=broken.pk).update(**wrong)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.integers(-5, 100), later=st.integers(-5, 130))
def test_it_is_open_exactly_as_long_as_it_says(ready: Cast, minutes: int, later: int) -> None:
    with transaction.atomic():
        try:
            opened(ready, minutes=minutes)
        except NotAllowed:
            minutes = 0
        assert sees(ready, ready.at + later * MINUTE) is (0 <= later < minutes)
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_leave_one_finding() -> None:
    put_down_the_head()
    cast = build_cast(at=AT)
    let(cast, cast.gwen, queries.OPENS)
    reviewers = [let(cast, who, queries.REVIEWS) for who in (cast.hana, cast.bryn)]
    broken = opened(cast)
    came = at_once(
        lambda: review(cast, broken, by=reviewers[0], finding="She had fallen."),
        lambda: review(cast, broken, by=reviewers[1], finding="She was out."),
    )
    assert sorted(type(each).__name__ for each in came) == ["BreakGlass", "NotAllowed"]
    assert Record.objects.filter(event="trust.glass_reviewed").count() == 1
