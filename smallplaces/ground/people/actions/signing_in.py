"""Opening the door: by a link in an e-mail, or by the number and code on a printed card."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people import queries, rules
from smallplaces.ground.people.models import Account, CodeCard, Person, SignInLink

LINK_LASTS = timedelta(minutes=30)
MOST_LINKS = 5
WRONG_TRIES = 5
LOCK_LASTS = timedelta(minutes=15)
# Letters and digits that cannot be taken for one another when read off paper or aloud.
CLEAR_LETTERS = "ABCDEFGHJKLMNPQRTUVWXY346789"


class EmailTaken(Exception):
    """This e-mail address opens someone else's door already."""


class LinkNotUsable(Exception):
    """The link is not one of ours, was used, or is too old."""


class CodeWrong(Exception):
    """No card that works has this number and code."""


class CardLocked(Exception):
    """Too many wrong tries: the card rests for a while."""


@dataclass(frozen=True)
class IssuedLink:
    """What goes into a letter: the token, and the address as we know it, not as it was typed."""

    token: str
    email: str


@dataclass(frozen=True)
class IssuedCard:
    """What is printed on a card. The code is shown this once and not kept."""

    number: str
    code: str


@transaction.atomic
def open_account(*, person: Person, email: str | None = None, by: Person, at: datetime) -> Account:
    """Give `person` a key of their own. Repeating it returns the one they have.

    Raises NotAllowed (rules.check_can_open_account), EmailTaken.
    Records `people.account_opened`.
    """
    rules.check_can_open_account(by, person)
    email = email.strip().lower() if email else None
    if email and Account.objects.exclude(person=person).filter(email=email).exists():
        raise EmailTaken(email)
    account, is_new = Account.objects.get_or_create(
        person=person, defaults={"email": email, "made_at": at}
    )
    if is_new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        record("people.account_opened", by=by, at=at, about=person)
    return account


@transaction.atomic
def make_sign_in_link(*, email: str, at: datetime) -> IssuedLink | None:
    """Return a new link for the account that `email` opens, or None when there is none.

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
    return IssuedLink(token, account.email)


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
def issue_code_card(
    *, account: Account, has_mandate: bool = False, by: Person, at: datetime
) -> IssuedCard:
    """Print a new card; the one before stops working. The code is returned this once.

    Raises NotAllowed (rules.check_can_issue_card). Records `people.card_issued`.
    """
    rules.check_can_issue_card(by, account, has_mandate=has_mandate)
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    CodeCard.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by)
    card = IssuedCard(number=_letters(6), code=_letters(10))
    CodeCard.objects.create(
        account=account,
        number=card.number,
        code_hash=make_password(card.code),
        issued_at=at,
        issued_by=by,
    )
    record("people.card_issued", by=by, at=at, about=account.person)
    return card


def use_code_card(*, number: str, code: str, at: datetime) -> Account:
    """Return the account a card opens. Spaces, dashes and small letters do not matter.

    Raises CodeWrong, also for a number that does not exist, and CardLocked after five wrong
    tries. Not atomic as a whole: a wrong try is counted even though it raises.
    """
    with transaction.atomic():
        card = (
            CodeCard.objects.select_for_update(of=("self",), no_key=True)
            .select_related("account__person")
            .filter(number=_typed(number), ended_at=None, account__is_active=True)
            .first()
        )
        outcome = _try_card(card, _typed(code), at)
    if outcome is not None or card is None:
        raise outcome or CodeWrong()
    return card.account


def _try_card(card: CodeCard | None, code: str, at: datetime) -> Exception | None:
    """Count a try at `card` and return what is wrong with it, or None."""
    if card is None or (card.locked_until and card.locked_until > at):
        make_password(code)  # takes as long as a real check, so that numbers cannot be told apart
        return CodeWrong() if card is None else CardLocked()
    if check_password(code, card.code_hash):
        card.wrong_tries, card.locked_until = 0, None
        wrong = None
    else:
        card.wrong_tries += 1
        wrong = CodeWrong()
        if card.wrong_tries >= WRONG_TRIES:
            card.wrong_tries, card.locked_until = 0, at + LOCK_LASTS
    card.save(update_fields=["wrong_tries", "locked_until"])
    return wrong


@transaction.atomic
def end_code_card(*, account: Account, by: Person, at: datetime) -> None:
    """Stop the card from working ("I lost it").

    A repeat changes nothing. Records `people.card_ended`.
    """
    rules.check_can_issue_card(by, account, has_mandate=False)
    if CodeCard.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by):
        record("people.card_ended", by=by, at=at, about=account.person)


def hash_of(token: str) -> str:
    """Return what is kept of a token: enough to know it again, not enough to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _letters(how_many: int) -> str:
    return "".join(secrets.choice(CLEAR_LETTERS) for _ in range(how_many))


def _typed(text: str) -> str:
    """Return what was typed as it stands on the card."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:40]
