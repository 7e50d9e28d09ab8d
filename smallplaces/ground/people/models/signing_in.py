"""How a person shows that it is them: a letter by e-mail, or a printed card with a code."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from smallplaces.foundation.fields import BlindIndexField, SealedTextField
from smallplaces.foundation.policies import ANYONE, AT_THE_DOOR, BY_POST, holding, named, with_what


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts the way Django's sign-in expects."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email_index__of=username)


class Account(AbstractBaseUser):
    """An account is the key with which one person opens the door.

    Not the person, and never shared: a supporter has an account of their own.
    Always true: an e-mail address opens one door, and is kept sealed. There is no password.
    """

    person = models.OneToOneField("people.Person", models.PROTECT, related_name="account")
    email = SealedTextField(row=("person",), null=True, blank=True)
    email_index = BlindIndexField(of="email", unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email_index"  # what an account is found by
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Privacy:
        public = ("id",)
        personal = ("person", "is_active", "made_at", "password", "last_login")
        very_private = ("email", "email_index")

    policy = (
        named("person_id") | AT_THE_DOOR | BY_POST | holding("people.issue_card", over="person_id")
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_email_is_found_by_its_index",
                condition=Q(email=None, email_index=None)
                | Q(email__isnull=False, email_index__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class SignInLink(models.Model):
    """A sign-in link is sent by e-mail and opens the door once, for a short while.

    Always true: only the hash of its token is kept.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("id",)
        personal = ("account", "token_hash", "made_at", "expires_at", "used_at")

    policy = with_what("people_account", "account_id") | AT_THE_DOOR

    def __str__(self) -> str:
        return f"#{self.pk}"


class JoinLink(models.Model):
    """A join link is sent to someone who would like to join; opening it makes them a person here.

    Until then nobody is added, so that nobody is added by someone else.
    Always true: only the hash of its token is kept, and the address sealed.
    """

    name = models.CharField(max_length=120)
    email = SealedTextField(row=("token_hash",))
    email_index = BlindIndexField(of="email")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("id",)
        personal = ("name", "token_hash", "made_at", "expires_at", "used_at")
        very_private = ("email", "email_index")

    policy = AT_THE_DOOR

    def __str__(self) -> str:
        return f"#{self.pk}"


class OneTimeCode(models.Model):
    """A one-time code is a few letters sent by e-mail, typed into the browser that asked for them.

    Not a link: it opens nothing in any other browser, as only the one that asked knows `handle`.
    Always true: only a keyed hash of the code is kept. It works once, for ten minutes, and dies
    after five wrong tries.
    """

    handle = models.UUIDField(unique=True, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Privacy:
        public = ("id",)
        personal = (
            "handle",
            "account",
            "code_hash",
            "made_at",
            "expires_at",
            "wrong_tries",
            "used_at",
        )

    policy = with_what("people_account", "account_id") | AT_THE_DOOR

    def __str__(self) -> str:
        return f"#{self.pk}"


class CodeCard(models.Model):
    """A code card is a printed card for someone without e-mail: a number, a code, and a picture
    that the person chose and keeps in mind. The picture is not on the card.

    Always true: only one slow hash over code and picture is kept, so that neither can be tried
    without the other. After five wrong tries it rests, each time twice as long. A person has at
    most one that works.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="cards")
    number = models.CharField(max_length=12, unique=True)
    code_hash = models.CharField(max_length=200)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    rests = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.Person", models.PROTECT, null=True, related_name="+")

    class Privacy:
        public = ("id",)
        personal = (
            "account",
            "number",
            "code_hash",
            "issued_at",
            "issued_by",
            "wrong_tries",
            "rests",
            "locked_until",
            "ended_at",
            "ended_by",
        )

    policy = with_what("people_account", "account_id") | AT_THE_DOOR

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", condition=Q(ended_at=None), name="code_card_works_alone"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class CardDevice(models.Model):
    """A card device is a browser in which a card has opened the door before.

    Its wrong tries are counted by themselves, so that a stranger who guesses elsewhere cannot make
    the card rest for its owner. Always true: only the hash of the browser's cookie is kept.
    """

    card = models.ForeignKey(CodeCard, models.CASCADE, related_name="devices")
    token_hash = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    rests = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Privacy:
        public = ("id",)
        personal = ("card", "token_hash", "known_at", "wrong_tries", "rests", "locked_until")

    policy = with_what("people_codecard", "card_id") | AT_THE_DOOR

    class Meta:
        constraints = [
            models.UniqueConstraint("card", "token_hash", name="card_device_is_known_once"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class TryCount(models.Model):
    """A try count is how often one kind of door was tried by one somebody in a quarter of an hour.

    Somebody is a network address or an account, and only a keyed hash of it is kept. Not a list
    of who came: it is thrown away after a day.
    """

    kind = models.CharField(max_length=20)
    whom_hash = models.CharField(max_length=64)
    starts_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Privacy:
        public = ("id", "kind")
        personal = ("whom_hash", "starts_at", "count")

    policy = ANYONE

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "kind", "whom_hash", "starts_at", name="try_count_is_one_in_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.kind}"
