"""What each of those in an introduction may read of it.

Pages show an `IntroductionSeen`, never the row: whatever is not in it cannot be given away. For
the other side, a no, a "not now" and silence make the same value, field by field.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smallplaces.ground.offers.models import Introduction, Side
from smallplaces.ground.people.models import Party, Person

from .introductions import OPEN, State, has_reached, side_of, stage_at, takes_a_break

BOTH_SAID_YES = frozenset({State.BOTH_YES, State.MEETING, State.MET})
HIDDEN_FOR = timedelta(days=14)


class Part(StrEnum):
    """As whom someone reads an introduction."""

    ASKING = "asking"
    ASKED = "asked"
    GO_BETWEEN = "go-between"
    LOOKING_ON = "looking on"


@dataclass(frozen=True, slots=True)
class HowItWas:
    """What one side said after a first meeting."""

    how: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """The answer of a side that said "you may tell them" to the go-between."""

    who: str
    answer: str


@dataclass(frozen=True, slots=True)
class IntroductionSeen:
    """An introduction as one reader sees it. Empty text is what they may not read, or not yet.

    `is_at_rest`: no day counts now. `on_a_break` is the other side's name, once both said yes.
    `is_asked_afresh`: the other side says yes, after time had run out.
    """

    code: UUID
    part: Part
    stage: Introduction.State
    what: str
    area: str
    listing: UUID | None
    offer: UUID | None
    opening_words: str
    asked_at: datetime
    expires_at: datetime
    seen: datetime
    through: str
    my_answer: str
    my_contact: str
    may_tell_go_between: bool
    their_name: str
    their_contact: str
    meet_at: datetime | None
    meet_where: str
    is_put_by_me: bool
    mine: HowItWas | None
    theirs: HowItWas | None
    told: tuple[Told, ...]
    is_at_rest: bool
    on_a_break: str
    is_asked_afresh: bool

    @property
    def is_open(self) -> bool:
        """Return whether something can still happen."""
        return self.stage in OPEN

    @property
    def has_met_by_now(self) -> bool:
        """Return whether a first meeting is agreed or has been."""
        return self.stage in {State.MEETING, State.MET}


def side_for(introduction: Introduction, whose: Person, *, answers: Collection[int]) -> Side | None:
    """Return the side that is `whose` (or a circle they keep), once it has reached them.

    `answers` is `answers_as(whose)`, asked once for any number of introductions.
    """
    asking, asked = (side_of(introduction, end) for end in (Side.End.ASKING, Side.End.ASKED))
    if asking.party_id == whose.pk:
        return asking
    if has_reached(introduction) and asked.party_id in answers:
        return asked
    return None


def introduction_seen(
    introduction: Introduction, *, reader: Person, side: Side | None, at: datetime
) -> IntroductionSeen:
    """Return what `reader` may read at `at`: as `side`, else as the go-between, else looking on."""
    stage = stage_at(introduction, at=at)
    other = _other(introduction, side)
    told_all = side is not None and stage in BOTH_SAID_YES
    part = _part(introduction, reader, side)
    return IntroductionSeen(
        code=introduction.code,
        part=part,
        stage=stage,
        what=_what(introduction),
        area=_area(introduction, part),
        listing=introduction.listing.code if introduction.listing else None,
        offer=introduction.offer.code if introduction.offer else None,
        opening_words=introduction.opening_words,
        asked_at=_reached_at(introduction),
        expires_at=introduction.expires_at,
        seen=introduction.changed_at,
        through=introduction.go_between.name if introduction.go_between else "",
        my_answer=side.answer if side else "",
        my_contact=side.contact if side else "",
        may_tell_go_between=bool(side and side.may_tell_go_between),
        their_name=_their_name(introduction, part, other, told_all),
        their_contact=other.contact if told_all and other else "",
        meet_at=introduction.meet_at if side else None,
        meet_where=introduction.meet_where if side else "",
        is_put_by_me=bool(side and side.end == introduction.meeting_put_end),
        mine=_said(side),
        theirs=_said(other) if side and _is_shown(introduction, stage, at) else None,
        told=_told(introduction) if part == Part.GO_BETWEEN else (),
        is_at_rest=introduction.rests_since is not None,
        on_a_break=_on_a_break(introduction, other, at) if told_all and other else "",
        is_asked_afresh=_is_asked_afresh(introduction, stage),
    )


def _part(introduction: Introduction, reader: Person, side: Side | None) -> Part:
    if side is not None:
        return Part.ASKING if side.end == Side.End.ASKING else Part.ASKED
    return Part.GO_BETWEEN if introduction.go_between_id == reader.pk else Part.LOOKING_ON


def _other(introduction: Introduction, side: Side | None) -> Side | None:
    if side is None:
        return None
    is_asking = side.end == Side.End.ASKING
    return side_of(introduction, Side.End.ASKED if is_asking else Side.End.ASKING)


def _what(introduction: Introduction) -> str:
    if introduction.listing is not None:
        return introduction.listing.name
    return introduction.offer.words if introduction.offer else ""


def _area(introduction: Introduction, part: Part) -> str:
    if part == Part.ASKING and introduction.offer:
        return introduction.offer.place.name if introduction.offer.place else ""
    if part == Part.ASKED:
        home = side_of(introduction, Side.End.ASKING).party.person.home
        return home.name if home else ""
    return ""


def _their_name(introduction: Introduction, part: Part, other: Side | None, told_all: bool) -> str:
    """Return the other side's name once both said yes; to the go-between, the asker's."""
    if part == Part.GO_BETWEEN:
        return side_of(introduction, Side.End.ASKING).party.name
    return other.party.name if told_all and other else ""


def _reached_at(introduction: Introduction) -> datetime:
    """Return since when the asked side knows: the other's yes, if it came before their own."""
    asking, asked = (side_of(introduction, end) for end in (Side.End.ASKING, Side.End.ASKED))
    reached = asking.answered_at
    if reached is None or (asked.answered_at is not None and asked.answered_at < reached):
        return introduction.asked_at
    return reached


