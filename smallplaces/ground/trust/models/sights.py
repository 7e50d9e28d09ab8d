"""Who may see what, and who looked."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import (
    ENDED,
    for_the_sake_of,
    hearing_of,
    holding,
    looking_into,
    named,
    of_kind,
    once_told,
    oneself,
)
from smallplaces.foundation.shelves import Shelf

GIVEN = (
    of_kind("SELF")
    | oneself("subject_id")
    | (of_kind("SUPPORTER", "BREAK") & for_the_sake_of("subject_id"))
    | (
        of_kind("BREAK_GLASS")
        & oneself("viewer_id")
        & holding("trust.break_glass", over="subject_id")
    )
)
"""Whose word makes a sight: the person's own; for support and breaks, also theirs who act for them;
in need, whoever has leave to open what is theirs."""
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
        BREAK = "BREAK", "You take a break"
        BREAK_GLASS = "BREAK_GLASS", "Opened in need"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    viewer = models.ForeignKey("people.Party", models.PROTECT, related_name="sights")
    subject = models.ForeignKey("people.Person", models.PROTECT, related_name="seen_by")
    shelf = models.CharField(max_length=8, choices=SHELVES)
    kind = models.CharField(max_length=11, choices=Kind)
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

    policy = (
        (
            named("viewer_id", "given_by_id")
            | once_told(for_the_sake_of("subject_id"), sight="id")
            | looking_into("id")
        )
        .added_by(GIVEN)
        .changed_by(GIVEN | ENDED)
        .fixing("viewer_id", "subject_id", "shelf", "kind", "given_by_id", "starts_at")
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

    policy = (
        named("viewer_id")
        | once_told(for_the_sake_of("subject_id"), sight="sight_id")
        | hearing_of("id")
    )

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
