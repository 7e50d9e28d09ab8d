"""People together: circles, who belongs to them, and the hats they wear."""

import uuid

from django.db import models
from django.db.models import F, Q

from smallplaces.foundation.policies import ANYONE, ENDED, named, oneself, without_members
from smallplaces.ground.people.models import Party


class Circle(Party):
    """A circle is a group of people with an aim, and the ground on which it decides for itself.

    Not a department: members are in it because they said yes.
    """

    party_ptr = models.OneToOneField(
        Party, models.PROTECT, parent_link=True, primary_key=True, related_name="circle"
    )
    aim = models.CharField(max_length=300)
    domain = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    place = models.ForeignKey("places.Place", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("party_ptr", "aim", "domain", "parent", "place", "closed_at")
        personal = ("closed_by",)

    policy = ANYONE

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="circle_closed_at_and_by_go_together",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]


class Membership(models.Model):
    """A membership says that a person belongs to a circle, as what, and for how long.

    Always true: a person belongs to a circle once at a time.
    """

    class Kind(models.TextChoices):
        MEMBER = "MEMBER", "Member"
        DRAWS_ON_SUPPORT = "DRAWS_ON_SUPPORT", "Draws on support"
        WORKER = "WORKER", "Works here"
        VOLUNTEER = "VOLUNTEER", "Gives time"

    circle = models.ForeignKey(Circle, models.PROTECT, related_name="memberships")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.MEMBER)
    joined_at = models.DateTimeField()
    joined_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id",)
        personal = ("circle", "person", "kind", "joined_at", "joined_by", "ended_at", "ended_by")

    policy = (
        ANYONE.added_by(named("circle_id") | (oneself("person_id") & without_members("circle_id")))
        .changed_by(ENDED)
        .fixing("circle_id", "person_id", "kind")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "circle", "person", condition=Q(ended_at=None), name="member_belongs_once"
            ),
            models.CheckConstraint(
                name="membership_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Role(models.Model):
    """A role is a hat that a circle gives one of its members, for a term.

    Not a rank: it can be taken off, and it comes off by itself when the term ends. Two kinds of
    hat link circles both ways, so that nobody is only spoken to.
    """

    class Kind(models.TextChoices):
        HAT = "HAT", "Hat"
        KEEPER = "KEEPER", "Keeps the circle's listings true"
        GO_BETWEEN = "GO_BETWEEN", "Introduces people"
        LINK_UP = "LINK_UP", "Speaks for the circle in the wider one"
        LINK_DOWN = "LINK_DOWN", "Speaks for the wider circle in this one"

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="roles")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HAT)
    name = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id", "code", "circle", "kind", "name", "given_at", "until", "ended_at")
        personal = ("person", "given_by", "ended_by")

    policy = (
        ANYONE.added_by(named("circle_id"))
        .changed_by(named("circle_id") | ENDED)
        .fixing("circle_id", "person_id", "kind", "given_by_id")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_has_a_term", condition=Q(until__gt=F("given_at"))),
            models.CheckConstraint(
                name="role_ended_at_and_by_go_together",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.name}"
