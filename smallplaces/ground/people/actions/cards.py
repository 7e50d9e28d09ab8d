"""The printed card: a number, a code, and a picture that the person keeps in mind."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils.crypto import salted_hmac

from smallplaces.foundation.recording import record
from smallplaces.ground.people import rules
from smallplaces.ground.people.models import Account, CardDevice, CodeCard, Person

from .signing_in import as_typed, hash_of, letters

WRONG_TRIES = 5
LOCK_LASTS = timedelta(minutes=15)
MOST_DOUBLINGS = 6  # a rest is never longer than sixteen hours
MOST_DEVICES = 10


class CodeWrong(Exception):
    """No card that works has this number, code and picture."""


class CardLocked(Exception):
    """Too many wrong tries: the card rests for a while."""


@dataclass(frozen=True)
class IssuedCard:
    """What is printed on a card. The code is shown this once and not kept."""

    number: str
    code: str


@transaction.atomic
def issue_code_card(*, account: Account, picture: str, by: Person, at: datetime) -> IssuedCard:
    """Make a new card with the picture the person chose; the one before is dead at once.

    The code is returned this once. A card that rests, or that was lost, is replaced the same way.
    Raises NotAllowed (rules.check_can_issue_card), ValueError for no picture.
    Records `people.card_issued`.
    """
    if not picture:
        raise ValueError("Choose a picture.")
    rules.check_can_issue_card(by, account, at=at)
    Account.objects.select_for_update(no_key=True).get(pk=account.pk)
    CodeCard.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by)
    card = IssuedCard(number=letters(6), code=letters(10))
    CodeCard.objects.create(
        account=account,
        number=card.number,
        code_hash=make_password(_whole(card_proof(number=card.number, code=card.code), picture)),
        issued_at=at,
        issued_by=by,
    )
    record("people.card_issued", by=by, at=at, about=account.person)
    return card


def card_proof(*, number: str, code: str) -> str:
    """Return what is carried from the page of the code to the page of the picture.

    It is not the code, and the code cannot be had from it. Spaces, dashes and small letters do
    not matter.
    """
    typed = f"{as_typed(number)}:{as_typed(code)}"
    return salted_hmac("people.card", typed, algorithm="sha256").hexdigest()


def use_code_card(
    *,
    number: str,
    proof: str,
    picture: str,
    device: str = "",
    is_own: bool = False,
    at: datetime,
) -> Account:
    """Return the account that number, code (as `card_proof`) and picture open.

    `device` is the cookie of the browser; when it is the person's own (`is_own`) it is known from
    then on. A known browser has wrong tries of its own; all others share those of the card.
    Five wrong tries make it rest for 15 minutes, and twice as long each time after that: there
    are few pictures. Raises CodeWrong, also for a number that does not exist, and CardLocked.
    Not atomic as a whole: a wrong try is counted even though it raises.
    """
    with transaction.atomic():
        card = (
            CodeCard.objects.select_for_update(of=("self",), no_key=True)
            .select_related("account__person")
            .filter(number=as_typed(number), ended_at=None, account__is_active=True)
            .first()
        )
        known = card.devices.filter(token_hash=hash_of(device)).first() if card else None
        outcome = _try(known or card, card, _whole(proof, picture), at)
        if card is not None and outcome is None and is_own and device and known is None:
            _know(card, device, at)
    if outcome is not None or card is None:
        raise outcome or CodeWrong()
    return card.account


def _try(
    counter: CardDevice | CodeCard | None, card: CodeCard | None, whole: str, at: datetime
) -> Exception | None:
    """Count a try at `card` with `counter` and return what is wrong with it, or None."""
    if counter is None or card is None or (counter.locked_until and counter.locked_until > at):
        make_password(whole)  # takes as long as a real check: numbers cannot be told apart
        return CodeWrong() if card is None else CardLocked()
    if check_password(whole, card.code_hash):
        counter.wrong_tries, counter.rests, counter.locked_until = 0, 0, None
        wrong = None
    else:
        counter.wrong_tries += 1
        wrong = CodeWrong()
        if counter.wrong_tries >= WRONG_TRIES:
            lasts = LOCK_LASTS * 2 ** min(counter.rests, MOST_DOUBLINGS)
            counter.wrong_tries, counter.locked_until = 0, at + lasts
            counter.rests = min(counter.rests + 1, MOST_DOUBLINGS)
    counter.save(update_fields=["wrong_tries", "rests", "locked_until"])
    return wrong


def _know(card: CodeCard, device: str, at: datetime) -> None:
    """Know this browser again; forget the one that has been known longest beyond `MOST_DEVICES`."""
    CardDevice.objects.create(card=card, token_hash=hash_of(device), known_at=at)
    newest = card.devices.order_by("-known_at", "-pk").values("pk")[:MOST_DEVICES]
    card.devices.exclude(pk__in=list(newest.values_list("pk", flat=True))).delete()


@transaction.atomic
def end_code_card(*, account: Account, by: Person, at: datetime) -> None:
    """Stop the card from working ("I lost it").

    A repeat changes nothing. Raises NotAllowed. Records `people.card_ended`.
    """
    rules.check_can_issue_card(by, account, at=at)
    if CodeCard.objects.filter(account=account, ended_at=None).update(ended_at=at, ended_by=by):
        record("people.card_ended", by=by, at=at, about=account.person)


def _whole(proof: str, picture: str) -> str:
    return f"{proof}:{picture}"
