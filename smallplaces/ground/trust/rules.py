"""Who may read, write, share and act. Each rule returns nothing or raises NotAllowed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.foundation.stages import IllegalMove, Stages
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Party, Person
from smallplaces.ground.people.rules import check_is_here

from . import hooks, queries
from .models import LONGEST, BreakGlass, Look, Question, Record, Sight, StandingSight

Asked = Question.State
ANSWER_WITHIN = timedelta(days=14)
SETTLE_WITHIN = timedelta(days=60)
REVIEW_WITHIN = timedelta(hours=72)
LONGEST_ANSWER = 1_000
KEEPS_QUESTIONS = "trust.keep_questions"
"""The verb of The House that passes on what nobody answered."""

QUESTION_STAGES: Stages[Question.State] = Stages(
    start=Asked.WAITING,
    moves={
        Asked.WAITING: {
            Asked.ANSWERED: "answer_why",
            Asked.PASSED_ON: "pass_on_questions",
        },
        Asked.PASSED_ON: {
            Asked.ANSWERED: "answer_why",
            Asked.SETTLED: "settle_question",
            Asked.NEVER_ANSWERED: "close_questions",
        },
        Asked.ANSWERED: {},
        Asked.SETTLED: {},
        Asked.NEVER_ANSWERED: {},
    },
    by_itself=frozenset({"pass_on_questions", "close_questions"}),
)

QUESTION_WHY_NOT: dict[Question.State, str] = {
    Asked.WAITING: "There is still time to answer this.",
    Asked.PASSED_ON: "This is with a guardian already.",
    Asked.ANSWERED: "This has been answered.",
    Asked.SETTLED: "A guardian has settled this.",
    Asked.NEVER_ANSWERED: "Time ran out on this.",
}


class SayWhyFirst(Exception):
    """The viewer may see this shelf, and is asked why before it opens."""

    def __init__(self, person: Person, shelf: Shelf) -> None:
        super().__init__(f"Say why you are opening {shelf}.")
        self.person = person
        self.shelf = shelf


def check_can_read(viewer: Person, person: Person, shelf: Shelf, *, at: datetime) -> None:
    """Stop unless `viewer` may see `shelf` of `person`; ask for a reason at someone else's door.

    Raises NotAllowed (which pages answer with 404) and SayWhyFirst.
    """
    if not queries.may_see(viewer, person, shelf, at=at):
        raise NotAllowed("This is not shared with you.")
    if viewer != person and not queries.has_looked(viewer, person, shelf, at=at):
        raise SayWhyFirst(person, shelf)


def check_can_write(actor: Person, person: Person, shelf: Shelf, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, or acts for them on `shelf` with leave to write."""
    if actor == person:
        return
    support = people.supporting(person, actor, at=at)
    if support is None or shelf not in support.writes:
        raise NotAllowed("Only they, or someone they asked to act for them, can change this.")


def check_can_pause(actor: Person, person: Person, *, at: datetime) -> None:
    """Stop unless `actor` is `person`, was asked to take breaks for them, or holds the mandate."""
    support = None if actor == person else people.supporting(person, actor, at=at)
    if actor == person or (support is not None and support.may_pause):
        return
    if not queries.has_mandate(actor, "people.pause", over=person, at=at):
        raise NotAllowed("Only they, or someone they asked to, can do this for them.")


def check_can_share(actor: Person, person: Person, viewer: Party) -> None:
    """Stop unless `actor` is `person` (sharing is not handed on), and `viewer` is here."""
    if actor != person:
        raise NotAllowed("Only the person themselves can share this.")
    check_is_here(viewer)


def check_can_take_back(actor: Person, sight: Sight) -> None:
    """Stop unless `actor` is the one who is seen, and may stop it."""
    if actor != sight.subject:
        raise NotAllowed("Only the person themselves can take this back.")
    if sight.kind == Sight.Kind.SELF:
        raise NotAllowed("You can always see your own things.")
    if sight.kind == Sight.Kind.SUPPORTER:
        raise NotAllowed("They act for you, and need to see this. You can end that instead.")


def check_can_take_back_in_breaks(actor: Person, standing: StandingSight) -> None:
    """Stop unless `actor` is the one who is seen."""
    if actor != standing.subject:
        raise NotAllowed("Only the person themselves can take this back.")


def check_has_mandate(
    actor: Person, verb: str, *, over: Person | None = None, at: datetime
) -> None:
    """Stop unless `actor` holds a mandate for `verb` over `over` that stands at `at`."""
    if not queries.has_mandate(actor, verb, over=over, at=at):
        raise NotAllowed("Nobody gave you leave to do this, or the leave has ended.")


def check_can_begin_by_law(actor: Person, person: Person, at: datetime) -> None:
    """Stop unless `actor` was given leave to look at papers of the law about `person`."""
    check_has_mandate(actor, queries.BEGINS_BY_LAW, over=person, at=at)


def check_can_note_decision(actor: Person, person: Person, at: datetime) -> None:
    """Stop unless `actor` was given leave to note decisions of `person`."""
    check_has_mandate(actor, queries.NOTES_DECISIONS, over=person, at=at)


