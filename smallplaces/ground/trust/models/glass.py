"""Opening what was not shared, when waiting would do harm."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import holding, named, with_what

from .sights import Sight

LONGEST = timedelta(minutes=60)


class BreakGlass(models.Model):
    """A break-glass is one time someone entitled opened a shelf that was not shared with them.

    Not a permission: its sight ends by itself within the hour. The person is told at once; where
    that is not safe, an advocate is told instead, and the person later. Somebody else looks at it
    within three days.
    Always true: whoever opened it does not review it, and is not the advocate.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sight = models.OneToOneField(Sight, models.PROTECT, related_name="break_glass")
    because = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    told_person_at = models.DateTimeField(null=True)
    told_person_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    advocate = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    why_not_told = models.CharField(max_length=300, blank=True)
    review_due_at = models.DateTimeField()
    was_right = models.BooleanField(null=True)
    finding = models.CharField(max_length=1000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "sight",
            "because",
            "opened_at",
            "opened_by",
            "until",
            "told_person_at",
            "told_person_by",
            "advocate",
            "why_not_told",
            "review_due_at",
            "was_right",
            "finding",
            "reviewed_at",
            "reviewed_by",
        )

    policy = (
        named("opened_by_id", "advocate_id")
        | with_what("trust_sight", "sight_id")
        | holding("trust.review_break_glass")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="break_glass_says_why", condition=~Q(because="")),
            models.CheckConstraint(
                name="break_glass_ends_within_the_hour",
                condition=Q(until__gt=F("opened_at"), until__lte=F("opened_at") + LONGEST),
            ),
            models.CheckConstraint(
                name="break_glass_told_person_at_and_by_go_together",
                condition=Q(told_person_at=None, told_person_by=None)
                | Q(told_person_at__isnull=False, told_person_by__isnull=False),
            ),
            models.CheckConstraint(
                name="break_glass_tells_the_person_or_an_advocate_with_a_reason",
                condition=Q(told_person_at__isnull=False)
                | (Q(advocate__isnull=False) & ~Q(why_not_told="")),
            ),
            models.CheckConstraint(
                name="break_glass_is_reviewed_by_someone_else_in_words",
                condition=Q(reviewed_at=None, reviewed_by=None, was_right=None, finding="")
                | (
                    Q(
                        reviewed_at__isnull=False,
                        reviewed_by__isnull=False,
                        was_right__isnull=False,
                    )
                    & ~Q(finding="")
                    & ~Q(reviewed_by=F("opened_by"))
                ),
            ),
            models.CheckConstraint(
                name="break_glass_advocate_is_someone_else",
                condition=Q(advocate=None) | ~Q(advocate=F("opened_by")),
            ),
        ]
        indexes = [models.Index(fields=["reviewed_at", "review_due_at"], name="glass_by_review")]

    def __str__(self) -> str:
        return f"#{self.pk}"
