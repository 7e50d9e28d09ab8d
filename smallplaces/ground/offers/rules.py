"""Who may do what with wishes, offers and introductions, and what may follow what.

Each rule returns nothing or raises NotAllowed with one plain sentence that the person reads.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.foundation.stages import IllegalMove, Stages
from smallplaces.ground.circles import queries as circles
from smallplaces.ground.circles.models import Role
from smallplaces.ground.listings.models import Listing
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.trust import rules as trust

from . import queries
from .models import Introduction, Offer, Side, Wish

State = Introduction.State

STAGES: Stages[Introduction.State] = Stages(
    start=State.ASKED,
    moves={
        State.ASKED: {
            State.BOTH_YES: "answer_introduction",
            State.TAKEN_BACK: "take_back_introduction",
            State.EXPIRED: "expire_introductions",
        },
        State.BOTH_YES: {
            State.MEETING: "agree_meeting",
            State.ENDED: "end_introduction",
            State.EXPIRED: "expire_introductions",
        },
        State.MEETING: {
            State.BOTH_YES: "put_meeting",
            State.MET: "say_how_it_was",
            State.ENDED: "end_introduction",
            State.EXPIRED: "expire_introductions",
        },
        State.MET: {},
        State.ENDED: {},
        State.EXPIRED: {},
        State.TAKEN_BACK: {},
    },
    by_itself=frozenset({"expire_introductions"}),
)

WHY_NOT: dict[Introduction.State, str] = {
    State.ASKED: "You have not both said yes yet.",
    State.BOTH_YES: "You have both said yes. First agree when and where to meet.",
    State.MEETING: "A first meeting is already agreed.",
    State.MET: "You have met. This introduction is finished.",
    State.ENDED: "This introduction has ended.",
    State.EXPIRED: "Time ran out on this introduction.",
    State.TAKEN_BACK: "This introduction was taken back.",
}

ANSWER_WITHIN = queries.ANSWER_WITHIN
MEET_WITHIN = timedelta(days=60)
HOW_WAS_IT_WITHIN = timedelta(days=14)
OFFER_LASTS = timedelta(days=182)
LONGEST_OFFER = timedelta(days=366)
MOST_OPEN_ASKS = 10

# How long the same ask rests before it can be made again. Never depends on a private answer.
RESTS_FOR: dict[Introduction.State, timedelta] = {
    State.TAKEN_BACK: timedelta(days=1),
    State.EXPIRED: timedelta(days=182),
    State.ENDED: timedelta(days=182),
    State.MET: timedelta(0),
}


def check_can_write_plan(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` may change what `person` keeps in their plan."""
    trust.check_can_write(actor, person, Shelf.PLAN, at=at)


def said(words: str, *, longest: int, optional: bool = False) -> str:
    """Return `words` without space around them. Raises NotAllowed for none, or too many."""
    words = words.replace("\x00", "").strip()
    if not words and not optional:
        raise NotAllowed("Write a few words first.")
    if len(words) > longest:
        raise NotAllowed(f"Keep it to {longest} letters. This has {len(words)}.")
    return words


def check_lasts(until: datetime, *, at: datetime) -> None:
    """Stop unless `until` is still to come, and within a year: then people say it again."""
    if not at < until <= at + LONGEST_OFFER:
        raise NotAllowed("Choose a day that is still to come, in the next year.")


def check_is_current(wish: Wish) -> None:
    """Stop if the wish came true or was let go: then there is nothing left to do for it."""
    if wish.state in {Wish.State.HAPPENED, Wish.State.LET_GO}:
        raise NotAllowed("This wish is finished. You can open it again first.")


def check_is_not_taken_back(offer: Offer) -> None:
    """Stop if the offer was taken back: that is for good, a new one can be made."""
    if offer.state == Offer.State.TAKEN_BACK:
        raise NotAllowed("This offer was taken back. You can make a new one.")


