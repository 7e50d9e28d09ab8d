"""Saying that something is wrong with how one's data is kept."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import for_the_sake_of, holding, oneself, unless


class Complaint(models.Model):
    """A complaint is a person saying that something is wrong with how their data is kept.

    Not a question to one who looked. Owed a sign that it was read, and an answer, each by a day;
    `not_for` is someone the person does not want to read it. Kept with its words until `keep_until`
    when the person is forgotten, as the law lets people go to court so long.
    Always true: answered exactly when it has an answer, by someone else; it ends.
    """

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", "It has arrived"
        ACKNOWLEDGED = "ACKNOWLEDGED", "It was read"
        LOOKED_INTO = "LOOKED_INTO", "Someone is looking into it"
        ANSWERED = "ANSWERED", "Answered"
        TAKEN_BACK = "TAKEN_BACK", "Taken back"
        NEVER_ANSWERED = "NEVER_ANSWERED", "Never answered"

    class Kind(models.TextChoices):
        SEEN = "SEEN", "Someone saw what they should not see"
        WRONG = "WRONG", "Something about me is not right"
        NOT_GIVEN = "NOT_GIVEN", "I did not get what is mine"
        NOT_FORGOTTEN = "NOT_FORGOTTEN", "Something is still here that should be gone"
        ELSE = "ELSE", "Something else"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=14, choices=State, default=State.RECEIVED)
    kind = models.CharField(max_length=13, choices=Kind)
    words = models.TextField()
    not_for = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    acknowledge_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+"
    )
    looked_into_at = models.DateTimeField(null=True)
    looked_into_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    was_right = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    keep_until = models.DateTimeField(null=True)

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "state",
            "kind",
            "words",
            "not_for",
            "said_at",
            "said_by",
            "acknowledge_due_at",
            "answer_due_at",
            "closes_at",
            "acknowledged_at",
            "acknowledged_by",
            "looked_into_at",
            "looked_into_by",
            "answer",
            "was_right",
            "answered_at",
            "answered_by",
            "reminded_at",
            "keep_until",
        )

    policy = (
        oneself("person_id", "said_by_id")
        | unless(holding("trust.answer_complaints") | holding("trust.hear_questions"), "not_for_id")
    ).added_by(for_the_sake_of("person_id"))

    class Meta:
        constraints = [
            models.CheckConstraint(name="complaint_says_something", condition=~Q(words="")),
            models.CheckConstraint(
                name="complaint_is_answered_by_someone_else_in_words",
                condition=Q(answered_at=None, answered_by=None, was_right=None, answer="")
                | (
                    Q(
                        answered_at__isnull=False,
                        answered_by__isnull=False,
                        was_right__isnull=False,
                    )
                    & ~Q(answer="")
                    & ~Q(answered_by=F("person"))
                ),
            ),
            models.CheckConstraint(
                name="complaint_acknowledged_at_and_by_go_together",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_looked_into_at_and_by_go_together",
                condition=Q(looked_into_at=None, looked_into_by=None)
                | Q(looked_into_at__isnull=False, looked_into_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaint_state_is_what_happened",
                condition=Q(state="RECEIVED", acknowledged_at=None, answered_at=None)
                | Q(state="ACKNOWLEDGED", acknowledged_at__isnull=False, answered_at=None)
                | Q(state="LOOKED_INTO", looked_into_at__isnull=False, answered_at=None)
                | Q(state="ANSWERED", answered_at__isnull=False)
                | Q(state__in=("TAKEN_BACK", "NEVER_ANSWERED"), answered_at=None),
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_due_at"], name="complaint_by_due")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.state}"