def check_can_give_mandate(actor: Person, over: Person | None, verb: str, *, at: datetime) -> None:
    """Stop unless `actor` gives leave over themselves, or may give leave over the whole place."""
    if over is not None and over == actor:
        return
    if not actor.is_the_house:
        check_has_mandate(actor, "trust.give_mandate", at=at)


def check_can_ask_why(actor: Person, look: Look) -> None:
    """Stop unless it is `actor` who was looked at, or someone who may write what they say."""
    if actor.pk != look.subject_id:
        raise NotAllowed("Only the person who was looked at can ask why.")


def check_can_answer_why(actor: Person, question: Question) -> None:
    """Stop unless it is `actor` who looked."""
    if actor.pk != question.look.viewer_id:
        raise NotAllowed("Only the one who looked can say why.")


def check_can_settle(actor: Person, question: Question, *, at: datetime) -> None:
    """Stop unless `actor` is a guardian, and neither asked nor looked."""
    if not queries.is_guardian(actor, at=at):
        raise NotAllowed("Only a guardian can settle this.")
    if actor.pk in {question.asked_by_id, question.look.viewer_id}:
        raise NotAllowed("This is about you, so another guardian has to settle it.")


def check_question_can_move(question: Question, then: Question.State) -> None:
    """Stop unless `question` can go to `then`."""
    try:
        QUESTION_STAGES.check(Question.State(question.state), then)
    except IllegalMove as error:
        raise NotAllowed(QUESTION_WHY_NOT[Question.State(question.state)]) from error


def check_says_something(words: str, *, longest: int = LONGEST_ANSWER) -> str:
    """Return `words` without space around them. Raises NotAllowed for none, or too many."""
    words = words.replace("\x00", "").strip()
    if not words:
        raise NotAllowed("Write a few words first.")
    if len(words) > longest:
        raise NotAllowed(f"Keep it to {longest} letters. This has {len(words)}.")
    return words


def check_can_break_glass(
    actor: Person, person: Person, shelf: Shelf, *, minutes: int, at: datetime
) -> None:
    """Stop unless `actor` may open `shelf` of `person` in need, for so many minutes."""
    if not queries.may_open(actor, person, at=at):
        raise NotAllowed("Nobody gave you leave to open this.")
    if not 1 <= minutes <= LONGEST / timedelta(minutes=1):
        raise NotAllowed("Open it for one minute to an hour.")
    if queries.refuses(person, actor, shelf):
        raise NotAllowed("They said that you may never open this. Ask someone else to.")
    if queries.may_see(actor, person, shelf, at=at):
        raise NotAllowed("This is shared with you already. Go in by the door.")


def check_someone_is_told(
    person: Person, opener: Person, why_not_told: str, *, at: datetime
) -> Person | None:
    """Return the advocate to tell, or None to tell the person. Stop when nobody could be told."""
    if not why_not_told:
        return None
    advocate = queries.advocate_for(person, opener, at=at)
    if advocate is None:
        raise NotAllowed("There is no advocate here who could be told instead. Tell the person.")
    return advocate


def check_can_tell(actor: Person, broken: BreakGlass) -> None:
    """Stop unless `actor` is the advocate who was told of it."""
    if actor.pk != broken.advocate_id:
        raise NotAllowed("Only the advocate who was told can tell them.")


def check_can_review(actor: Person, broken: BreakGlass, *, at: datetime) -> None:
    """Stop unless `actor` may review it, and neither opened it nor is the person."""
    check_has_mandate(actor, queries.REVIEWS, at=at)
    if actor.pk in {broken.opened_by_id, broken.sight.subject_id}:
        raise NotAllowed("Somebody else has to review this.")


def check_is_not_reviewed(broken: BreakGlass) -> None:
    """Stop when it has been reviewed."""
    if broken.reviewed_at is not None:
        raise NotAllowed("Somebody has reviewed this already.")


def check_can_be_undone(done: Record) -> None:
    """Stop unless there is a way to undo what was done."""
    if done.event not in hooks.undoers:
        raise NotAllowed("There is no way to undo this. You can change it yourself.")


def check_is_oneself(actor: Person, person: Person) -> None:
    """Stop unless `actor` is `person`."""
    if actor != person:
        raise NotAllowed("Only they can say this, nobody for them.")


def check_can_refuse(
    actor: Person, person: Person, refused: Party, shelf: Shelf | None, *, at: datetime
) -> None:
    """Stop unless `actor` is `person`, and `refused` does not act for them with that shelf."""
    check_is_oneself(actor, person)
    acting = people.supporters_now(at).filter(person=person, supporter=refused.pk)
    if shelf is not None:
        acting = acting.filter(shelves__contains=[shelf])
    if acting.exists():
        raise NotAllowed("They act for you, and need to see this. End that first.")


def check_is_not_refused(person: Person, party: Party, shelf: Shelf) -> None:
    """Stop when `person` said that `party` may never see `shelf`."""
    if queries.refuses(person, party, shelf):
        raise NotAllowed("You said that they may never see this. Change that first.")


def check_may_support(person: Person, supporter: Person, shelves: Collection[Shelf]) -> None:
    """Stop when `person` said that `supporter` may never see one of `shelves`."""
    for shelf in shelves:
        check_is_not_refused(person, supporter, shelf)
