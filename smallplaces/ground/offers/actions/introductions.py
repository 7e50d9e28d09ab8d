"""Two free yeses, in private, or nothing happens.

Order of locks everywhere: the asker's party, then the introduction, then the head of the log.
"""

from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.offers import emails, queries, rules
from smallplaces.ground.offers.models import Introduction, Offer, Side, Wish
from smallplaces.ground.people.models import Party, Person

State = Introduction.State


@transaction.atomic
def ask_for_introduction(
    *,
    asker: Person,
    listing: Listing | None = None,
    offer: Offer | None = None,
    wish: Wish | None = None,
    opening_words: str,
    contact: str = "",
    go_between: Person | None = None,
    by: Person,
    at: datetime,
) -> Introduction:
    """Ask for `asker` to be introduced to whoever keeps `listing`, or makes `offer`.

    Asking for oneself, or with leave to write in the asker's plan, is the asking side's yes, and
    the other side hears of it at once. Otherwise it waits for the asker's own yes, and the other
    side hears nothing until then. Asking for the same while it is open returns the first.

    A no that the other side said before still stands: they are not told again, and to the asker
    it looks as it always does.

    Raises NotAllowed. Records `offers.introduction_asked`.
    """
    Party.objects.select_for_update(no_key=True).get(pk=asker.pk)
    rules.check_can_ask_for(by, asker, at=at)
    last = queries.last_ask(asker, listing=listing, offer=offer)
    if last is not None and queries.stage_at(last, at=at) in queries.OPEN:
        return last
    party = rules.check_can_ask(
        asker, listing=listing, offer=offer, wish=wish, go_between=go_between, last=last, at=at
    )
    introduction = Introduction.objects.create(
        asked_at=at,
        asked_by=by,
        wish=wish,
        listing=listing,
        offer=offer,
        go_between=go_between,
        opening_words=rules.said(opening_words, longest=1000),
        expires_at=at + rules.ANSWER_WITHIN,
        changed_at=at,
    )
    asked = _seat_the_asked(introduction, asker, party)
    asking = _seat_the_asking(introduction, asker, contact, by=by, at=at)
    if asking.answer == Side.Answer.WAITING:
        rest_afresh(introduction, at=at)
        introduction.save(update_fields=["rests_since"])
        emails.tell(asking.party, emails.SOMEONE_ASKED_FOR_YOU, introduction, at=at)
    else:
        _reach(introduction, asked, at)
    record(
        "offers.introduction_asked",
        by=by,
        at=at,
        about=asker,
        thing=f"offers.introduction:{introduction.code}",
    )
    return introduction


@transaction.atomic
def answer_introduction(
    *,
    side: Side,
    answer: str,
    contact: str = "",
    may_tell_go_between: bool = False,
    by: Person,
    at: datetime,
) -> Introduction:
    """Answer for one side: YES, NOT_NOW or NO. Until time runs out, people may change their mind.

    When both said yes, both hear of it, and read what the other wrote as `contact`. Anything but
    a yes leaves the introduction as it was, to the letter, and nobody is told. The same answer
    twice changes nothing.

    Raises NotAllowed, ValueError for an answer there is not. Records `offers.introduction_answered`
    about the side that answered, without the answer.
    """
    introduction, side = locked_side(side)
    if Side.Answer(answer) == Side.Answer.WAITING:
        raise ValueError("WAITING is not an answer.")
    if side.answer == answer == Side.Answer.YES:
        rules.check_can_answer_for(by, side.party, at=at)
        return introduction
    rules.check_can_answer(by, side, at=at)
    side.answer, side.answered_at, side.answered_by = answer, at, by
    side.may_tell_go_between = may_tell_go_between
    side.contact = rules.said(contact, longest=300, optional=True) or side.contact
    side.save()
    if answer == Side.Answer.YES:
        _after_a_yes(introduction, side, at)
    record(
        "offers.introduction_answered",
        by=by,
        at=at,
        about=side.party,
        thing=f"offers.introduction:{introduction.code}",
    )
    return introduction


@transaction.atomic
def take_back_introduction(*, introduction: Introduction, by: Person, at: datetime) -> Introduction:
    """Take an ask back before both said yes. A repeat changes nothing.

    Raises NotAllowed. Records `offers.introduction_taken_back`.
    """
    introduction = locked(introduction)
    side = queries.side_of(introduction, Side.End.ASKING)
    if introduction.state == State.TAKEN_BACK:
        rules.check_may_take_back(by, side, at=at)
        return introduction
    rules.check_can_take_back(by, side, at=at)
    move(introduction, State.TAKEN_BACK, at=at)
    _record("introduction_taken_back", introduction, by, at)
    return introduction


@transaction.atomic
def end_introduction(*, introduction: Introduction, by: Person, at: datetime) -> Introduction:
    """End an introduction after both said yes. Kindly: no reason is asked or shown.

    A repeat changes nothing. Raises NotAllowed. Records `offers.introduction_ended`, about the
    side that ended it.
    """
    introduction = locked(introduction)
    if introduction.state == State.ENDED:
        rules.check_may_end(by, introduction, at=at)
        return introduction
    rules.check_can_end(by, introduction, at=at)
    move(introduction, State.ENDED, at=at)
    for side in introduction.sides.all():
        if rules.speaks_for(by, side.party, at=at):
            _record("introduction_ended", introduction, by, at, about=side.party)
        else:
            emails.tell(side.party, emails.IT_ENDED, introduction, at=at)
    return introduction


