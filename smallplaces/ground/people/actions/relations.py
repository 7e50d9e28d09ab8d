"""Who matters to a person, how to talk with them, and who acts for them."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people import rules
from smallplaces.ground.people.models import HowToTalkWithMe, Party, Person, Tie


@transaction.atomic
def add_tie(
    *,
    person: Person,
    name: str,
    who_they_are: str = "",
    what_they_bring: str = "",
    closeness: int = 2,
    is_paid: bool = False,
    party: Party | None = None,
    by: Person,
    at: datetime,
) -> Tie:
    """Add someone who matters to `person`. The one named is told nothing.

    A repeat with the same name and words while the first still stands returns the first.
    Raises NotAllowed. Records `people.tie_added`.
    """
    rules.check_can_write_people(by, person, at=at)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    tie, is_new = Tie.objects.get_or_create(
        person=person,
        name=name.strip(),
        who_they_are=who_they_are.strip(),
        ended_at=None,
        defaults={
            "what_they_bring": what_they_bring,
            "closeness": closeness,
            "is_paid": is_paid,
            "party": party,
            "made_at": at,
            "made_by": by,
        },
    )
    if is_new:
        record("people.tie_added", by=by, at=at, about=person, thing=f"people.tie:{tie.code}")
    return tie


@transaction.atomic
def change_tie(
    *,
    tie: Tie,
    name: str,
    who_they_are: str,
    what_they_bring: str,
    closeness: int,
    is_paid: bool,
    by: Person,
    at: datetime,
) -> Tie:
    """Say it differently. Harmless on repeat. Raises NotAllowed. Records `people.tie_changed`."""
    tie = _locked_tie(tie)
    rules.check_can_write_people(by, tie.person, at=at)
    tie.name, tie.who_they_are, tie.what_they_bring = name.strip(), who_they_are, what_they_bring
    tie.closeness, tie.is_paid = closeness, is_paid
    tie.save()
    record("people.tie_changed", by=by, at=at, about=tie.person, thing=f"people.tie:{tie.code}")
    return tie


@transaction.atomic
def end_tie(*, tie: Tie, by: Person, at: datetime) -> None:
    """Take someone off the map.

    A repeat changes nothing. Raises NotAllowed. Records `people.tie_ended`.
    """
    tie = _locked_tie(tie)
    rules.check_can_write_people(by, tie.person, at=at)
    if tie.ended_at:
        return
    tie.ended_at, tie.ended_by = at, by
    tie.save(update_fields=["ended_at", "ended_by"])
    record("people.tie_ended", by=by, at=at, about=tie.person, thing=f"people.tie:{tie.code}")


@transaction.atomic
def say_how_to_talk(
    *,
    person: Person,
    formats: Collection[str],
    please_do: str,
    please_do_not: str,
    someone_to_help_talk: str,
    review_on: date,
    by: Person,
    at: datetime,
) -> HowToTalkWithMe:
    """Say how people should talk with `person`, until it is looked at again on `review_on`.

    Raises NotAllowed. Records `people.how_to_talk_said`.
    """
    rules.check_can_write_profile(by, person, at=at)
    said, _ = HowToTalkWithMe.objects.update_or_create(
        person=person,
        defaults={
            "formats": sorted(formats),
            "please_do": please_do,
            "please_do_not": please_do_not,
            "someone_to_help_talk": someone_to_help_talk,
            "review_on": review_on,
            "said_at": at,
            "said_by": by,
        },
    )
    record("people.how_to_talk_said", by=by, at=at, about=person)
    return said


def _locked_tie(tie: Tie) -> Tie:
    ties = Tie.objects.select_for_update(of=("self",), no_key=True)
    return ties.select_related("person").get(pk=tie.pk)
