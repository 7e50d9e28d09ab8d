"""Opening the door with a letter: by its link, or by its code in the browser that asked."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from smallplaces.foundation.acting import by_post
from smallplaces.foundation.recording import record
from smallplaces.foundation.sealing import email_alike
from smallplaces.ground.people import queries, rules
from smallplaces.ground.people.models import Account, OneTimeCode, Person, SignInLink

LINK_LASTS = timedelta(minutes=30)
MOST_LINKS = 5
CODE_LASTS = timedelta(minutes=10)
MOST_WRONG_CODES = 5
# Letters and digits that cannot be taken for one another when read off paper or aloud.
CLEAR_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"


class EmailTaken(Exception):
    """This e-mail address opens someone else's door already."""


class LinkNotUsable(Exception):
    """The link is not one of ours, was used, or is too old."""


class CodeNotUsable(Exception):
    """The code is wrong, was used, is too old, or was tried too often."""


@dataclass(frozen=True)
class IssuedLink:
    """What goes into a letter: token and code, and the address as we know it, not as typed."""

    token: str
    email: str
    code: str


@transaction.atomic
def open_account(*, person: Person, email: str | None = None, by: Person, at: datetime) -> Account:
    """Give `person` a key of their own. Repeating it returns the one they have.

    Raises NotAllowed (rules.check_can_open_account), EmailTaken.
    Records `people.account_opened`.
    """
    rules.check_can_open_account(by, person)
    email = email_alike(email) if email else None
    if email and _opens_another_door(email, person):
        raise EmailTaken(email)
    account, is_new = Account.objects.get_or_create(
        person=person, defaults={"email": email, "made_at": at}
    )
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        record("people.account_opened", by=by, at=at, about=person)
    return account


def _opens_another_door(email: str, person: Person) -> bool:
    """Say so, one at a time: while keys change, equal addresses have unlike indexes for a while.

    Asked as whoever carries letters, who sees the accounts of others too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('the addresses of accounts'))")
    with by_post():
        return Account.objects.exclude(person=person).filter(email_index__of=email).exists()


@transaction.atomic
def make_sign_in_link(*, email: str, handle: UUID | None = None, at: datetime) -> IssuedLink | None:
    """Return a new link and code for the account that `email` opens, or None when there is none.

    `handle` is known to the browser that asked: the code works there only.

    None too when `MOST_LINKS` were made within half an hour, so that nobody's inbox is flooded.
    The caller says the same to everyone.
    """
    account = queries.account_with_email(email)
    if account is None or account.email is None:
        return None
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    if queries.links_not_expired(account, at=at).count() >= MOST_LINKS:
        return None
    token = secrets.token_urlsafe(32)
    SignInLink.objects.create(
        account=account, token_hash=hash_of(token), made_at=at, expires_at=at + LINK_LASTS
    )
    code = make_one_time_code(account=account, handle=handle or uuid4(), at=at)
    return IssuedLink(token, account.email, code)


@transaction.atomic
def use_sign_in_link(*, token: str, at: datetime) -> Account:
    """Return the account a link opens, once. Raises LinkNotUsable, also the second time."""
    links = SignInLink.objects.select_for_update(of=("self",), no_key=True)
    link = links.select_related("account__person").filter(token_hash=hash_of(token)).first()
    if link is None or link.used_at or link.expires_at <= at or not link.account.is_active:
        raise LinkNotUsable
    link.used_at = at
    link.save(update_fields=["used_at"])
    return link.account


@transaction.atomic
def make_one_time_code(*, account: Account, handle: UUID, at: datetime) -> str:
    """Return a new code for the browser that knows `handle`. Only its keyed hash is kept."""
    code = letters(6)
    OneTimeCode.objects.create(
        handle=handle,
        account=account,
        code_hash=_hash_of_code(handle, code),
        made_at=at,
        expires_at=at + CODE_LASTS,
    )
    return code


def use_one_time_code(*, handle: UUID, code: str, at: datetime) -> Account:
    """Return the account that a code opens, once. Spaces, dashes and small letters do not matter.

    Raises CodeNotUsable, also the second time, after ten minutes, after five wrong tries, and for
    a handle that nothing was sent for. Not atomic as a whole: a wrong try is counted.
    """
    with transaction.atomic():
        codes = OneTimeCode.objects.select_for_update(of=("self",), no_key=True)
        row = codes.select_related("account__person").filter(handle=handle).first()
        wanted = _hash_of_code(handle, as_typed(code))
        if row is None or not _is_usable(row, at):
            raise CodeNotUsable
        is_right = constant_time_compare(row.code_hash, wanted)
        if is_right:
            row.used_at = at
        else:
            row.wrong_tries += 1
        row.save(update_fields=["used_at", "wrong_tries"])
    if not is_right:
        raise CodeNotUsable
    return row.account


def _is_usable(row: OneTimeCode, at: datetime) -> bool:
    is_fresh = row.used_at is None and row.expires_at > at
    return is_fresh and row.wrong_tries < MOST_WRONG_CODES and row.account.is_active


def _hash_of_code(handle: UUID, code: str) -> str:
    """Return what is kept of a short code: it cannot be guessed without the secret key."""
    return salted_hmac("people.one_time_code", f"{handle}:{code}", algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def letters(how_many: int) -> str:
    """Return so many letters and digits by chance, none like another."""
    return "".join(secrets.choice(CLEAR_LETTERS) for _ in range(how_many))


def as_typed(text: str) -> str:
    """Return a code as it was sent: spaces, dashes and small letters do not matter."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:40]
