"""Where things are: a tree of places, and points for postcodes."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper


def _on_the_earth(name: str) -> models.CheckConstraint:
    """Return the constraint that a point is whole and lies on the earth, or is missing."""
    return models.CheckConstraint(
        name=name,
        condition=Q(latitude=None, longitude=None)
        | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
    )


class Place(models.Model):
    """A place is somewhere people say they are from: a neighbourhood, a town, a region.

    Not an address and not a venue (those belong to a listing).
    Always true: a nation has no parent; everything else lies in a bigger place, so that no
    place is more than three steps below its nation.
    """

    class Kind(models.TextChoices):
        NEIGHBOURHOOD = "NEIGHBOURHOOD", "Neighbourhood"
        DISTRICT = "DISTRICT", "District"
        REGION = "REGION", "Region"
        NATION = "NATION", "Nation"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Privacy:
        public = ("id", "code", "kind", "name", "parent", "latitude", "longitude")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="place_has_a_parent_unless_a_nation",
                condition=Q(kind="NATION", parent=None)
                | (~Q(kind="NATION") & Q(parent__isnull=False)),
            ),
            models.UniqueConstraint(
                "parent",
                "kind",
                "name",
                name="place_is_named_once_in_its_parent",
                nulls_distinct=False,
            ),
            _on_the_earth("place_is_on_the_earth"),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodePoint(models.Model):
    """A postcode point is where a postcode lies: an outward code ("OL4") or a whole one ("OL42SF").

    Not a place: nobody lives "in" a point.
    Always true: `postcode` is in capitals without spaces.
    """

    postcode = models.CharField(max_length=7, unique=True)
    is_outward = models.BooleanField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    town = models.CharField(max_length=120, blank=True)
    nation = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=120)
    read_at = models.DateTimeField()

    class Privacy:
        public = (
            "id",
            "postcode",
            "is_outward",
            "latitude",
            "longitude",
            "town",
            "nation",
            "source",
            "read_at",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="postcode_is_in_capitals_without_spaces",
                condition=Q(postcode__regex=r"^[A-Z0-9]{2,7}$"),
            ),
            _on_the_earth("postcode_point_is_on_the_earth"),
        ]
        indexes = [
            models.Index(Upper("town"), condition=Q(is_outward=True), name="outward_point_by_town"),
        ]

    def __str__(self) -> str:
        return self.postcode
