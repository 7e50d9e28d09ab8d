"""Letters about leaving. They name nobody and nothing, as many people share an inbox."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from smallplaces.ground.people.models import Account, Person


def say_it_was_asked(person: Person) -> None:
    """Say, once this is committed, that there is something to read: it may not have been them."""
    words = (
        "There is something new to read about your own things. Sign in when it is safe to, and go "
        f"to this page:\n\n{settings.SITE_ADDRESS}{reverse('show_leaving')}\n"
    )
    _write(person, f"Something to read at {settings.PLACE_NAME}", words)


def say_it_is_done(person: Person, by: Person, at: datetime) -> None:
    """Say that what was asked for is done. Called when `person` is forgotten, while we can."""
    words = (
        f"What you asked of {settings.PLACE_NAME} is done. You need do nothing. We wish you well.\n"
    )
    _write(person, f"A last letter from {settings.PLACE_NAME}", words)


def _write(person: Person, subject: str, words: str) -> None:
    accounts = Account.objects.filter(person=person).exclude(email=None)
    for account in accounts:
        _send_later(str(account.email), subject, words)


def _send_later(address: str, subject: str, words: str) -> None:
    """Not with `partial`: Django asks what failed for its name, and a partial has none."""
    transaction.on_commit(lambda: _send(address, subject, words), robust=True)


def _send(address: str, subject: str, words: str) -> None:
    send_mail(
        subject=subject, message=f"Hello,\n\n{words}", from_email=None, recipient_list=[address]
    )
