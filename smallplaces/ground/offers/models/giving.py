"""What people would like to give."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import KNOWN


class Offer(models.Model):
    """An offer is something a person would like to give or do with others near them.

    Not a listing: it is never public. People signed in to this place can be suggested to it,
    without a name or an address, until both said yes.
    Always true: it has an end, so that nothing waits on someone who has gone quiet. The clock
    stands still from `rests_since`, while the giver takes a break from it.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "Open"
        PAUSED = "PAUSED", "Paused"
        TAKEN_BACK = "TAKEN_BACK", "Taken back"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    giver = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    words = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    until = models.DateTimeField()
    rests_since = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "giver",
            "words",
            "state",
            "place",
            "until",
            "rests_since",
            "made_at",
            "made_by",
        )

    policy = KNOWN

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
