"""Sign-ins that somebody else keeps, such as NHS login."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import AT_THE_DOOR, with_what


class OutsideKey(models.Model):
    """An outside key is a sign-in kept by someone else that a person joined to their account.

    Not found by an e-mail address: it is joined by the person, on purpose.
    Always true: one sign-in out there opens one door here.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "account",
            "issuer",
            "subject",
            "joined_at",
            "joined_by",
            "ended_at",
            "ended_by",
        )

    policy = with_what("people_account", "account_id") | AT_THE_DOOR

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "issuer",
                "subject",
                condition=Q(ended_at=None),
                name="outside_key_opens_one_door",
            ),
            models.CheckConstraint(
                name="outside_key_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
