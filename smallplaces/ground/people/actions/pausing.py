"""Taking a break and coming back. Nothing is held against anyone for it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from smallplaces.foundation.recording import record
from smallplaces.ground.people import hooks, queries, rules
from smallplaces.ground.people.models import (
    HowToTalkWithMe,
    Notice,
    Party,
    Pause,
    Person,
    StandingWish,
    WhenNotWell,
)

from .forgetting import go_on_forgetting, rest_forgetting

A_DAY = timedelta(days=1)


class WrittenMeanwhile(Exception):
    """Other words were saved after these were begun. Nothing was changed."""


@transaction.atomic
def begin_pause(*, person: Person, thing: str = "", by: Person, at: datetime) -> Pause:
    """Let everything rest for `person`, or one `thing` ("offers.wish:<code>").

    While it rests already, the pause that stands is returned. Rooms upstairs stop their clocks.
    Raises NotAllowed. Records `people.paused`.
    """
    person = _locked_person(person)
    rules.check_can_pause(by, person, at=at)
    pause, is_new = Pause.objects.get_or_create(
        person=person, thing=thing, ended_at=None, defaults={"began_at": at, "began_by": by}
    )
    if is_new:
        if not thing:
            rest_forgetting(person, at)
        for told in hooks.pause_began:
            told(pause, by, at)
        _record("people.paused", pause, by, at)
    return pause


@transaction.atomic
def end_pause(*, pause: Pause, by: Person, at: datetime) -> Pause:
    """Come back. Clocks go on from where they stood; a day to look again moves by as much.

    A repeat changes nothing. Raises NotAllowed. Records `people.came_back`.
    """
    person = _locked_person(pause.person)
    pause = Pause.objects.select_related("person").get(pk=pause.pk)
    rules.check_can_pause(by, person, at=at)
    if pause.ended_at is not None:
        return pause
    pause.ended_at, pause.ended_by = at, by
    pause.save(update_fields=["ended_at", "ended_by"])
    if not pause.thing:
        HowToTalkWithMe.objects.filter(person=person, review_on__gte=pause.began_at.date()).update(
            review_on=F("review_on") + (at - pause.began_at) // A_DAY * A_DAY
        )
    if not pause.thing:
        go_on_forgetting(person, at)
    for told in hooks.pause_ended:
        told(pause, by, at)
    _record("people.came_back", pause, by, at)
    return pause


@transaction.atomic
def tell_about_pause(
    *, pause: Pause, party: Party, words: str = "", by: Person, at: datetime
) -> Notice:
    """Let `party` read that the person takes a break, and `words`: no more than that.

    Telling them again puts the new words in the place of the old. Raises NotAllowed.
    Records `people.told_about_pause`.
    """
    _locked_person(pause.person)
    pause = Pause.objects.select_related("person").get(pk=pause.pk)
    rules.check_can_tell(by, pause, party, at=at)
    words = rules.said(words, longest=300, optional=True)
    notice, _ = Notice.objects.update_or_create(
        pause=pause, party=party, defaults={"words": words, "told_at": at, "told_by": by}
    )
    _record("people.told_about_pause", pause, by, at)
    return notice


@transaction.atomic
def add_standing_wish(
    *,
    person: Person,
    kind: str,
    whom: str,
    words: str,
    party: Party | None = None,
    by: Person,
    at: datetime,
) -> StandingWish:
    """Say what should happen while `person` takes a break, and with whom.

    The same wish, while it stands, returns the first. Raises NotAllowed, ValueError for a kind
    there is not. Records `people.standing_wish_added`.
    """
    person = _locked_person(person)
    rules.check_can_write_standing_wishes(by, person, at=at)
    if party is not None:
        rules.check_is_here(party)
    said = {"whom": rules.said(whom, longest=120), "words": rules.said(words, longest=300)}
    kind = StandingWish.Kind(kind)
    for wish in person.standing_wishes.filter(kind=kind, ended_at=None):
        if {"whom": wish.whom, "words": wish.words} == said:
            return wish
    wish = StandingWish.objects.create(
        person=person, kind=kind, **said, party=party, made_at=at, made_by=by
    )
    _record_wish("people.standing_wish_added", wish, by, at)
    return wish


@transaction.atomic
def end_standing_wish(*, wish: StandingWish, by: Person, at: datetime) -> None:
    """Take a standing wish off the list. A repeat changes nothing.

    Raises NotAllowed. Records `people.standing_wish_ended`.
    """
    wishes = StandingWish.objects.select_for_update(of=("self",), no_key=True)
    wish = wishes.select_related("person").get(pk=wish.pk)
    rules.check_can_write_standing_wishes(by, wish.person, at=at)
    if wish.ended_at is None:
        wish.ended_at, wish.ended_by = at, by
        wish.save(update_fields=["ended_at", "ended_by"])
        _record_wish("people.standing_wish_ended", wish, by, at)


@transaction.atomic
def say_when_not_well(
    *, person: Person, parts: Mapping[str, str], started_from: str, by: Person, at: datetime
) -> WhenNotWell:
    """Keep what `person` wants others to know for days on which they are not well.

    `parts` holds words for the names in `rules.PARTS_WHEN_NOT_WELL`, at most 2,000 letters each.
    `started_from` is `queries.stamp_of` what was on the screen. The same words change nothing.
    Raises WrittenMeanwhile when others were saved since, NotAllowed. Records
    `people.said_when_not_well`.
    """
    person = _locked_person(person)
    rules.check_can_write_standing_wishes(by, person, at=at)
    words = {
        name: rules.said(parts.get(name, ""), longest=2_000, optional=True)
        for name in rules.PARTS_WHEN_NOT_WELL
    }
    page = WhenNotWell.objects.filter(person=person).first()
    if page is not None and all(getattr(page, name) == said for name, said in words.items()):
        return page
    if queries.stamp_of(page) != started_from:
        raise WrittenMeanwhile
    page, _ = WhenNotWell.objects.update_or_create(
        person=person, defaults={**words, "said_at": at, "said_by": by}
    )
    record("people.said_when_not_well", by=by, at=at, about=person)
    return page


def _locked_person(person: Person) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _record(event: str, pause: Pause, by: Person, at: datetime) -> None:
    record(event, by=by, at=at, about=pause.person, thing=f"people.pause:{pause.code}")


def _record_wish(event: str, wish: StandingWish, by: Person, at: datetime) -> None:
    record(event, by=by, at=at, about=wish.person, thing=f"people.standing_wish:{wish.code}")
