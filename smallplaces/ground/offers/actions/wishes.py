"""What people would like in their life, and the steps towards it."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.recording import record
from smallplaces.ground.offers import rules
from smallplaces.ground.offers.models import Step, Wish
from smallplaces.ground.people.models import Person


@transaction.atomic
def make_wish(*, person: Person, words: str, by: Person, at: datetime) -> Wish:
    """Write down a wish of `person`. The same words, while that wish stands, return the first.

    Raises NotAllowed. Records `offers.wish_made`.
    """
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    rules.check_can_write_plan(by, person, at=at)
    words = rules.said(words, longest=500)
    wish, is_new = Wish.objects.get_or_create(
        person=person,
        words=words,
        state__in=[Wish.State.OPEN, Wish.State.PAUSED],
        defaults={"state": Wish.State.OPEN, "made_at": at, "made_by": by, "changed_at": at},
    )
    if is_new:
        _record("wish_made", wish, by, at)
    return wish


@transaction.atomic
def change_wish(*, wish: Wish, words: str, by: Person, at: datetime) -> Wish:
    """Say it differently. Harmless on repeat. Raises NotAllowed. Records `offers.wish_changed`."""
    wish = _locked(wish)
    rules.check_can_write_plan(by, wish.person, at=at)
    wish.words, wish.changed_at = rules.said(words, longest=500), at
    wish.save(update_fields=["words", "changed_at"])
    _record("wish_changed", wish, by, at)
    return wish


@transaction.atomic
def pause_wish(*, wish: Wish, by: Person, at: datetime) -> Wish:
    """Put a wish down for now. A repeat changes nothing. Raises NotAllowed.

    Records `offers.wish_paused`.
    """
    wish = _locked(wish)
    rules.check_can_write_plan(by, wish.person, at=at)
    rules.check_is_current(wish)
    if wish.state != Wish.State.PAUSED:
        wish.state, wish.changed_at = Wish.State.PAUSED, at
        wish.save(update_fields=["state", "changed_at"])
        _record("wish_paused", wish, by, at)
    return wish


@transaction.atomic
def say_what_came_of_wish(
    *, wish: Wish, state: str, words: str = "", by: Person, at: datetime
) -> Wish:
    """Say what came of a wish: it happened, it was let go, or it is open again.

    `state` is any of Wish.State. What was said before is kept unless new words are given.
    Raises NotAllowed, ValueError for a state there is not. Records `offers.wish_told`.
    """
    wish = _locked(wish)
    rules.check_can_write_plan(by, wish.person, at=at)
    wish.state, wish.changed_at = Wish.State(state), at
    wish.what_came_of_it = words.replace("\x00", "").strip() or wish.what_came_of_it
    wish.save(update_fields=["state", "what_came_of_it", "changed_at"])
    record(
        "offers.wish_told",
        by=by,
        at=at,
        about=wish.person,
        thing=f"offers.wish:{wish.code}",
        details={"state": wish.state},
    )
    return wish


@transaction.atomic
def add_step(*, wish: Wish, words: str, who_helps: str = "", by: Person, at: datetime) -> Step:
    """Add one thing to do towards a wish. The same words, while that step stands, return the first.

    Raises NotAllowed. Records `offers.step_added`.
    """
    wish = _locked(wish)
    rules.check_can_write_plan(by, wish.person, at=at)
    rules.check_is_current(wish)
    step, is_new = Step.objects.get_or_create(
        wish=wish,
        words=rules.said(words, longest=300),
        done_at=None,
        dropped_at=None,
        defaults={
            "who_helps": rules.said(who_helps, longest=200, optional=True),
            "made_at": at,
            "made_by": by,
        },
    )
    if is_new:
        _record("step_added", wish, by, at)
    return step


@transaction.atomic
def finish_step(*, step: Step, what_came_of_it: str = "", by: Person, at: datetime) -> Step:
    """Say that a step is done, and what came of it. A repeat changes nothing.

    Raises NotAllowed, also for a step that was dropped. Records `offers.step_finished`.
    """
    step = _locked_step(step)
    rules.check_can_write_plan(by, step.wish.person, at=at)
    if step.dropped_at is not None:
        raise NotAllowed("This step was dropped.")
    if step.done_at is None:
        step.done_at, step.done_by = at, by
        step.what_came_of_it = rules.said(what_came_of_it, longest=500, optional=True)
        step.save(update_fields=["done_at", "done_by", "what_came_of_it"])
        _record("step_finished", step.wish, by, at)
    return step


@transaction.atomic
def drop_step(*, step: Step, by: Person, at: datetime) -> Step:
    """Drop a step: it was not the right one. A repeat changes nothing.

    Raises NotAllowed, also for a step that is done. Records `offers.step_dropped`.
    """
    step = _locked_step(step)
    rules.check_can_write_plan(by, step.wish.person, at=at)
    if step.done_at is not None:
        raise NotAllowed("This step is done already.")
    if step.dropped_at is None:
        step.dropped_at, step.dropped_by = at, by
        step.save(update_fields=["dropped_at", "dropped_by"])
        _record("step_dropped", step.wish, by, at)
    return step


def _locked(wish: Wish) -> Wish:
    wishes = Wish.objects.select_for_update(of=("self",), no_key=True)
    return wishes.select_related("person").get(pk=wish.pk)


def _locked_step(step: Step) -> Step:
    _locked(step.wish)
    return Step.objects.select_related("wish__person").get(pk=step.pk)


def _record(event: str, wish: Wish, by: Person, at: datetime) -> None:
    record(f"offers.{event}", by=by, at=at, about=wish.person, thing=f"offers.wish:{wish.code}")
