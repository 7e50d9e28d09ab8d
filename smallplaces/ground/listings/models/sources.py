"""Where listings were read: sources, each time one was read, and what each record said."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import KNOWN


class Source(models.Model):
    """A source is a directory or register from which listings are read.

    Not trusted more than the people who keep a listing themselves.
    """

    class Kind(models.TextChoices):
        OPEN_REFERRAL = "OPEN_REFERRAL", "Open Referral feed"
        CQC = "CQC", "Care Quality Commission register"
        OURS = "OURS", "Written here"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=500, unique=True)
    licence = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    last_read_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("id", "code", "kind", "name", "address", "licence", "made_at", "last_read_at")

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class Intake(models.Model):
    """An intake is one reading of a source from beginning to end, or to where it was cut.

    Always true: a reading that was cut or short never closes a listing.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="intakes")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField(null=True)
    is_complete = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    doubts = models.PositiveIntegerField(default=0)
    said_total = models.PositiveIntegerField(null=True)
    why_incomplete = models.CharField(max_length=500, blank=True)

    class Privacy:
        public = (
            "id",
            "source",
            "started_at",
            "finished_at",
            "is_complete",
            "seen",
            "added",
            "changed",
            "unchanged",
            "bad",
            "doubts",
            "said_total",
            "why_incomplete",
        )
        personal = ("started_by",)

    policy = KNOWN

    def __str__(self) -> str:
        return f"#{self.pk}"


class BadRow(models.Model):
    """A bad row is a record of a source that could not be taken in, or only with a doubt."""

    class Weight(models.TextChoices):
        LEFT_OUT = "LEFT_OUT", "Left out"
        DOUBT = "DOUBT", "Kept, with a doubt"

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="bad_rows")
    weight = models.CharField(max_length=8, choices=Weight)
    where = models.CharField(max_length=300)
    reason = models.CharField(max_length=500)
    excerpt = models.CharField(max_length=500, blank=True)

    class Privacy:
        public = ("id", "intake", "weight", "where", "reason", "excerpt")

    def __str__(self) -> str:
        return f"#{self.pk} {self.where}"


class SourceRecord(models.Model):
    """A source record is what one source says about one listing, and when it said so.

    Two sources that disagree have a record each on the same listing; both are kept.
    `is_closed` is the source's own statement that the thing has gone. `not_seen_since` is when a
    whole reading first came back without it: no statement at all, so nothing is closed for it.
    Always true: a source names a record once.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="records")
    their_id = models.CharField(max_length=200)
    listing = models.ForeignKey("listings.Listing", models.PROTECT, related_name="source_records")
    said = models.JSONField()
    raw = models.JSONField()
    digest = models.CharField(max_length=64)
    said_on = models.DateField(null=True)
    first_read_at = models.DateTimeField()
    last_read_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    is_closed = models.BooleanField(default=False)
    not_seen_since = models.DateTimeField(null=True)

    class Privacy:
        public = (
            "id",
            "source",
            "their_id",
            "listing",
            "said",
            "raw",
            "digest",
            "said_on",
            "first_read_at",
            "last_read_at",
            "changed_at",
            "is_closed",
            "not_seen_since",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "their_id", name="source_names_a_record_once"),
            models.CheckConstraint(
                name="source_record_has_an_identifier", condition=~Q(their_id="")
            ),
        ]
        indexes = [models.Index("source", "last_read_at", name="source_record_by_reading")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.their_id}"
