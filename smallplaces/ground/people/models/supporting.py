"""People who act for people: on what ground, with what, until when, and who wrote with whom."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import BY_POST, holding, named, on_shelf, oneself, with_what
from smallplaces.foundation.shelves import Shelf

SHELVES = [(shelf.value, shelf.value) for shelf in Shelf]


class Supporter(models.Model):
    """A supporter is someone who acts for a person, openly, under their own name, within limits.

    Not a sign-in to share, and not forever: it ends. What the person began, either side can end
    sooner. What rests on a paper of the law, the supporter or whoever saw the paper can.
    Always true: it has an end. Nobody is their own supporter. It counts once the supporter
    said yes. Whoever may write on a shelf may see it.
    """

    class Ground(models.TextChoices):
        ASKED = "ASKED", "The person asked them"
        NOMINATED = "NOMINATED", "Nominated person (Care Act 2014, section 31)"
        AUTHORISED = "AUTHORISED", "Authorised person (Care Act 2014, section 32)"
        ATTORNEY = "ATTORNEY", "Attorney (Mental Capacity Act 2005, section 9)"
        DEPUTY = "DEPUTY", "Deputy (Mental Capacity Act 2005, section 16)"
        PARENT = "PARENT", "Parent, until the 18th birthday (Children Act 1989, section 3)"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="supporters")
    supporter = models.ForeignKey("people.Person", models.PROTECT, related_name="supports")
    ground = models.CharField(max_length=12, choices=Ground, default=Ground.ASKED)
    shelves = ArrayField(models.CharField(max_length=8, choices=SHELVES))
    writes = ArrayField(models.CharField(max_length=8, choices=SHELVES), default=list)
    may_pause = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "supporter",
            "ground",
            "shelves",
            "writes",
            "may_pause",
            "asked_at",
            "asked_by",
            "until",
            "accepted_at",
            "ended_at",
            "ended_by",
        )

    policy = (
        (named("person_id", "supporter_id", "asked_by_id") | BY_POST)
        .added_by(oneself("person_id") | holding("people.begin_by_law", over="person_id"))
        .fixing(
            "person_id",
            "supporter_id",
            "ground",
            "shelves",
            "writes",
            "may_pause",
            "until",
            "asked_by_id",
        )
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supporter_is_someone_else", condition=~Q(person=F("supporter"))
            ),
            models.CheckConstraint(
                name="supporter_ends_later", condition=Q(until__gt=F("asked_at"))
            ),
            models.CheckConstraint(
                name="supporter_sees_what_they_write",
                condition=Q(writes__contained_by=F("shelves")),
            ),
            models.CheckConstraint(
                name="supporter_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                "person",
                "supporter",
                condition=Q(ended_at=None),
                name="supporter_stands_once_for_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def is_by_law(self) -> bool:
        """Return whether a paper of the law stands behind it, and not only the person's word."""
        return self.ground not in (self.Ground.ASKED, self.Ground.NOMINATED)

    @property
    def leaves(self) -> list[str]:
        """Return what they may do, shelf by shelf, as the person reads it."""
        return [
            f"{'see and change' if shelf in self.writes else 'see'} {Shelf(shelf).sentence}"
            for shelf in Shelf
            if shelf in self.shelves
        ]


class LegalPaper(models.Model):
    """A legal paper is what somebody who works here saw before someone acts for a person by law.

    Not a copy of it: what it is, its number, its days, and who saw it.
    Always true: it stands behind one supporter.
    """

    class Kind(models.TextChoices):
        AUTHORISATION = "AUTHORISATION", "The council’s authorisation for direct payments"
        LPA_HEALTH = "LPA_HEALTH", "Lasting power of attorney: health and welfare"
        LPA_MONEY = "LPA_MONEY", "Lasting power of attorney: property and money"
        ORDER_WELFARE = "ORDER_WELFARE", "Court order for a deputy: welfare"
        ORDER_MONEY = "ORDER_MONEY", "Court order for a deputy: property and money"
        BIRTH = "BIRTH", "Parental responsibility"

    supporter = models.OneToOneField(Supporter, models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=13, choices=Kind)
    number = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    seen_at = models.DateTimeField()
    seen_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")

    class Privacy:
        public = ("id",)
        personal = ("supporter", "kind", "number", "from_on", "until_on", "seen_at", "seen_by")

    policy = with_what("people_supporter", "supporter_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="legal_paper_ends_later",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"


class WritingTogether(models.Model):
    """A time in which a supporter and the person write together, so that both names stand on it.

    Not a leave: it lasts no longer than the support, which is looked at each time.
    Always true: it ends by itself, within hours.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    supporter = models.ForeignKey(Supporter, models.PROTECT, related_name="together")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code")
        personal = ("supporter", "began_at", "began_by", "until", "ended_at", "ended_by")

    policy = with_what("people_supporter", "supporter_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="writing_together_ends_later", condition=Q(until__gt=F("began_at"))
            ),
            models.CheckConstraint(
                name="writing_together_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
            models.UniqueConstraint(
                "supporter", condition=Q(ended_at=None), name="writing_together_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DecisionNote(models.Model):
    """A note about one decision, at one time: how a person was helped to make it, and who says so.

    Not a flag about a person: it says nothing of any other decision, or of another day (Mental
    Capacity Act 2005, sections 1 to 4). The person reads it and can put their own words beside it.
    Always true: it says how they were helped. Where it says that they could not decide this then,
    it says why, and what was done in their best interests.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    decision = models.CharField(max_length=300)
    how_helped = models.TextField()
    could_decide = models.BooleanField()
    why_not = models.TextField(blank=True)
    best_interests = models.TextField(blank=True)
    own_words = models.TextField(blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    look_again_on = models.DateField()

    class Privacy:
        public = ("id", "code")
        personal = (
            "person",
            "decision",
            "how_helped",
            "could_decide",
            "why_not",
            "best_interests",
            "own_words",
            "noted_at",
            "noted_by",
            "look_again_on",
        )

    policy = (
        (on_shelf(Shelf.SUPPORT) | named("noted_by_id"))
        .added_by(holding("people.note_decision", over="person_id"))
        .changed_by(oneself("person_id"))
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_note_says_what_and_how",
                condition=~Q(decision="") & ~Q(how_helped=""),
            ),
            models.CheckConstraint(
                name="decision_note_says_why_not",
                condition=Q(could_decide=True, why_not="", best_interests="")
                | (Q(could_decide=False) & ~Q(why_not="") & ~Q(best_interests="")),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
