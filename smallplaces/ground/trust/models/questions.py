"""Asking somebody why they looked."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import holding, with_what

from .sights import Look


class Question(models.Model):
    """A question is a person asking someone why they looked at something of theirs.

    Not a complaint. Asked once for a look; owed an answer by a day. Goes to a guardian when none
    came, and stays in the open when none ever comes.
    Always true: answered exactly when it has an answer; passed on before a guardian settles it.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", "Waiting for an answer"
        ANSWERED = "ANSWERED", "Answered"
        PASSED_ON = "PASSED_ON", "With a guardian"
        SETTLED = "SETTLED", "Settled by a guardian"
        NEVER_ANSWERED = "NEVER_ANSWERED", "Never answered"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    look = models.OneToOneField(Look, models.PROTECT, related_name="question")
    state = models.CharField(max_length=14, choices=State, default=State.WAITING)
    words = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True)
    passed_on_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=1000, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "look",
            "state",
            "words",
            "asked_at",
            "asked_by",
            "due_at",
            "answer",
            "answered_at",
            "answered_by",
            "passed_on_at",
            "passed_on_by",
            "outcome",
            "settled_at",
            "settled_by",
        )

    policy = with_what("trust_look", "look_id") | holding("trust.hear_questions")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_is_answered_by_someone_in_words",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="question_is_settled_by_someone_in_words",
                condition=Q(settled_at=None, settled_by=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="question_passed_on_at_and_by_go_together",
                condition=Q(passed_on_at=None, passed_on_by=None)
                | Q(passed_on_at__isnull=False, passed_on_by__isnull=False),
            ),
            models.CheckConstraint(
                name="question_state_is_what_happened",
                condition=Q(state="WAITING", answered_at=None, passed_on_at=None)
                | Q(state="ANSWERED", answered_at__isnull=False, settled_at=None)
                | Q(
                    state__in=("PASSED_ON", "NEVER_ANSWERED"),
                    answered_at=None,
                    passed_on_at__isnull=False,
                    settled_at=None,
                )
                | Q(state="SETTLED", passed_on_at__isnull=False, settled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="question_by_due")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"
