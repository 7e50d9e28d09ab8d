"""Letters about introductions. They say that there is something to read, and never what.

Many people share an inbox, so no letter carries a name, a wish or anyone's words. The subject and
the link are the same each time: the link leads to all introductions, and tells of none.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from smallplaces.foundation.acting import by_post
from smallplaces.ground.people.models import Account, Party

from . import queries
from .models import Introduction


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says, in a sentence or two."""

    words: str


SOMEONE_WOULD_LIKE_TO_MEET = Letter(
    "Someone would like to be introduced to you. You can say yes, not now or no. "
    "They are told only if you say yes."
)
SOMEONE_ASKED_FOR_YOU = Letter(
    "Someone who helps you has an idea for you. Nothing happens unless you say yes."
)
YOU_ARE_GO_BETWEEN = Letter("You were asked to help with an introduction.")
YOU_BOTH_SAID_YES = Letter(
    "You both said yes to an introduction. Now you can agree when and where to meet."
)
A_TIME_TO_MEET = Letter("There is a time to meet for you to look at.")
MEETING_AGREED = Letter("Your meeting is agreed.")
TIME_RAN_OUT = Letter(
    "Time ran out on an introduction you asked for. People are busy, and it says nothing about "
    "you. There may be other things near you."
)
THEY_WOULD_LIKE_TO_MEET_NOW = Letter(
    "Someone you asked about could not answer in time. They would like to meet you now. You can "
    "say yes, not now or no. They are told only if you say yes."
)
IT_ENDED = Letter("An introduction has ended. You do not have to do anything.")


def tell(party: Party, letter: Letter, introduction: Introduction, *, at: datetime) -> None:
    """Send `letter` to whoever answers for `party`, once this is committed.

    Nobody gets one while they take a break from everything, or from `introduction`: it waits on a
    page.
    A letter that cannot be sent stops nothing: it is logged, and the page says the same.
    """
    thing = queries.thing_of(introduction)
    with by_post():
        accounts = list(queries.who_to_tell(party, thing=thing, at=at))
    for account in accounts:
        _send_later(account, letter)


def _send_later(account: Account, letter: Letter) -> None:
    """Not with `partial`: Django asks what failed for its name, and a partial has none."""
    transaction.on_commit(lambda: _send(account, letter), robust=True)


def _send(account: Account, letter: Letter) -> None:
    page = settings.SITE_ADDRESS + reverse("list_introductions")
    words = {"words": letter.words, "place_name": settings.PLACE_NAME, "address": page}
    send_mail(
        subject=f"Something to read at {settings.PLACE_NAME}",
        message=render_to_string("offers/letter.txt", words),
        from_email=None,
        recipient_list=[str(account.email)],
    )
