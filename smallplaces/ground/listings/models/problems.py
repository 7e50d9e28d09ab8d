"""What people say is wrong with a listing."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.fields import SealedTextField
from smallplaces.foundation.policies import ANYONE


class Problem(models.Model):
    """A problem is someone saying "something is wrong here" about a listing.

    It reaches whoever keeps the listing. Saying it needs no account and no name.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey("listings.Listing", models.PROTECT, related_name="problems")
    words = models.CharField(max_length=2000)
    reply_to = SealedTextField(blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=2000, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code", "listing", "said_at", "settled_at")
        personal = ("words", "said_by", "answer", "settled_by")
        very_private = ("reply_to",)

    policy = ANYONE

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="problem_settled_at_and_by_go_together",
                condition=Q(settled_at=None, settled_by=None)
                | Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
