"""Questions about how people sign in, and where they are signed in."""

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from smallplaces.foundation.holdings import Ending, Fate, Holding, Made, Row, Table, plain
from smallplaces.ground.people import queries as people
from smallplaces.ground.people.models import Account, Person

from .models import OutsideKey, SignedIn, Way

# The first that fits wins: a tablet says that it is a computer, and every browser names others.
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android.*Mobile", "Android phone"),
    ("Android", "Android tablet"),
    ("Windows", "Windows computer"),
    ("Macintosh", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux computer"),
)
BROWSERS = (
    ("Edg", "Edge"),
    ("SamsungBrowser", "Samsung Internet"),
    ("OPR", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS|Chromium", "Chrome"),
    ("Safari", "Safari"),
)
UNKNOWN_DEVICE = "A phone or computer"


def device_in_words(user_agent: str) -> str:
    """Return what a person would call this browser, such as "iPhone, Safari"."""
    device = _first(DEVICES, user_agent) or UNKNOWN_DEVICE
    browser = _first(BROWSERS, user_agent)
    return f"{device}, {browser}" if browser else device


def _first(known: tuple[tuple[str, str], ...], text: str) -> str | None:
    return next((name for pattern, name in known if re.search(pattern, text[:500])), None)


def signed_in_of(account: Account, *, at: datetime) -> QuerySet[SignedIn]:
    """Return where `account` is signed in at `at`, newest first."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    standing = SignedIn.objects.filter(Exists(alive), account=account, ended_at=None)
    return standing.select_related("account__person").order_by("-began_at", "-pk")


def code_apps() -> QuerySet[Authenticator]:
    """Return every code app, with its account."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return found.select_related("user").order_by("pk")


def where_secret_is(account: Account) -> dict[str, Any]:
    """Return the place to which the secret of a code app of `account` is sealed."""
    return {"table": "mfa_authenticator", "column": "data.secret", "row": [str(account.pk)]}


def passkeys_of(account: Account) -> QuerySet[Authenticator]:
    """Return the passkeys that open the door for `account`, oldest first."""
    kind = Authenticator.Type.WEBAUTHN
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user=account, type=kind)
    return found.order_by("created_at", "pk")


def code_app_of(account: Account) -> Authenticator | None:
    """Return the app that makes codes for `account`, or None."""
    return Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).first()


def outside_keys_of(account: Account) -> QuerySet[OutsideKey]:
    """Return the sign-ins of others that `account` was joined to, oldest first."""
    return OutsideKey.objects.filter(account=account, ended_at=None).order_by("joined_at", "pk")


def outside_key(issuer: str, subject: str) -> OutsideKey | None:
    """Return the key that opens a door here for `subject` of `issuer`, or None."""
    found = OutsideKey.objects.filter(
        issuer=issuer, subject=subject, ended_at=None, account__is_active=True
    )
    return found.select_related("account__person").first()


def other_ways(account: Account, ways: Collection[str]) -> list[Way]:
    """Return by what else than `ways` the owner of `account` can show who they are, best first."""
    has = {
        Way.PASSKEY: passkeys_of(account).exists(),
        Way.APP: code_app_of(account) is not None,
        Way.CARD: people.card_of(account.person) is not None,
        Way.LETTER: account.email is not None,
    }
    return [way for way, is_there in has.items() if is_there and way not in ways]


def ways_in(account: Account) -> int:
    """Return how many keys open the door for `account` by themselves."""
    by_letter_or_card = account.email is not None, people.card_of(account.person) is not None
    others = passkeys_of(account).count() + outside_keys_of(account).count()
    return sum(by_letter_or_card) + others


def _passkeys_and_apps(me: Person, at: datetime) -> Iterator[Row]:
    """Yield which keys open the door for `me`, without anything of what is secret in them."""
    for key in Authenticator.objects.filter(user__person=me).order_by("created_at", "pk"):
        yield {
            "kind": str(key.type),
            "name": str(key.data.get("name", "")),
            "made_at": plain(key.created_at),
            "last_used_at": plain(key.last_used_at),
        }


_ONE_ACCOUNT = "There is one only."
HOLDINGS: tuple[Holding, ...] = (
    Table(
        SignedIn,
        "Where I am signed in, and was",
        lambda me, at: SignedIn.objects.filter(account__person=me),
        leave_out={"account": _ONE_ACCOUNT, "session_key": "It opens the door."},
    ),
    Table(
        OutsideKey,
        "Sign-ins of others that I joined to mine",
        lambda me, at: OutsideKey.objects.filter(account__person=me),
        leave_out={"account": _ONE_ACCOUNT, "subject": "It opens the door."},
    ),
    Made(
        "keys.key",
        "My passkeys and code apps",
        {
            "kind": {"type": "string"},
            "name": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "last_used_at": {"type": ["string", "null"], "format": "date-time"},
        },
        _passkeys_and_apps,
    ),
)
ENDINGS = (
    Ending(
        Fate.ERASED,
        "your keys, and where you were signed in",
        ("keys.signedin", "keys.outsidekey"),
    ),
)
