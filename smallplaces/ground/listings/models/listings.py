"""Listings and their versions."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from smallplaces.foundation.policies import ANYONE

from .facts import Facts

# What our own lists of words are called in published feeds, so that places understand each other.
KIND_VOCABULARY, ACCESS_VOCABULARY = "Small Places: kind", "Small Places: access"


class Access(models.TextChoices):
    """What makes it easier to come. Each is a fact someone confirmed, never a guess."""

    STEP_FREE = "STEP_FREE", "Step-free way in"
    TOILET = "TOILET", "Accessible toilet"
    HEARING_LOOP = "HEARING_LOOP", "Hearing loop"
    QUIET_SPACE = "QUIET_SPACE", "Quiet space"
    BSL = "BSL", "British Sign Language"
    WELSH = "WELSH", "Welsh spoken"
    PARKING = "PARKING", "Parking"
    ON_A_BUS_ROUTE = "ON_A_BUS_ROUTE", "On a bus route"
    DOGS_WELCOME = "DOGS_WELCOME", "Dogs welcome"
    ONLINE = "ONLINE", "You can join from home"
    COMES_TO_YOU = "COMES_TO_YOU", "Comes to you"


class Organisation(models.Model):
    """An organisation is a body that runs listings, as it calls itself.

    Not a party: it need not be on here. When it is, `party` says who it is.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    party = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey("listings.Source", models.PROTECT, null=True, related_name="+")
    their_id = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Privacy:
        public = (
            "id",
            "code",
            "name",
            "description",
            "url",
            "email",
            "phone",
            "party",
            "source",
            "their_id",
            "made_at",
        )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "source",
                "their_id",
                condition=~Q(their_id=""),
                name="organisation_comes_once_from_a_source",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"


class Listing(models.Model):
    """A listing is something or someone near here that a person may find and be introduced to.

    Its columns are what the last confirmed version says, laid out to be searched; only
    `actions.confirm_version` (and the intake) writes them. `name_key` is the name as names are
    compared, to see when two sources mean the same thing. Not an offer between people: that is
    offers.Offer, which is never public.
    Always true: a point is whole or missing; an open listing has a confirmed version.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", "A person"
        GROUP = "GROUP", "A group"
        PUBLIC_PLACE = "PUBLIC_PLACE", "A place anyone can go"
        MICRO_ENTERPRISE = "MICRO_ENTERPRISE", "A small local business"
        ORGANISATION = "ORGANISATION", "An organisation"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Not public yet"
        OPEN = "OPEN", "Open"
        PAUSED = "PAUSED", "Paused for now"
        CLOSED = "CLOSED", "No longer there"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="listings"
    )
    keeper = models.ForeignKey("people.Party", models.PROTECT, null=True, related_name="+")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    confirmed_version = models.OneToOneField(
        "listings.ListingVersion", models.PROTECT, null=True, related_name="+"
    )
    confirmed_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    # What the confirmed version says.
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    description = models.TextField(blank=True)
    is_formal = models.BooleanField(default=False)
    url = models.CharField(max_length=500, blank=True)
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    where = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_free = models.BooleanField(default=False)
    least_pence = models.BigIntegerField(null=True)
    access = ArrayField(models.CharField(max_length=14, choices=Access), default=list)
    min_age = models.PositiveSmallIntegerField(null=True)
    max_age = models.PositiveSmallIntegerField(null=True)
    words = SearchVectorField(null=True)

    class Privacy:
        public = (
            "id",
            "code",
            "state",
            "organisation",
            "keeper",
            "place",
            "confirmed_version",
            "confirmed_on",
            "made_at",
            "changed_at",
            "name",
            "name_key",
            "kind",
            "description",
            "is_formal",
            "url",
            "email",
            "phone",
            "where",
            "postcode",
            "latitude",
            "longitude",
            "is_free",
            "least_pence",
            "access",
            "min_age",
            "max_age",
            "words",
        )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="listing_point_is_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
            models.CheckConstraint(
                name="listing_is_confirmed_before_it_opens",
                condition=Q(state="DRAFT") | Q(confirmed_version__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_cost_is_not_negative",
                condition=Q(least_pence=None) | Q(least_pence__gte=0),
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="listing_by_words"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="listing_by_name_trigrams"),
            models.Index(fields=["latitude", "longitude"], name="listing_by_point"),
            models.Index(fields=["changed_at"], name="listing_by_change"),
            models.Index(fields=["name_key"], name="listing_by_name_key"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"

    @property
    def facts(self) -> Facts:
        """Return everything the confirmed version says. Needs a confirmed version."""
        if self.confirmed_version is None:
            raise ValueError("A listing without a confirmed version says nothing in public.")
        return self.confirmed_version.facts


class ListingVersion(models.Model):
    """A listing version is everything a listing said, or is about to say, at one moment.

    Every version is kept. Always true: numbers count up from 1; only a draft may still change.
    """

    class State(models.TextChoices):
        DRAFT = "DRAFT", "Being written"
        OFFERED = "OFFERED", "Offered by a source"
        CONFIRMED = "CONFIRMED", "Confirmed"
        SET_ASIDE = "SET_ASIDE", "Set aside"

    listing = models.ForeignKey(Listing, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    said = models.JSONField()
    source = models.ForeignKey("listings.Source", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "listing", "number", "state", "said", "source", "made_at", "confirmed_at")
        personal = ("made_by", "confirmed_by")

    policy = ANYONE

    class Meta:
        constraints = [
            models.UniqueConstraint("listing", "number", name="listing_version_is_numbered_once"),
            models.UniqueConstraint(
                "listing", condition=Q(state="DRAFT"), name="listing_has_one_draft"
            ),
            models.CheckConstraint(
                name="listing_version_confirmed_at_and_by_go_together",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="listing_version_is_confirmed_by_someone",
                condition=~Q(state="CONFIRMED") | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} version {self.number}"

    @property
    def facts(self) -> Facts:
        """Return what this version says."""
        return Facts.from_json(self.said)


class ListingTime(models.Model):
    """A listing time is one weekday on which a listing happens, laid out to be searched.

    Made from the rules in the confirmed version, never edited.
    Always true: weekdays run from 1 (Monday) to 7.
    """

    listing = models.ForeignKey(Listing, models.CASCADE, related_name="times")
    weekday = models.PositiveSmallIntegerField()
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)

    class Privacy:
        public = ("id", "listing", "weekday", "opens_at", "closes_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="listing_weekday_is_one_of_seven", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]
        indexes = [
            models.Index(F("weekday"), F("opens_at"), F("listing"), name="listing_time_by_weekday")
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.weekday}"


class ListingMeaning(models.Model):
    """A listing's meaning is its place in the space of a language model, for search by meaning.

    Made again whenever `digest` (of the text and the model) no longer fits.
    """

    listing = models.OneToOneField(Listing, models.CASCADE, related_name="meaning")
    model = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    vector = models.BinaryField()
    made_at = models.DateTimeField()

    class Privacy:
        public = ("id", "listing", "model", "digest", "vector", "made_at")

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="listing_meaning_by_age")]

    def __str__(self) -> str:
        return f"#{self.pk} {self.model}"