def check_can_answer_for(actor: Person, party: Party, *, at: datetime) -> None:
    """Stop unless `actor` speaks for `party`: themself, one they act for, a circle they keep."""
    if party.kind == Party.Kind.PERSON:
        trust.check_can_write(actor, party.person, Shelf.PLAN, at=at)
    elif not circles.wears(actor, party, Role.Kind.KEEPER, at=at):
        raise NotAllowed("Only a keeper of this circle can answer for it.")


def speaks_for(actor: Person, party: Party, *, at: datetime) -> bool:
    """Return whether `actor` may answer for `party` at `at`."""
    return _passes(lambda: check_can_answer_for(actor, party, at=at))


def check_can_ask_for(actor: Person, asker: Person, *, at: datetime) -> None:
    """Stop unless `actor` asks for themself, or `asker` asked them to help with their plan."""
    if actor == asker:
        return
    support = people.supporting(asker, actor, at=at)
    if support is None or Shelf.PLAN not in support.shelves:
        raise NotAllowed("You can only ask for yourself, or for someone who asked you to help.")


def check_can_ask(
    asker: Person,
    *,
    listing: Listing | None,
    offer: Offer | None,
    wish: Wish | None,
    go_between: Person | None,
    last: Introduction | None,
    at: datetime,
) -> Party:
    """Stop unless this can be asked for `asker` now. Return who is asked.

    Raises ValueError unless it is for one listing or one offer.
    """
    if (listing is None) == (offer is None):
        raise ValueError("Ask about one listing or one offer.")
    if wish is not None and wish.person != asker:
        raise NotAllowed("This wish belongs to someone else.")
    # First, so that an offer that rests in a break says nothing to who asked before.
    check_has_rested(last, at=at)
    party = _who_is_asked(asker, listing, offer, at=at)
    check_is_not_too_many(asker, at=at)
    check_can_go_between(asker, go_between, at=at)
    return party


def _who_is_asked(
    asker: Person, listing: Listing | None, offer: Offer | None, *, at: datetime
) -> Party:
    if listing is not None and listing.state != Listing.State.OPEN:
        raise NotAllowed("This is not open at the moment.")
    if offer is not None and not queries.open_offers(at=at).filter(pk=offer.pk).exists():
        raise NotAllowed("This offer is not open at the moment.")
    party = listing.keeper if listing else offer.giver if offer else None
    if party is None or not (answering := queries.who_answers_for(party, at=at)):
        raise NotAllowed("They are not on here yet, so we cannot introduce you.")
    if asker in answering:
        raise NotAllowed("This is your own, so you know them already.")
    return party


def check_is_not_too_many(asker: Person, *, at: datetime) -> None:
    """Stop when many asks are still open, so that nobody is asked by a machine."""
    if queries.open_asks_of(asker, at=at).count() >= MOST_OPEN_ASKS:
        raise NotAllowed(
            f"You have {MOST_OPEN_ASKS} asks open. Wait for an answer, or take one back first."
        )


def can_ask_again_at(last: Introduction) -> datetime:
    """Return from when the same ask can be made again after `last`, which is over."""
    state = State(last.state)
    if state in STAGES.ends - {State.EXPIRED}:
        return last.changed_at + RESTS_FOR[state]
    return last.expires_at + RESTS_FOR[State.EXPIRED]


def check_has_rested(last: Introduction | None, *, at: datetime) -> None:
    """Stop when the same ask was made not long ago, whatever became of it."""
    if last is not None and at < (again := can_ask_again_at(last)):
        raise NotAllowed(f"You asked about this before. You can ask again from {_day(again)}.")


def check_can_go_between(asker: Person, go_between: Person | None, *, at: datetime) -> None:
    """Stop unless `go_between` is someone else whose circle asked them to introduce people."""
    if go_between is None:
        return
    if go_between == asker or not queries.go_betweens(at=at).filter(pk=go_between.pk).exists():
        raise NotAllowed("Choose someone who introduces people for a circle here.")


def check_can_move(introduction: Introduction, then: Introduction.State, *, at: datetime) -> None:
    """Stop unless `introduction` can go to `then`, and its time has not run out."""
    now = queries.stage_at(introduction, at=at)
    try:
        STAGES.check(now, then)
    except IllegalMove as error:
        raise NotAllowed(WHY_NOT[now]) from error


