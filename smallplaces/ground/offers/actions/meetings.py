"""A first meeting: when, where, and how it was."""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.offers import emails, queries, rules
from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people.models import Person

from .introductions import locked_side, move, rest_afresh

State = Introduction.State


@transaction.atomic
def give_contact(*, side: Side, contact: str, by: Person, at: datetime) -> Side:
    """Say how the other side can reach this one. They read it only while both say yes.

    Empty takes it back. Harmless on repeat. Raises NotAllowed. Records `offers.contact_given`.
    """
    _, side = locked_side(side)
    rules.check_can_give_contact(by, side, at=at)
    side.contact = rules.said(contact, longest=300, optional=True)
    side.save(update_fields=["contact"])
    _record("contact_given", side, by, at)
    return side


@transaction.atomic
def put_meeting(
    *, side: Side, meet_at: datetime, meet_where: str, by: Person, at: datetime
) -> Introduction:
    """Put a time and a place for a first meeting; the other side agrees or puts another.

    Putting another opens an agreed meeting again. The same time and place twice change nothing.
    Raises NotAllowed. Records `offers.meeting_put`.
    """
    introduction, side = locked_side(side)
    meet_where = meet_where.replace("\x00", "").strip()
    rules.check_can_put_meeting(by, side, meet_at, meet_where, at=at)
    if _is_put_already(introduction, side, meet_at, meet_where):
        return introduction
    if introduction.state == State.MEETING:
        move(introduction, State.BOTH_YES, at=at)
    introduction.changed_at = at
    introduction.meet_at, introduction.meet_where = meet_at, meet_where
    introduction.meeting_put_by, introduction.meeting_put_end = by, side.end
    introduction.expires_at = at + rules.MEET_WITHIN
    rest_afresh(introduction, at=at)
    introduction.save()
    _tell_the_other(introduction, side, emails.A_TIME_TO_MEET, at)
    _record("meeting_put", side, by, at)
    return introduction


@transaction.atomic
def agree_meeting(*, side: Side, seen: datetime, by: Person, at: datetime) -> Introduction:
    """Agree to the time and place that the other side put.

    `seen` is the introduction's `changed_at` as the person read it: if the other side has put
    another time since, it is refused. Agreeing twice changes nothing.
    Raises NotAllowed. Records `offers.meeting_agreed`.
    """
    introduction, side = locked_side(side)
    if introduction.state == State.MEETING and introduction.meeting_put_end != side.end:
        rules.check_can_answer_for(by, side.party, at=at)
        return introduction
    meet_at = rules.check_can_agree_meeting(by, side, seen, at=at)
    introduction.expires_at = meet_at + rules.HOW_WAS_IT_WITHIN
    move(introduction, State.MEETING, at=at)
    _tell_the_other(introduction, side, emails.MEETING_AGREED, at)
    _record("meeting_agreed", side, by, at)
    return introduction


@transaction.atomic
def say_how_it_was(
    *, side: Side, how: str, words: str = "", by: Person, at: datetime
) -> Introduction:
    """Say how a first meeting was. The other side reads it once both said, or after two weeks.

    Until then it can be said again, differently. When both said, the introduction is finished:
    they met, or (if neither did) it ends. Raises NotAllowed, ValueError for a `how` there is not.
    Records `offers.how_it_was_said`.
    """
    introduction, side = locked_side(side)
    rules.check_can_say_how_it_was(by, side, at=at)
    side.how_was_it = Side.HowWasIt(how)
    side.how_was_it_words = rules.said(words, longest=1000, optional=True)
    side.how_was_it_at = at
    side.save(update_fields=["how_was_it", "how_was_it_words", "how_was_it_at"])
    if len(queries.how_it_was_said(introduction)) == len(Side.End):
        met = queries.stage_when_time_is_up(introduction) == State.MET
        move(introduction, State.MET if met else State.ENDED, at=at)
    _record("how_it_was_said", side, by, at)
    return introduction


def _is_put_already(
    introduction: Introduction, side: Side, meet_at: datetime, meet_where: str
) -> bool:
    put = introduction.meet_at, introduction.meet_where, introduction.meeting_put_end
    return put == (meet_at, meet_where, side.end)


def _tell_the_other(
    introduction: Introduction, side: Side, letter: emails.Letter, at: datetime
) -> None:
    for other in introduction.sides.all():
        if other.end != side.end:
            emails.tell(other.party, letter, introduction, at=at)


def _record(event: str, side: Side, by: Person, at: datetime) -> None:
    record(
        f"offers.{event}",
        by=by,
        at=at,
        about=side.party,
        thing=f"offers.introduction:{side.introduction.code}",
    )
