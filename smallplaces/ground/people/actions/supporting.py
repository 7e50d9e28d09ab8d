"""People begin to act for people, on their word or on a paper of the law, and stop."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from smallplaces.foundation.recording import record
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import hooks, rules
from smallplaces.ground.people.models import LegalPaper, Person, Supporter, WritingTogether

TOGETHER_LASTS = timedelta(hours=2)


@dataclass(frozen=True)
class Paper:
    """What is on a paper of the law, as somebody who works here saw it."""

    kind: str
    from_on: date
    until_on: date | None
    number: str = ""


@transaction.atomic
def ask_supporter(
    *,
    person: Person,
    supporter: Person,
    ground: str = Supporter.Ground.ASKED,
    shelves: Collection[Shelf],
    writes: Collection[Shelf] = (),
    may_pause: bool = False,
    until: datetime,
    by: Person,
    at: datetime,
) -> Supporter:
    """Ask `supporter` to act for `person` with `shelves`, until `until`. It waits for their yes.

    They may see `shelves`, and also change what is on `writes`. `may_pause` lets them begin and
    end a break for `person`. `ground` is ASKED or NOMINATED: what rests on a person's own word.

    Asking again while it stands changes nothing and returns it; one that ran out is ended first.
    Raises NotAllowed, ValueError for oneself, an end that has passed or another ground.
    Records `people.supporter_asked`.
    """
    if until <= at or supporter == person or ground not in rules.BY_THE_PERSON:
        raise ValueError("Choose someone else, and a day that is still to come.")
    rules.check_can_ask_supporter(by, person, supporter)
    return _begin(
        person=person,
        supporter=supporter,
        ground=ground,
        shelves=shelves,
        writes=writes,
        may_pause=may_pause,
        until=until,
        by=by,
        at=at,
    )


@transaction.atomic
def begin_by_law(
    *,
    person: Person,
    supporter: Person,
    ground: str,
    paper: Paper,
    shelves: Collection[Shelf],
    writes: Collection[Shelf] = (),
    may_pause: bool = False,
    by: Person,
    at: datetime,
) -> Supporter:
    """Let `supporter` act for `person` because a paper of the law says so, once they say yes.

    It lasts as long as the paper, and at most a year: then somebody looks at the paper again.
    Asking again while it stands changes nothing. Raises NotAllowed (no leave, a paper that does
    not fit the ground, its days or the shelves, a person who said that they may never see it).
    Records `people.supporter_asked`.
    """
    today = timezone.localdate(at)
    rules.check_can_begin_by_law(by, person, supporter, at=at)
    rules.check_paper(ground, paper.kind, paper.from_on, paper.until_on, shelves, today=today)
    last = min(filter(None, (paper.until_on, today + rules.LOOK_AGAIN_WITHIN)))
    standing = _begin(
        person=person,
        supporter=supporter,
        ground=ground,
        shelves=shelves,
        writes=writes,
        may_pause=may_pause,
        until=rules.end_of(last),
        by=by,
        at=at,
    )
    LegalPaper.objects.get_or_create(
        supporter=standing,
        defaults={
            "kind": paper.kind,
            "number": rules.said(paper.number, longest=60, optional=True),
            "from_on": paper.from_on,
            "until_on": paper.until_on,
            "seen_at": at,
            "seen_by": by,
        },
    )
    return standing


def _begin(
    *,
    person: Person,
    supporter: Person,
    ground: str,
    shelves: Collection[Shelf],
    writes: Collection[Shelf],
    may_pause: bool,
    until: datetime,
    by: Person,
    at: datetime,
) -> Supporter:
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    for check in hooks.check_can_be_supporter:
        check(person, supporter, shelves)
    for run_out in Supporter.objects.filter(
        person=person, supporter=supporter, ended_at=None, until__lte=at
    ):
        _end(run_out, by, at)
    standing, is_new = Supporter.objects.get_or_create(
        person=person,
        supporter=supporter,
        ended_at=None,
        defaults={
            "ground": ground,
            "shelves": sorted(shelves),
            "writes": sorted(set(writes) & set(shelves)),
            "may_pause": may_pause,
            "until": until,
            "asked_at": at,
            "asked_by": by,
        },
    )
    if is_new:
        _record("people.supporter_asked", standing, by, at)
    return standing


@transaction.atomic
def accept_to_support(*, supporter: Supporter, by: Person, at: datetime) -> Supporter:
    """Say yes to acting for someone. A repeat changes nothing. Raises NotAllowed.

    Records `people.supporter_accepted`.
    """
    supporter = _locked(supporter)
    rules.check_can_accept_to_support(by, supporter, at=at)
    if supporter.accepted_at is None:
        supporter.accepted_at = at
        supporter.save(update_fields=["accepted_at"])
        _record("people.supporter_accepted", supporter, by, at)
        for told in hooks.support_began:
            told(supporter, by, at)
    return supporter


@transaction.atomic
def end_support(*, supporter: Supporter, by: Person, at: datetime) -> Supporter:
    """End it at once, from either side; what is by law, the supporter or whoever may begin it.

    A repeat changes nothing. Raises NotAllowed. Records `people.support_ended`.
    """
    supporter = _locked(supporter)
    rules.check_can_end_support(by, supporter, at=at)
    if supporter.ended_at is None:
        _end(supporter, by, at)
    return supporter


def _end(supporter: Supporter, by: Person, at: datetime) -> None:
    supporter.ended_at, supporter.ended_by = at, by
    supporter.save(update_fields=["ended_at", "ended_by"])
    supporter.together.filter(ended_at=None).update(ended_at=at, ended_by=by)
    _record("people.support_ended", supporter, by, at)
    for told in hooks.support_ended:
        told(supporter, by, at)


@transaction.atomic
def begin_writing_together(*, supporter: Supporter, by: Person, at: datetime) -> WritingTogether:
    """From now on both names stand on what one of the two does for the person.

    It ends within two hours, and with the support. Begun again while it stands, it changes
    nothing; one that ran out is ended first. Raises NotAllowed. Records `people.together_begun`.
    """
    supporter = _locked(supporter)
    rules.check_can_write_together(by, supporter, at=at)
    supporter.together.filter(ended_at=None, until__lte=at).update(ended_at=at, ended_by=by)
    together, is_new = WritingTogether.objects.get_or_create(
        supporter=supporter,
        ended_at=None,
        defaults={
            "began_at": at,
            "began_by": by,
            "until": min(at + TOGETHER_LASTS, supporter.until),
        },
    )
    if is_new:
        _record("people.together_begun", supporter, by, at)
    return together


@transaction.atomic
def end_writing_together(*, together: WritingTogether, by: Person, at: datetime) -> None:
    """Stop writing together. A repeat changes nothing. Raises NotAllowed.

    Records `people.together_ended`.
    """
    supporter = _locked(together.supporter)
    rules.check_is_one_of_the_two(by, supporter)
    if supporter.together.filter(pk=together.pk, ended_at=None).update(ended_at=at, ended_by=by):
        _record("people.together_ended", supporter, by, at)


def _locked(supporter: Supporter) -> Supporter:
    """Return the row as it is now, locked until the transaction ends."""
    rows = Supporter.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("person", "supporter").get(pk=supporter.pk)


def _record(event: str, supporter: Supporter, by: Person, at: datetime) -> None:
    record(
        event,
        by=by,
        at=at,
        about=supporter.person,
        thing=f"people.supporter:{supporter.code}",
        details={"supporter": str(supporter.supporter.code)},
    )
