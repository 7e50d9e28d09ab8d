"""What a person chose to open while they take a break."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import ENDED, for_the_sake_of, named, oneself
from smallplaces.foundation.shelves import Shelf

from .sights import SHELVES


class StandingSight(models.Model):
    """A standing sight says that a viewer will see one shelf of a subject while they take a break.

    Not a sight itself: one is opened when a break begins, and ended when it ends.
    Always true: it has an end.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    viewer = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    subject = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    shelf = models.CharField(max_length=8, choices=SHELVES)
    until = models.DateTimeField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "viewer",
            "subject",
            "shelf",
            "until",
            "given_at",
            "given_by",
            "ended_at",
            "ended_by",
        )

    policy = (
        (named("viewer_id", "given_by_id") | for_the_sake_of("subject_id"))
        .added_by(oneself("subject_id"))
        .changed_by(oneself("subject_id") | ENDED)
        .fixing("viewer_id", "subject_id", "shelf", "given_by_id")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "viewer",
                "subject",
                "shelf",
                condition=Q(ended_at=None),
                name="standing_sight_stands_once",
            ),
            models.CheckConstraint(
                name="standing_sight_ends_later", condition=Q(until__gt=F("given_at"))
            ),
            models.CheckConstraint(
                name="standing_sight_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.shelf}"

    @property
    def shelf_words(self) -> str:
        """Return what is on the shelf, as the person it belongs to reads it."""
        return Shelf(self.shelf).sentence
