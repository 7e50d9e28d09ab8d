"""Introductions: two free yeses, in private, or nothing happens."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.fields import SealedTextField
from smallplaces.foundation.policies import named, of_introduction


class Introduction(models.Model):
    """An introduction is a question put to two sides: would you like to meet?

    Not a referral: nobody is sent. Contact details stay hidden until both said yes. A no, or a
    "not now", is never shown or explained to the other side: to them it looks like silence.
    Always true: it expires. It is about a listing or about an offer, never both.
    Always true: no column of this row changes because of a private answer that is not a yes.
    Its clock stands still from `rests_since`, while one of those who know of each other pauses.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "Asked"
        BOTH_YES = "BOTH_YES", "Both said yes"
        MEETING = "MEETING", "A first meeting is agreed"
        MET = "MET", "They met"
        ENDED = "ENDED", "It ended"
        EXPIRED = "EXPIRED", "Time ran out"
        TAKEN_BACK = "TAKEN_BACK", "Taken back"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    wish = models.ForeignKey("offers.Wish", models.PROTECT, null=True, related_name="+")
    listing = models.ForeignKey("listings.Listing", models.PROTECT, null=True, related_name="+")
    offer = models.ForeignKey("offers.Offer", models.PROTECT, null=True, related_name="+")
    go_between = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    opening_words = models.CharField(max_length=1000)
    expires_at = models.DateTimeField()
    rests_since = models.DateTimeField(null=True)
    meet_at = models.DateTimeField(null=True)
    meet_where = SealedTextField(blank=True)
    meeting_put_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    meeting_put_end = models.CharField(max_length=6, blank=True)
    changed_at = models.DateTimeField()

    class Privacy:
        public = ("id", "code")
        personal = (
            "state",
            "asked_at",
            "asked_by",
            "wish",
            "listing",
            "offer",
            "go_between",
            "opening_words",
            "expires_at",
            "rests_since",
            "meet_at",
            "meeting_put_by",
            "meeting_put_end",
            "changed_at",
        )
        very_private = ("meet_where",)

    policy = named("asked_by_id", "go_between_id") | of_introduction("id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="introduction_is_to_a_listing_or_an_offer",
                condition=Q(listing__isnull=False, offer=None)
                | Q(listing=None, offer__isnull=False),
            ),
            models.CheckConstraint(
                name="introduction_expires_later", condition=Q(expires_at__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="introduction_meeting_has_a_time_and_a_place",
                condition=~Q(state="MEETING") | (Q(meet_at__isnull=False) & ~Q(meet_where="")),
            ),
            models.CheckConstraint(
                name="introduction_meeting_is_put_by_someone_on_a_side",
                condition=Q(meet_at=None, meeting_put_by=None, meeting_put_end="")
                | Q(
                    meet_at__isnull=False,
                    meeting_put_by__isnull=False,
                    meeting_put_end__in=("ASKING", "ASKED"),
                ),
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="introduction_by_expiry")]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Side(models.Model):
    """A side is one of the two parties of an introduction, and what they answer in private.

    Only its own party reads `answer`, and the go-between if `may_tell_go_between`.
    Always true: an introduction has the one who would like to be introduced, and the one they
    would like to meet. A side that is waiting has not been answered by anyone.
    """

    class End(models.TextChoices):
        ASKING = "ASKING", "Would like to be introduced"
        ASKED = "ASKED", "Is asked"

    class Answer(models.TextChoices):
        WAITING = "WAITING", "Not answered yet"
        YES = "YES", "Yes"
        NOT_NOW = "NOT_NOW", "Not now"
        NO = "NO", "No"

    class HowWasIt(models.TextChoices):
        GOOD = "GOOD", "Good, we will meet again"
        ONCE = "ONCE", "It was nice, once was enough"
        NOT_FOR_ME = "NOT_FOR_ME", "Not for me"
        DID_NOT_HAPPEN = "DID_NOT_HAPPEN", "It did not happen"

    introduction = models.ForeignKey(Introduction, models.PROTECT, related_name="sides")
    end = models.CharField(max_length=6, choices=End)
    party = models.ForeignKey("people.Party", models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, choices=Answer, default=Answer.WAITING)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")
    contact = SealedTextField(row=("introduction", "end"), blank=True)
    may_tell_go_between = models.BooleanField(default=False)
    how_was_it = models.CharField(max_length=14, choices=HowWasIt, blank=True)
    how_was_it_words = SealedTextField(row=("introduction", "end"), blank=True)
    how_was_it_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("id",)
        personal = (
            "introduction",
            "end",
            "party",
            "answer",
            "answered_at",
            "answered_by",
            "may_tell_go_between",
            "how_was_it",
            "how_was_it_at",
        )
        very_private = ("contact", "how_was_it_words")

    policy = of_introduction("introduction_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "introduction", "end", name="introduction_has_one_of_each_side"
            ),
            models.CheckConstraint(
                name="side_answered_at_and_by_go_together",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="side_waits_until_someone_answers",
                condition=Q(answer="WAITING", answered_at=None)
                | (~Q(answer="WAITING") & Q(answered_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["party", "end"], name="side_by_party")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.end}"
