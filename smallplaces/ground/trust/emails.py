"""Letters this room sends. They say that there is something to read, and never what."""

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from smallplaces.foundation.acting import by_post
from smallplaces.ground.people.models import Account, Person


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says, and to which page it leads."""

    words: str
    page: str


LOOKED = Letter(
    "There is something new to read about who looked. Sign in when it is safe to, and go to this "
    "page:",
    "sharing",
)
COMPLAINTS = Letter(
    "There is something new about how data is kept here. Sign in when it is safe to, and go to "
    "this page:",
    "list_complaints",
)


def tell_of_break_glass(whom: Person) -> None:
    """Tell `whom` by letter, once this is committed, that there is something to read.

    Many people share an inbox, so the letter names nobody and nothing. One that cannot be sent
    stops nothing: it is logged, and the page says the same.
    """
    accounts = Account.objects.filter(person=whom, is_active=True).exclude(email=None)
    with by_post():
        found = list(accounts)
    for account in found:
        _send_later(account, LOOKED)


def tell_to_read(whom: Person) -> None:
    """Tell `whom` by letter, once this is committed, that there is an answer to read, or to give.

    It names nobody and nothing, as above.
    """
    accounts = Account.objects.filter(person=whom, is_active=True).exclude(email=None)
    with by_post():
        found = list(accounts)
    for account in found:
        _send_later(account, COMPLAINTS)


def _send_later(account: Account, letter: Letter) -> None:
    """Not with `partial`: Django asks what failed for its name, and a partial has none."""
    transaction.on_commit(lambda: _send(account, letter), robust=True)


def _send(account: Account, letter: Letter) -> None:
    page = settings.SITE_ADDRESS + reverse(letter.page)
    send_mail(
        subject=f"Something to read at {settings.PLACE_NAME}",
        message=f"Hello,\n\n{letter.words}\n\n{page}\n",
        from_email=None,
        recipient_list=[str(account.email)],
    )
