"""Who may do what, over whom, until when."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import ENDED, KNOWN, holding, oneself


class Mandate(models.Model):
    """A mandate lets someone do one verb over a person, or over the whole place, until a day.

    A system earns its authority with one; it never gets round a rule of the ground floor.
    Scheduled work is done by The House, whose mandates are listed like anyone's.
    Always true: it has an end.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="mandates")
    verb = models.CharField(max_length=60)
    over = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code", "verb", "because", "given_at", "until", "ended_at")
        personal = ("holder", "over", "given_by", "ended_by")

    policy = (
        KNOWN.added_by(oneself("over_id") | holding("trust.give_mandate"))
        .changed_by(oneself("over_id", "given_by_id") | ENDED)
        .fixing("holder_id", "verb", "over_id", "given_by_id")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="mandate_ends", condition=Q(until__gt=F("given_at"))),
            models.CheckConstraint(
                name="mandate_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["holder", "verb"], name="mandate_by_holder")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb}"
