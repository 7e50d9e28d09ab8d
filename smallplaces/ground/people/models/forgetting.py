"""Wanting to be forgotten: asked, waited for, and done, or not after all."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import for_the_sake_of, holding, oneself


class Forgetting(models.Model):
    """A forgetting is a person's word that this place should forget them, after some days.

    Not a closing of an account by others: only the person says it, and until it is done they can
    change their mind. The days stand still from `rests_since`, while they take a break.
    Always true: it is done or taken back, never both; a person has one that waits.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="forgettings")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    rests_since = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "asked_at",
            "asked_by",
            "due_at",
            "rests_since",
            "taken_back_at",
            "taken_back_by",
            "done_at",
            "done_by",
        )

    # Whoever may begin a break for them stops the days too.
    policy = (for_the_sake_of("person_id") | holding("people.pause", over="person_id")).added_by(
        oneself("person_id")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person",
                condition=Q(taken_back_at=None, done_at=None),
                name="forgetting_waits_once_for_a_person",
            ),
            models.CheckConstraint(
                name="forgetting_is_done_later", condition=Q(due_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="forgetting_taken_back_at_and_by_go_together",
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
            ),
            models.CheckConstraint(
                name="forgetting_done_at_and_by_go_together",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False, taken_back_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
