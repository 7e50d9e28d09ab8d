"""What is always true of trust, to be seen by anybody who asks for it (`smallplaces check`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q

from smallplaces.foundation.holdings import NAMELESS
from smallplaces.foundation.house import Invariant
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Forgetting

from ..models import Complaint, Question, Sight
from .complaints import COMPLAINT_WAITS, who_answers_complaint
from .glass import overdue_reviews
from .records import find_broken_chain

A_DAY = timedelta(days=1)


def _log_is_whole(at: datetime) -> Iterator[str]:
    broken = find_broken_chain()
    if broken is not None:
        yield f"Line {broken.number} of the log {broken.what}."


def _supporters_stand(at: datetime) -> Iterator[str]:
    """Yield the sights of supporters that no standing support is behind."""
    standing = people.supporters_now(at).filter(
        person=OuterRef("subject"),
        supporter=OuterRef("viewer"),
        shelves__contains=[OuterRef("shelf")],
    )
    sights = Sight.objects.filter(kind=Sight.Kind.SUPPORTER, ended_at=None, until__gt=at)
    for code in sights.exclude(Exists(standing)).values_list("code", flat=True):
        yield f"Sight {code} lets someone see as a supporter who is none."


def _given_by_themselves(at: datetime) -> Iterator[str]:
    shared = Sight.objects.filter(kind=Sight.Kind.SHARED).exclude(given_by=F("subject"))
    for code in shared.values_list("code", flat=True):
        yield f"Sight {code} was not given by the person it is about."


def _reviewed_in_time(at: datetime) -> Iterator[str]:
    for broken in overdue_reviews(at=at).order_by("review_due_at"):
        yield f"What was opened on {broken.opened_at:%-d %B %Y} is not reviewed ({broken.code})."


def _answers_passed_on(at: datetime) -> Iterator[str]:
    waiting = Question.objects.filter(state=Question.State.WAITING, due_at__lte=at)
    for code in waiting.values_list("code", flat=True):
        yield f"Question {code} is overdue, and no guardian has heard of it."


def _forgotten_in_time(at: datetime) -> Iterator[str]:
    for late in people.forgettings_due(at=at - A_DAY):
        yield f"Somebody should be forgotten since {late.due_at:%-d %B %Y} ({late.code})."


def _forgotten_for_good(at: datetime) -> Iterator[str]:
    """Yield whoever has a name or a way in after they were forgotten."""
    done = Forgetting.objects.filter(done_at__isnull=False)
    left_over = ~Q(person__name=NAMELESS) | Q(person__account__isnull=False)
    for code in done.filter(left_over).values_list("code", flat=True):
        yield f"What should be forgotten is still here ({code})."


def _complaints_heard(at: datetime) -> Iterator[str]:
    due = Complaint.objects.filter(
        Q(state=Complaint.State.RECEIVED, acknowledge_due_at__lte=at - A_DAY)
        | Q(state__in=COMPLAINT_WAITS, closes_at__lte=at - A_DAY)
    )
    for code in due.values_list("code", flat=True):
        yield f"Complaint {code} waits, and its person was told nothing."


def _complaints_have_someone(at: datetime) -> Iterator[str]:
    for complaint in Complaint.objects.filter(state__in=COMPLAINT_WAITS).order_by("pk"):
        if not who_answers_complaint(complaint, at=max(at, complaint.answer_due_at)):
            yield f"Nobody here may answer complaint {complaint.code}. Give someone leave to."


INVARIANTS = (
    Invariant("The log is whole: no line changed, none missing, its end not cut.", _log_is_whole),
    Invariant("Whoever sees as a supporter is one.", _supporters_stand),
    Invariant("What is shared was shared by the person it is about.", _given_by_themselves),
    Invariant("What was opened in need is reviewed within three days.", _reviewed_in_time),
    Invariant("Whoever asked to be forgotten is, when their days are over.", _forgotten_in_time),
    Invariant("Whoever is forgotten has no name and no way in here.", _forgotten_for_good),
    Invariant("Nobody who said that something is wrong waits in the dark.", _complaints_heard),
    Invariant(
        "Somebody may answer whoever said that something is wrong.", _complaints_have_someone
    ),
    Invariant("A guardian has heard of every answer that is overdue.", _answers_passed_on),
)
