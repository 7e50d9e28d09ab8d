"""Whom a person never wants to see something of theirs."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import named, oneself
from smallplaces.foundation.shelves import Shelf


class Refusal(models.Model):
    """A refusal says that someone may not see a shelf of a person, whoever shares it, until undone.

    It goes before every sight: one given by mistake, through a circle, or later. The one it is
    about is never told.
    Always true: nobody refuses themselves.
    """

    EVERYTHING = ""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="refusals")
    refused = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    shelf = models.CharField(
        max_length=8, blank=True, choices=[(shelf.value, shelf.value) for shelf in Shelf]
    )
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = ("person", "refused", "shelf", "said_at", "said_by", "ended_at", "ended_by")

    policy = (
        named("person_id", "refused_id")
        .added_by(oneself("person_id"))
        .changed_by(oneself("person_id"))
        .fixing("person_id", "refused_id", "shelf")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="refusal_is_of_someone_else", condition=~Q(person=F("refused"))
            ),
            models.UniqueConstraint(
                "person",
                "refused",
                "shelf",
                condition=Q(ended_at=None),
                name="refusal_stands_once",
            ),
            models.CheckConstraint(
                name="refusal_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def what(self) -> str:
        """Return what they may never see, as the person reads it."""
        return Shelf(self.shelf).sentence if self.shelf else "anything of yours"
