"""A printed card in tests: making one, and trying to come in with it."""

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smallplaces.ground.people import actions
from smallplaces.ground.people.models import Account, Person
from smallplaces.ground.trust import actions as trust
from tests.cast import Cast

PICTURE = "boat"


def a_card(person: Person, *, at: datetime, by: Person | None = None) -> actions.IssuedCard:
    """Return a new card of `person`, whose picture is the boat."""
    return actions.issue_code_card(account=person.account, picture=PICTURE, by=by or person, at=at)


def try_card(
    card: actions.IssuedCard,
    *,
    code: str | None = None,
    number: str | None = None,
    picture: str = PICTURE,
    device: str = "",
    is_own: bool = False,
    at: datetime,
) -> Account:
    """Try to come in with `card`, or with something of it written wrong."""
    number, code = number or card.number, code if code is not None else card.code
    return actions.use_code_card(
        number=number,
        proof=actions.card_proof(number=number, code=code),
        picture=picture,
        device=device,
        is_own=is_own,
        at=at,
    )


def come_in_with_card(
    client: Client, *, number: str, code: str, picture: str = PICTURE, **more: str
) -> HttpResponse:
    """Return the answer to the second page: number and code, then the picture."""
    client.post(reverse("sign_in_with_card"), {"number": number, "code": code})
    answer = client.post(reverse("sign_in_with_picture"), {"picture": picture, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def leave_to_give_cards(cast: Cast, holder: Person, over: Person | None) -> None:
    """Let `holder` make new cards for `over`, or for everyone here."""
    trust.give_mandate(
        holder=holder,
        verb="people.issue_card",
        over=over,
        because="So that nobody is shut out who lost a card.",
        until=timezone.now() + timedelta(days=9),
        by=over or cast.the_house,
        at=cast.at,
    )
