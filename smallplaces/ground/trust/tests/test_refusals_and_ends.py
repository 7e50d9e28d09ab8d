"""What trust refuses, and what ends at once."""

from datetime import timedelta

import pytest

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.models import Mandate, Record, Sight
from tests.cast import Cast

DAY = timedelta(days=1)


def give(cast: Cast) -> Mandate:
    """Let Gwen issue a card to Amina, as Amina asked."""
    return actions.give_mandate(
        holder=cast.gwen, verb="people.issue_card", over=cast.amina, because="Amina asked.",
        until=cast.at + DAY, by=cast.amina, at=cast.at,
    )  # fmt: skip


def ended() -> int:
    return Record.objects.filter(event="trust.mandate_ended").count()


def test_giving_the_same_mandate_twice_gives_one(cast: Cast) -> None:
    assert give(cast) == give(cast)


@pytest.mark.parametrize("who", ["amina", "gwen"])
def test_whoever_it_concerns_ends_a_mandate_at_once_and_twice_is_harmless(
    cast: Cast, who: str
) -> None:
    by, mandate = getattr(cast, who), give(cast)
    actions.end_mandate(mandate=mandate, by=by, at=cast.at)
    assert not queries.has_mandate(cast.gwen, mandate.verb, over=cast.amina, at=cast.at)
    actions.end_mandate(mandate=mandate, by=by, at=cast.at + DAY)
    mandate.refresh_from_db()
    assert (mandate.ended_at, mandate.ended_by, ended()) == (cast.at, by, 1)


def test_a_stranger_ends_nobodys_mandate(cast: Cast) -> None:
    with pytest.raises(NotAllowed, match="Only those it concerns"):
        actions.end_mandate(mandate=give(cast), by=cast.dev, at=cast.at)
    assert ended() == 0


@pytest.mark.parametrize(("viewer", "days"), [("bryn", 0), ("bryn", -1), ("amina", 7)])
def test_sharing_with_oneself_or_until_a_day_gone_by_is_refused(
    cast: Cast, viewer: str, days: int
) -> None:
    with pytest.raises(ValueError, match="still to come"):
        actions.share(
            person=cast.amina, viewer=getattr(cast, viewer), shelf=Shelf.PEOPLE,
            until=cast.at + days * DAY, by=cast.amina, at=cast.at,
        )  # fmt: skip


def sight(subject: Person, kind: Sight.Kind) -> Sight:
    return Sight.objects.filter(subject=subject, kind=kind).first() or pytest.fail("no such sight")


@pytest.mark.parametrize(
    ("kind", "by", "sentence"),
    [
        (Sight.Kind.SELF, "amina", "You can always see your own things."),
        (Sight.Kind.SUPPORTER, "amina", "You can end that instead"),
        (Sight.Kind.SUPPORTER, "dev", "Only the person themselves can take this back."),
    ],
)
def test_what_is_not_shared_cannot_be_taken_back(
    cast: Cast, kind: Sight.Kind, by: str, sentence: str
) -> None:
    seen = sight(cast.amina, kind)
    with pytest.raises(NotAllowed, match=sentence):
        actions.take_back(sight=seen, by=getattr(cast, by), at=cast.at)
    seen.refresh_from_db()
    assert seen.ended_at is None