def check_can_answer(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless `actor` speaks for `side`, and can still answer or change their mind.

    The side that is asked hears of it only once the asking side said yes.
    """
    check_can_answer_for(actor, side.party, at=at)
    check_answer_is_due(side, at=at)


def check_answer_is_due(side: Side, *, at: datetime) -> None:
    """Stop unless `side` was asked, and can still answer or change their mind."""
    now = queries.stage_at(side.introduction, at=at)
    if now != State.ASKED:
        raise NotAllowed(WHY_NOT[now])
    if side.end == Side.End.ASKING and side.answer == Side.Answer.YES:
        raise NotAllowed("You have said yes. You can take it back while you wait.")
    if side.end == Side.End.ASKED and not queries.has_reached(side.introduction):
        raise NotAllowed("They have not asked you yet.")


def check_can_say_yes_after_a_break(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless `actor` speaks for the side that was asked, and it ran out in their break.

    They can say so only while nothing else is open between the two, and both are here.
    """
    check_can_answer_for(actor, side.party, at=at)
    check_was_missed_in_a_break(side, at=at)


def check_was_missed_in_a_break(side: Side, *, at: datetime) -> None:
    """Stop unless time ran out on the asked `side` in a break, and nothing has come since."""
    introduction = side.introduction
    if side.end != Side.End.ASKED or side.party.kind != Party.Kind.PERSON:
        raise NotAllowed(WHY_NOT[State.EXPIRED])
    if not queries.missed_in_a_break(introduction, side.party.person, at=at):
        raise NotAllowed(WHY_NOT[queries.stage_at(introduction, at=at)])
    asker = queries.side_of(introduction, Side.End.ASKING).party.person
    last = queries.last_ask(asker, listing=introduction.listing, offer=introduction.offer)
    if asker.left_at is not None or (last is not None and last.pk != introduction.pk):
        raise NotAllowed(WHY_NOT[State.EXPIRED])


def check_can_put_meeting(
    actor: Person, side: Side, meet_at: datetime, meet_where: str, *, at: datetime
) -> None:
    """Stop unless both said yes, and the time is to come, within two months, somewhere."""
    check_can_answer_for(actor, side.party, at=at)
    check_meeting_is_due(side, at=at)
    if not at < meet_at <= at + MEET_WITHIN:
        raise NotAllowed("Choose a time that is still to come, in the next two months.")
    if not meet_where.strip():
        raise NotAllowed("Say where you would like to meet.")


def check_meeting_is_due(side: Side, *, at: datetime) -> None:
    """Stop unless both said yes, and neither has said how a meeting was."""
    now = queries.stage_at(side.introduction, at=at)
    if now not in {State.BOTH_YES, State.MEETING}:
        raise NotAllowed(WHY_NOT[now])
    if queries.how_it_was_said(side.introduction):
        raise NotAllowed("One of you has already said how it was.")


def check_can_agree_meeting(actor: Person, side: Side, seen: datetime, *, at: datetime) -> datetime:
    """Stop unless the other side put the time and place that `actor` read, and it is still to come.

    Return that time.
    """
    check_can_answer_for(actor, side.party, at=at)
    return check_meeting_is_put(side, seen, at=at)


def check_meeting_is_put(side: Side, seen: datetime, *, at: datetime) -> datetime:
    """Stop unless the other side put the time and place as `seen`, still to come. Return when."""
    introduction = side.introduction
    check_can_move(introduction, State.MEETING, at=at)
    if introduction.meet_at is None:
        raise NotAllowed("Nobody has said when and where to meet yet.")
    if introduction.meeting_put_end == side.end:
        raise NotAllowed("You put this time. Now it is their turn.")
    if introduction.changed_at != seen:
        raise NotAllowed("They have since put another time or place. Please look again.")
    if introduction.meet_at <= at:
        raise NotAllowed("This time has passed. You can put another.")
    return introduction.meet_at


def check_can_say_how_it_was(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless the meeting is over and not longer ago than two weeks."""
    check_can_answer_for(actor, side.party, at=at)
    check_have_met(side, at=at)


def check_have_met(side: Side, *, at: datetime) -> None:
    """Stop unless the meeting is over and not longer ago than two weeks."""
    check_can_move(side.introduction, State.MET, at=at)
    if side.introduction.meet_at is None or side.introduction.meet_at > at:
        raise NotAllowed("Come back after you have met.")


def check_is_open(introduction: Introduction, *, at: datetime) -> None:
    """Stop if `introduction` is over."""
    now = queries.stage_at(introduction, at=at)
    if now not in queries.OPEN:
        raise NotAllowed(WHY_NOT[now])


def check_can_give_contact(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless `actor` speaks for `side`, and the introduction stands and has reached them."""
    check_can_answer_for(actor, side.party, at=at)
    check_contact_is_wanted(side, at=at)


def check_contact_is_wanted(side: Side, *, at: datetime) -> None:
    """Stop unless the introduction stands and has reached `side`."""
    check_is_open(side.introduction, at=at)
    if side.end == Side.End.ASKED and not queries.has_reached(side.introduction):
        raise NotAllowed("They have not asked you yet.")


def check_may_end(actor: Person, introduction: Introduction, *, at: datetime) -> None:
    """Stop unless `actor` speaks for either side."""
    if not any(speaks_for(actor, side.party, at=at) for side in introduction.sides.all()):
        raise NotAllowed("Only the two of you can end this.")


def check_can_end(actor: Person, introduction: Introduction, *, at: datetime) -> None:
    """Stop unless `actor` speaks for either side, and both had said yes."""
    check_may_end(actor, introduction, at=at)
    check_can_move(introduction, State.ENDED, at=at)


def check_may_take_back(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless `actor` speaks for the asking `side`, or asked for them and still helps them."""
    if actor.pk == side.introduction.asked_by_id:
        check_can_ask_for(actor, side.party.person, at=at)
    else:
        check_can_answer_for(actor, side.party, at=at)


def check_can_take_back(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop unless `actor` may take it back, and it is still open."""
    check_may_take_back(actor, side, at=at)
    check_can_move(side.introduction, State.TAKEN_BACK, at=at)


def check_can_expire(actor: Person, *, at: datetime) -> None:
    """Stop unless `actor` holds the mandate to end what waited too long."""
    trust.check_has_mandate(actor, "offers.expire_introductions", at=at)


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def acts_open_to(
    actor: Person, introduction: Introduction, side: Side | None, *, at: datetime
) -> frozenset[str]:
    """Return the verbs that `actor` can do with `introduction` now.

    `side` is the side that `actor` speaks for, which is checked already; None for neither.
    """
    asking = queries.side_of(introduction, Side.End.ASKING)
    tries: dict[str, Callable[[], object]] = {
        "take_back_introduction": lambda: _check_can_still_take_back(actor, asking, at=at),
    }
    if side is not None:
        tries |= {
            "answer_introduction": lambda: check_answer_is_due(side, at=at),
            "put_meeting": lambda: check_meeting_is_due(side, at=at),
            "agree_meeting": lambda: check_meeting_is_put(side, introduction.changed_at, at=at),
            "say_how_it_was": lambda: check_have_met(side, at=at),
            "end_introduction": lambda: check_can_move(introduction, State.ENDED, at=at),
            "give_contact": lambda: check_contact_is_wanted(side, at=at),
            "say_yes_after_a_break": lambda: check_was_missed_in_a_break(side, at=at),
        }
    return frozenset(verb for verb, check in tries.items() if _passes(check))


def _check_can_still_take_back(actor: Person, side: Side, *, at: datetime) -> None:
    """Stop as `check_can_take_back`, without asking who someone is when it is too late anyway."""
    check_can_move(side.introduction, State.TAKEN_BACK, at=at)
    check_may_take_back(actor, side, at=at)


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except NotAllowed:
        return False
    return True
