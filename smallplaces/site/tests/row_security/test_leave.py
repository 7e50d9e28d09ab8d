"""Nobody gives themselves leave, not even by SQL smuggled into a statement of theirs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, models, transaction

from smallplaces.foundation.acting import acting_as_person
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.circles.models import Membership, Role
from smallplaces.ground.people.models import Supporter
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust.models import Mandate, Refusal, Sight, StandingSight
from tests.cast import AT, Cast


def row_of_leave(cast: Cast, name: str) -> models.Model:
    """Return a row with which Dev would give himself leave, not yet put in."""
    dev, amina, later = cast.dev, cast.amina, AT + timedelta(days=9)
    rows: dict[str, models.Model] = {
        "a sight": Sight(
            viewer_id=dev.pk,
            subject=amina,
            shelf="plan",
            kind="SHARED",
            because="Mine.",
            starts_at=AT,
            until=later,
            given_by=dev,
        ),
        "a sight in her name": Sight(
            viewer_id=dev.pk,
            subject=amina,
            shelf="plan",
            kind="SUPPORTER",
            because="Mine.",
            starts_at=AT,
            until=later,
            given_by=amina,
        ),
        "a sight in need": Sight(
            viewer_id=dev.pk,
            subject=amina,
            shelf="plan",
            kind="BREAK_GLASS",
            because="Mine.",
            starts_at=AT,
            until=later,
            given_by=dev,
        ),
        "a sight for breaks": StandingSight(
            viewer_id=dev.pk,
            subject=amina,
            shelf="plan",
            until=later,
            given_at=AT,
            given_by=dev,
        ),
        "support": Supporter(
            person=amina,
            supporter=dev,
            shelves=["plan"],
            writes=["plan"],
            until=later,
            asked_at=AT,
            asked_by=amina,
            accepted_at=AT,
        ),
        "a mandate": Mandate(
            holder=dev,
            verb="trust.break_glass",
            over=None,
            because="Mine.",
            given_at=AT,
            given_by=dev,
            until=later,
        ),
        "a place in a circle": Membership(
            circle=cast.connectors, person=dev, joined_at=AT, joined_by=dev
        ),
        "a hat": Role(
            circle=cast.anglers,
            person=dev,
            kind="KEEPER",
            name="Mine",
            given_at=AT,
            given_by=dev,
            until=later,
        ),
    }
    return rows[name]


LEAVES = (
    "a sight",
    "a sight in her name",
    "a sight in need",
    "a sight for breaks",
    "support",
    "a mandate",
    "a place in a circle",
    "a hat",
)


@pytest.mark.parametrize("name", LEAVES)
def test_nobody_gives_themselves_leave(cast: Cast, name: str) -> None:
    refused = pytest.raises(DatabaseError, match="row-level security")
    with acting_as_person(cast.dev, at=AT), refused, transaction.atomic():
        row_of_leave(cast, name).save()


@pytest.mark.parametrize("name", LEAVES)
def test_the_same_rows_go_in_where_someone_may_add_them(cast: Cast, name: str) -> None:
    """So that the test above fails for the leave, and not for some other fault of the row."""
    row_of_leave(cast, name).save()


def test_nobody_undoes_what_was_said_against_them(cast: Cast) -> None:
    trust.refuse_sight(person=cast.amina, refused=cast.dev, shelf=None, by=cast.amina, at=AT)
    against = Refusal.objects.filter(refused=cast.dev.pk)
    with acting_as_person(cast.dev, at=AT):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            against.update(ended_at=AT, ended_by=cast.dev)
        assert against.delete() == (0, {})
    with acting_as_person(cast.amina, at=AT):
        assert against.update(ended_at=AT, ended_by=cast.amina) == 1


@pytest.mark.parametrize("name", ["a mandate", "a place in a circle", "a hat"])
def test_nobody_takes_out_what_others_were_given(cast: Cast, name: str) -> None:
    row = row_of_leave(cast, name)
    row.save()
    with acting_as_person(cast.bryn, at=AT):
        assert type(row)._default_manager.filter(pk=row.pk).delete()[0] == int(name == "a hat")


@pytest.mark.parametrize(
    "change",
    [
        {"viewer": "dev"},
        {"shelf": "crisis"},
        {"kind": "BREAK"},
        {"starts_at": AT - timedelta(days=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nobody_turns_a_leave_into_another(cast: Cast, change: dict[str, Any]) -> None:
    sight = share_plan(cast)
    changed = {
        key: getattr(cast, value) if key == "viewer" else value for key, value in change.items()
    }
    for person in (cast.bryn, cast.amina):
        with acting_as_person(person, at=AT), pytest.raises(DatabaseError), transaction.atomic():
            Sight.objects.filter(pk=sight.pk).update(**changed)


def share_plan(cast: Cast) -> Sight:
    """Let Bryn see Amina's plan for a day."""
    return trust.share(
        person=cast.amina,
        viewer=cast.bryn,
        shelf=Shelf.PLAN,
        until=AT + timedelta(days=1),
        by=cast.amina,
        at=AT,
    )


def test_a_viewer_may_end_what_they_see_and_never_lengthen_or_revive_it(cast: Cast) -> None:
    mine = Sight.objects.filter(pk=share_plan(cast).pk)
    with acting_as_person(cast.bryn, at=AT):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            mine.update(until=AT + timedelta(days=99))
        assert mine.update(ended_at=AT, ended_by=cast.bryn) == 1
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.update(ended_at=None, ended_by=None)
    refused = pytest.raises(DatabaseError, match="End it, and add another")
    with acting_as_person(cast.amina, at=AT), refused, transaction.atomic():
        mine.update(ended_at=None, ended_by=None)
