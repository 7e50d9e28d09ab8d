"""Where somebody is signed in."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import AT_THE_DOOR, with_what


class Way(models.TextChoices):
    """By what somebody showed that it is them. A passkey counts as two: see `rules`."""

    LETTER = "LETTER", "a letter by e-mail"
    CARD = "CARD", "your card"
    PASSKEY = "PASSKEY", "a passkey"
    APP = "APP", "a code from an app"
    OUTSIDE = "OUTSIDE", "another sign-in"
    TRIAL = "TRIAL", "walking in, in the demonstration place"


class SignedIn(models.Model):
    """A signed-in is one browser in which someone is signed in, as they would call it.

    Not a list of places: no network address is kept, so where it is stays unknown.
    Always true: it was opened by at least one way.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+")
    session_key = models.CharField(max_length=40, unique=True)
    device = models.CharField(max_length=60)
    is_own = models.BooleanField(default=False)
    ways = ArrayField(models.CharField(max_length=7, choices=Way))
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "account",
            "session_key",
            "device",
            "is_own",
            "ways",
            "began_at",
            "ended_at",
            "ended_by",
        )

    policy = with_what("people_account", "account_id") | AT_THE_DOOR

    class Meta:
        constraints = [
            models.CheckConstraint(name="signed_in_by_some_way", condition=Q(ways__len__gte=1)),
            models.CheckConstraint(
                name="signed_in_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["account", "ended_at"], name="signed_in_by_account")]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def ways_in_words(self) -> list[str]:
        """Return by what someone came in here, as they read it."""
        return [str(Way(way).label) for way in self.ways]
