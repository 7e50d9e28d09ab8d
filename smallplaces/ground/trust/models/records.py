"""What was done: the log, and where it ends."""

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import for_the_sake_of, named


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

    policy = named("by_id", "about_id") | for_the_sake_of("about_id")

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
