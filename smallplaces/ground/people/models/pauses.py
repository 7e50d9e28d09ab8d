"""Taking a break: what rests, what is wished for meanwhile, and who is told what."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.fields import SealedTextField
from smallplaces.foundation.policies import BY_POST, KNOWN, named, of_ones_pause, on_shelf
from smallplaces.foundation.shelves import Shelf


class Pause(models.Model):
    """A pause is a time in which nothing is asked of a person, about everything or one thing.

    Not an absence, and never a reason: it does not say why, and nobody counts it.
    `thing` names the one thing that rests ("offers.wish:<code>", as in the log); empty rests all.
    Always true: the same thing rests once at a time. It ends when someone says so, not by itself.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="pauses")
    thing = models.CharField(max_length=80, blank=True)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = ("person", "thing", "began_at", "began_by", "ended_at", "ended_by")

    policy = KNOWN | BY_POST

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "person", "thing", condition=Q(ended_at=None), name="a_thing_is_paused_once"
            ),
            models.CheckConstraint(
                name="pause_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Notice(models.Model):
    """A notice is what a person chose to say to one party while they take a break.

    Not a letter: its words stand on a page here, and are read only while the break lasts.
    Always true: one party has one notice of a pause.
    """

    pause = models.ForeignKey(Pause, models.PROTECT, related_name="notices")
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    words = SealedTextField(row=("pause", "party"), blank=True)
    told_at = models.DateTimeField()
    told_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Privacy:
        public = ("id",)
        personal = ("pause", "party", "told_at", "told_by")
        very_private = ("words",)

    policy = named("party_id", "told_by_id") | of_ones_pause("pause_id")

    class Meta:
        constraints = [
            models.UniqueConstraint("pause", "party", name="party_has_one_notice_of_a_pause"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class StandingWish(models.Model):
    """A standing wish is what a person wants to happen while they take a break, and with whom.

    Said beforehand, in their own words. `whom` is who or what it is about, in their words too;
    `party` is set when that one is on here and the person wants them to read it in a break.
    Always true: it says whom and what.
    """

    class Kind(models.TextChoices):
        ASK = "ASK", "Please ask them to do this"
        KEEP = "KEEP", "Please keep this as it is"
        LEAVE = "LEAVE", "Please leave this, or keep them away"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="standing_wishes")
    kind = models.CharField(max_length=5, choices=Kind)
    whom = SealedTextField()
    words = SealedTextField()
    party = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "kind",
            "party",
            "made_at",
            "made_by",
            "ended_at",
            "ended_by",
        )
        very_private = ("whom", "words")

    policy = on_shelf(Shelf.CRISIS) | named("party_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="standing_wish_says_whom_and_what", condition=~Q(whom="") & ~Q(words="")
            ),
            models.CheckConstraint(
                name="standing_wish_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class WhenNotWell(models.Model):
    """When not well is what a person wants others to know for days on which they are not well.

    Their own words, in five parts. Not a plan that others made, and not a decision that binds
    anyone: it is read by those with whom the person shares it.
    """

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="when_not_well")
    signs = SealedTextField(row=("person",), blank=True)
    helps = SealedTextField(row=("person",), blank=True)
    does_not_help = SealedTextField(row=("person",), blank=True)
    whom_to_ring = SealedTextField(row=("person",), blank=True)
    to_remember = SealedTextField(row=("person",), blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Privacy:
        public = ("id",)
        personal = ("person", "said_at", "said_by")
        very_private = ("signs", "helps", "does_not_help", "whom_to_ring", "to_remember")

    policy = on_shelf(Shelf.CRISIS)

    def __str__(self) -> str:
        return f"#{self.pk}"