def expire_introductions(*, by: Person, at: datetime) -> int:
    """End every introduction whose time ran out by `at`, and return how many.

    Each is its own transaction, so one that is being answered holds nobody up. A repeat finds
    none. Raises NotAllowed unless `by` holds the mandate. Records `offers.introduction_expired`.
    """
    rules.check_can_expire(by, at=at)
    due = queries.due_to_expire(at=at).values_list("pk", flat=True)
    return sum(_expire(pk, by, at) for pk in list(due))


@transaction.atomic
def _expire(pk: int, by: Person, at: datetime) -> bool:
    rules.check_can_expire(by, at=at)
    due = queries.due_to_expire(at=at).filter(pk=pk)
    row = due.select_for_update(skip_locked=True, no_key=True).first()
    if row is None:
        return False
    introduction = with_sides(row)
    was = introduction.state
    move(introduction, queries.stage_when_time_is_up(introduction), at=at)
    if queries.has_reached(introduction) and was == State.ASKED:
        asking = queries.side_of(introduction, Side.End.ASKING)
        emails.tell(asking.party, emails.TIME_RAN_OUT, introduction, at=at)
    _record("introduction_expired", introduction, by, at)
    return True


def locked(introduction: Introduction) -> Introduction:
    """Lock `introduction` and return it as it is now, with its sides."""
    return with_sides(Introduction.objects.select_for_update(no_key=True).get(pk=introduction.pk))


def locked_side(side: Side) -> tuple[Introduction, Side]:
    """Lock the introduction of `side` and return both as they are now."""
    introduction = locked(side.introduction)
    return introduction, queries.side_of(introduction, side.end)


def with_sides(introduction: Introduction) -> Introduction:
    """Return `introduction` with both sides read, each knowing it."""
    return Introduction.objects.prefetch_related("sides__party").get(pk=introduction.pk)


def move(introduction: Introduction, then: Introduction.State, *, at: datetime) -> None:
    """Put a locked `introduction` in the state `then`. Raises IllegalMove."""
    rules.STAGES.check(State(introduction.state), then)
    introduction.state, introduction.changed_at = then, at
    rest_afresh(introduction, at=at)
    introduction.save(update_fields=["state", "changed_at", "expires_at", "rests_since"])


def rest_afresh(introduction: Introduction, *, at: datetime) -> None:
    """Begin the clock of a locked `introduction` anew: it stands still while someone pauses."""
    introduction.rests_since = at if queries.is_at_rest(introduction, at=at) else None


def _seat_the_asking(
    introduction: Introduction, asker: Person, contact: str, *, by: Person, at: datetime
) -> Side:
    yes = rules.speaks_for(by, asker, at=at)
    return Side.objects.create(
        introduction=introduction,
        end=Side.End.ASKING,
        party_id=asker.pk,
        contact=rules.said(contact, longest=300, optional=True),
        answer=Side.Answer.YES if yes else Side.Answer.WAITING,
        answered_at=at if yes else None,
        answered_by=by if yes else None,
    )


def _seat_the_asked(introduction: Introduction, asker: Person, party: Party) -> Side:
    """Seat those who are asked. A no they said to `asker` before still stands."""
    no = queries.standing_no(asker, party, introduction)
    return Side.objects.create(
        introduction=introduction,
        end=Side.End.ASKED,
        party=party,
        answer=Side.Answer.NO if no else Side.Answer.WAITING,
        answered_at=no.answered_at if no else None,
        answered_by=no.answered_by if no else None,
    )


def _after_a_yes(introduction: Introduction, side: Side, at: datetime) -> None:
    asked = queries.side_of(introduction, Side.End.ASKED)
    if side.end == Side.End.ASKING and asked.answer != Side.Answer.YES:
        introduction.expires_at = at + rules.ANSWER_WITHIN
        introduction.changed_at, introduction.rests_since = at, None
        introduction.save(update_fields=["expires_at", "changed_at", "rests_since"])
        _reach(introduction, asked, at)
        return
    introduction.expires_at = at + rules.MEET_WITHIN
    move(introduction, State.BOTH_YES, at=at)
    for one in introduction.sides.all():
        emails.tell(one.party, emails.YOU_BOTH_SAID_YES, introduction, at=at)


def _reach(introduction: Introduction, asked: Side, at: datetime) -> None:
    """Tell the side that is asked (unless their no still stands), and the go-between."""
    if asked.answer == Side.Answer.WAITING:
        emails.tell(asked.party, emails.SOMEONE_WOULD_LIKE_TO_MEET, introduction, at=at)
    if introduction.go_between is not None:
        emails.tell(introduction.go_between, emails.YOU_ARE_GO_BETWEEN, introduction, at=at)


def _record(
    event: str, introduction: Introduction, by: Person, at: datetime, *, about: Party | None = None
) -> None:
    record(
        f"offers.{event}",
        by=by,
        at=at,
        thing=f"offers.introduction:{introduction.code}",
        about=about or queries.side_of(introduction, Side.End.ASKING).party,
    )