def _on_a_break(introduction: Introduction, other: Side, at: datetime) -> str:
    rests = introduction.rests_since is not None
    return other.party.name if rests and takes_a_break(other.party, introduction, at=at) else ""


def _is_asked_afresh(introduction: Introduction, stage: Introduction.State) -> bool:
    """Return whether the one who was asked said yes late, and the one who asked has not since."""
    asking, asked = (side_of(introduction, end) for end in (Side.End.ASKING, Side.End.ASKED))
    yes = Side.Answer.YES
    return stage == State.ASKED and asked.answer == yes and asking.answer != yes


def _said(side: Side | None) -> HowItWas | None:
    if side is None or not side.how_was_it:
        return None
    return HowItWas(side.get_how_was_it_display(), side.how_was_it_words)


def _is_shown(introduction: Introduction, stage: Introduction.State, at: datetime) -> bool:
    """Return whether each side may read what the other said: both did, or two weeks passed."""
    if all(side.how_was_it for side in introduction.sides.all()):
        return True
    if stage == State.ENDED or introduction.meet_at is None:
        return False
    return at >= introduction.meet_at + HIDDEN_FOR


def _told(introduction: Introduction) -> tuple[Told, ...]:
    sides = (side_of(introduction, end) for end in (Side.End.ASKING, Side.End.ASKED))
    return tuple(
        Told(_who(side, introduction), side.get_answer_display())
        for side in sides
        if side.may_tell_go_between and side.answer != Side.Answer.WAITING
    )


def _who(side: Side, introduction: Introduction) -> str:
    if side.end == Side.End.ASKING or side.party.kind == Party.Kind.CIRCLE:
        return side.party.name
    return introduction.listing.name if introduction.listing else "The one who is asked"
