"""A party is whoever can hold, agree, give or ask: a person or a circle."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import ANYONE


class Party(models.Model):
    """A party is whoever can hold, agree, give or ask: one person, or a circle of people.

    Not an account: a person may be on here without ever signing in.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", "Person"
        CIRCLE = "CIRCLE", "Circle"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=6, choices=Kind, editable=False)
    name = models.CharField(max_length=120)
    joined_at = models.DateTimeField()

    class Privacy:
        public = ("id", "code", "kind", "joined_at")
        personal = ("name",)

    policy = ANYONE

    class Meta:
        constraints = [
            models.CheckConstraint(name="party_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Person(Party):
    """A person is someone who lives, helps or works here, known by the name they choose.

    Not a record about someone's needs: nothing here says what is wrong with anybody.
    Always true: at most one person is The House, as whom scheduled work is done.
    """

    party_ptr = models.OneToOneField(
        Party, models.PROTECT, parent_link=True, primary_key=True, related_name="person"
    )
    home = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_the_house = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("party_ptr", "is_the_house")
        personal = ("home", "postcode", "latitude", "longitude", "left_at")

    policy = ANYONE

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "is_the_house", condition=Q(is_the_house=True), name="there_is_one_house"
            ),
        ]
