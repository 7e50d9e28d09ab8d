"""Letters this room sends. They say that there is something to read, and never what."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from smallplaces.foundation.acting import by_post
from smallplaces.ground.people.models import Account, Person


def tell_of_break_glass(whom: Person) -> None:
    """Tell `whom` by letter, once this is committed, that there is something to read.

    Many people share an inbox, so the letter names nobody and nothing. One that cannot be sent
    stops nothing: it is logged, and the page says the same.
    """
    accounts = Account.objects.filter(person=whom, is_active=True).exclude(email=None)
    with by_post():
        found = list(accounts)
    for account in found:
        _send_later(account)


def _send_later(account: Account) -> None:
    """Not with `partial`: Django asks what failed for its name, and a partial has none."""
    transaction.on_commit(lambda: _send(account), robust=True)


def _send(account: Account) -> None:
    send_mail(
        subject=f"Something to read at {settings.PLACE_NAME}",
        message=(
            "Hello,\n\n"
            "There is something new to read about who looked. Sign in when it is safe to, and go "
            "to this page:\n\n"
            f"{settings.SITE_ADDRESS}{reverse('sharing')}\n"
        ),
        from_email=None,
        recipient_list=[str(account.email)],
    )
