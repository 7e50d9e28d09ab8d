"""What people would like in their life, the steps towards it, and what might fit."""

import uuid

from django.db import models
from django.db.models import Q

from smallplaces.foundation.policies import on_shelf, with_what
from smallplaces.foundation.shelves import Shelf


class Wish(models.Model):
    """A wish is something a person would like in their life, in their own words.

    Not a goal set by someone else and not a need.
    """

    class State(models.TextChoices):
        OPEN = "OPEN", "I would like this"
        PAUSED = "PAUSED", "Not now"
        HAPPENED = "HAPPENED", "It happened"
        LET_GO = "LET_GO", "I let it go"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    what_came_of_it = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "words",
            "state",
            "what_came_of_it",
            "made_at",
            "made_by",
            "changed_at",
        )

    policy = on_shelf(Shelf.PLAN)

    class Meta:
        constraints = [
            models.CheckConstraint(name="wish_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Step(models.Model):
    """A step is one thing to do towards a wish, who helps with it, and what came of it."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="steps")
    words = models.CharField(max_length=300)
    who_helps = models.CharField(max_length=200, blank=True)
    what_came_of_it = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "wish",
            "words",
            "who_helps",
            "what_came_of_it",
            "made_at",
            "made_by",
            "done_at",
            "done_by",
            "dropped_at",
            "dropped_by",
        )

    policy = with_what("offers_wish", "wish_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="step_done_at_and_by_go_together",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="step_dropped_at_and_by_go_together",
                condition=Q(dropped_at=None, dropped_by=None)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


def _one_of_two(name: str) -> models.CheckConstraint:
    """Return the constraint that a row points to a listing or to an offer, never both."""
    return models.CheckConstraint(
        name=name,
        condition=Q(listing__isnull=False, offer=None) | Q(listing=None, offer__isnull=False),
    )


class Suggestion(models.Model):
    """A suggestion is a listing or another person's offer that may fit a wish, and why.

    Software suggests; it never places anybody. The person can set it aside, and need not say why.
    Always true: it has reasons people can read.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    wish = models.ForeignKey(Wish, models.PROTECT, related_name="suggestions")
    listing = models.ForeignKey("listings.Listing", models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey("offers.Offer", models.PROTECT, null=True, related_name="+")
    nearness = models.PositiveSmallIntegerField()
    score = models.FloatField()
    reasons = models.JSONField()
    made_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True)
    set_aside_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "wish",
            "listing",
            "offer",
            "nearness",
            "score",
            "reasons",
            "made_at",
            "set_aside_at",
            "set_aside_by",
        )

    policy = with_what("offers_wish", "wish_id")

    class Meta:
        constraints = [
            _one_of_two("suggestion_is_a_listing_or_an_offer"),
            models.UniqueConstraint("wish", "listing", name="listing_is_suggested_once_for_a_wish"),
            models.UniqueConstraint("wish", "offer", name="offer_is_suggested_once_for_a_wish"),
            models.CheckConstraint(name="suggestion_says_why", condition=~Q(reasons=[])),
            models.CheckConstraint(
                name="suggestion_set_aside_at_and_by_go_together",
                condition=Q(set_aside_at=None, set_aside_by=None)
                | Q(set_aside_at__isnull=False, set_aside_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
