"""Who matters to a person, how to talk with them, and who acts for them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import on_shelf, on_their_page
from smallplaces.foundation.shelves import Shelf


class Tie(models.Model):
    """A tie is someone who matters to a person, in the person's own words.

    Not a contact list, and not the other side's record: the one named may know nothing of it.
    Always true: closeness runs from 1 (closest) to 4.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="ties")
    name = models.CharField(max_length=120)
    who_they_are = models.CharField(max_length=120, blank=True)
    what_they_bring = models.CharField(max_length=300, blank=True)
    party = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    closeness = models.PositiveSmallIntegerField(default=2)
    is_paid = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "name",
            "who_they_are",
            "what_they_bring",
            "party",
            "closeness",
            "is_paid",
            "made_at",
            "made_by",
            "ended_at",
            "ended_by",
        )

    policy = on_shelf(Shelf.PEOPLE) | on_their_page("'people'")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tie_closeness_is_a_ring", condition=Q(closeness__gte=1, closeness__lte=4)
            ),
            models.CheckConstraint(
                name="tie_is_with_someone_else", condition=Q(party=None) | ~Q(party=F("person"))
            ),
            models.CheckConstraint(
                name="tie_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class HowToTalkWithMe(models.Model):
    """How to talk with me is what a person asks of anyone who writes, rings or meets them.

    The four parts follow the Accessible Information Standard (DAPB1605): a specific format, a
    way of being contacted, a communication professional, support in the conversation.
    Not a diagnosis: it says what to do, never why.
    Always true: it has a day on which it is looked at again.
    """

    class Format(models.TextChoices):
        EASY_READ = "EASY_READ", "Easy words and pictures"
        LARGE_PRINT = "LARGE_PRINT", "Large print"
        AUDIO = "AUDIO", "Read aloud"
        BRAILLE = "BRAILLE", "Braille"
        BSL = "BSL", "British Sign Language"
        WELSH = "WELSH", "Welsh"
        PAPER = "PAPER", "On paper"
        TEXT = "TEXT", "Text message"
        PHONE = "PHONE", "Phone call"
        FACE_TO_FACE = "FACE_TO_FACE", "Face to face"

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="how_to_talk")
    formats = ArrayField(models.CharField(max_length=12, choices=Format), default=list)
    please_do = models.TextField(blank=True)
    please_do_not = models.TextField(blank=True)
    someone_to_help_talk = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    review_on = models.DateField()

    class Privacy:
        public = ("id",)
        personal = (
            "person",
            "formats",
            "please_do",
            "please_do_not",
            "someone_to_help_talk",
            "said_at",
            "said_by",
            "review_on",
        )

    policy = on_shelf(Shelf.PROFILE)

    def __str__(self) -> str:
        return f"#{self.pk}"
