"""Who may see what, who looked, who may do what, and what was done."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.shelves import Shelf

SHELVES = [(shelf.value, shelf.value) for shelf in Shelf]


class Sight(models.Model):
    """A sight says that a viewer may see one shelf of a subject, why, and until when.

    It is the one table that answers who may see what. Not a permission to change anything
    (that is a Mandate), and not a look (that is a Look).
    Always true: `because` is a sentence the subject can read. Only being yourself has no end.
    """

    class Kind(models.TextChoices):
        SELF = "SELF", "It is you"
        SHARED = "SHARED", "You shared it"
        SUPPORTER = "SUPPORTER", "They act for you"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    viewer = models.ForeignKey("people.Party", models.PROTECT, related_name="sights")
    subject = models.ForeignKey("people.Person", models.PROTECT, related_name="seen_by")
    shelf = models.CharField(max_length=8, choices=SHELVES)
    kind = models.CharField(max_length=9, choices=Kind)
    because = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "viewer",
            "subject",
            "shelf",
            "kind",
            "because",
            "starts_at",
            "until",
            "given_by",
            "ended_at",
            "ended_by",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sight_says_why",
                condition=~Q(because=""),
            ),
            models.CheckConstraint(
                name="sight_ends_unless_it_is_you",
                condition=Q(kind="SELF", until=None, viewer=F("subject"))
                | (~Q(kind="SELF") & Q(until__isnull=False)),
            ),
            models.CheckConstraint(
                name="sight_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["viewer", "shelf", "subject"], name="sight_by_viewer"),
            models.Index(fields=["subject", "shelf"], name="sight_by_subject"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.shelf}"

    @property
    def shelf_words(self) -> str:
        """Return what is on the shelf, as the person it belongs to reads it."""
        return Shelf(self.shelf).sentence


class Look(models.Model):
    """A look is one time someone opened a shelf that is not their own, and the reason they gave.

    Never changes. Not kept for looking at yourself.
    """

    class Reason(models.TextChoices):
        ASKED_ME = "ASKED_ME", "They asked me to"
        GETTING_READY = "GETTING_READY", "I am getting ready to see them"
        HELPING_NOW = "HELPING_NOW", "I am helping them with this now"
        OWN_WORDS = "OWN_WORDS", "Something else"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    viewer = models.ForeignKey("people.Person", models.PROTECT, related_name="looks")
    subject = models.ForeignKey("people.Person", models.PROTECT, related_name="looked_at_by")
    shelf = models.CharField(max_length=8, choices=SHELVES)
    sight = models.ForeignKey(Sight, models.PROTECT, related_name="looks")
    reason = models.CharField(max_length=13, choices=Reason)
    words = models.CharField(max_length=300, blank=True)
    looked_at = models.DateTimeField()

    class Privacy:
        public = ("id", "code")
        personal = ("viewer", "subject", "shelf", "sight", "reason", "words", "looked_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="look_is_at_someone_else", condition=~Q(viewer=F("subject"))
            ),
            models.CheckConstraint(
                name="look_says_why", condition=~Q(reason="OWN_WORDS") | ~Q(words="")
            ),
        ]
        indexes = [models.Index(fields=["subject", "looked_at"], name="look_by_subject")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.shelf}"

    @property
    def shelf_words(self) -> str:
        """Return what is on the shelf, as the person it belongs to reads it."""
        return Shelf(self.shelf).sentence


class Mandate(models.Model):
    """A mandate lets someone do one verb over a person, or over the whole place, until a day.

    A system earns its authority with one; it never gets round a rule of the ground floor.
    Scheduled work is done by The House, whose mandates are listed like anyone's.
    Always true: it has an end.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    holder = models.ForeignKey("people.Person", models.PROTECT, related_name="mandates")
    verb = models.CharField(max_length=60)
    over = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=300)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code", "verb", "because", "given_at", "until", "ended_at")
        personal = ("holder", "over", "given_by", "ended_by")

    class Meta:
        constraints = [
            models.CheckConstraint(name="mandate_ends", condition=Q(until__gt=F("given_at"))),
            models.CheckConstraint(
                name="mandate_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["holder", "verb"], name="mandate_by_holder")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.verb}"


class Record(models.Model):
    """A record is one line of the log of what was done here.

    Each line carries the hash of the line before it, so a changed or missing line is found.
    Append-only, by trigger too. Holds no one's free text.
    """

    number = models.BigIntegerField(primary_key=True)
    event = models.CharField(max_length=80)
    by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    about = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    thing = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    hash_before = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Privacy:
        public = ("number", "event", "happened_at", "hash_before", "hash")
        personal = ("by", "about", "thing", "details")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="record_event_is_room_dot_verb",
                condition=Q(event__regex=r"^[a-z_]+\.[a-z_]+$"),
            ),
        ]
        indexes = [models.Index(fields=["about", "-number"], name="record_by_about")]

    def __str__(self) -> str:
        return f"#{self.number} {self.event}"


class RecordHead(models.Model):
    """The record head is the last line of the log; locking it keeps the chain in one order.

    Always true: there is exactly one.
    """

    is_the_head = models.BooleanField(primary_key=True, default=True)
    number = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Privacy:
        public = ("is_the_head", "number", "hash")

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_head", condition=Q(is_the_head=True)),
        ]

    def __str__(self) -> str:
        return f"#{self.number}"
