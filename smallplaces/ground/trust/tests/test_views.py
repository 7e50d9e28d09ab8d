"""Who can see this, the door, and acting for someone: the pages, without JavaScript."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person, Supporter
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.models import Look, Sight
from tests.cast import Cast, build_cast, client_of

SHARING = "/my/sharing/"


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast as they are today: pages read the clock."""
    return build_cast(at=datetime.now(UTC))


def day(days: int) -> dict[str, int]:
    """Return the three answers of a date, `days` from today."""
    when = datetime.now(UTC) + timedelta(days=days)
    return {"until_day": when.day, "until_month": when.month, "until_year": when.year}


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def share(cast: Cast, viewer: Any, shelf: Shelf = Shelf.PLAN) -> Sight:
    return actions.share(
        person=cast.amina,
        viewer=viewer,
        shelf=shelf,
        until=cast.at + timedelta(days=9),
        by=cast.amina,
        at=cast.at,
    )


def sees(viewer: Person, person: Person, shelf: Shelf = Shelf.PLAN) -> bool:
    return queries.may_see(viewer, person, shelf, at=datetime.now(UTC))


def test_the_page_says_who_can_see_what_and_why(cast: Cast) -> None:
    page = text(client_of(cast.amina).get(SHARING))
    assert "<strong>Cerys</strong> acts for you" in page
    assert Shelf.PLAN.sentence in page
    assert "Nobody has looked at anything of yours." in page


def test_a_strangers_page_says_only_you(cast: Cast) -> None:
    page = text(client_of(cast.dev).get(SHARING))
    assert "Nobody else can see anything of yours." in page
    assert "Amina" not in page


def test_sharing_with_ones_circle_reaches_its_members(cast: Cast) -> None:
    response = client_of(cast.bryn).post(
        reverse("share"),
        {"who": str(cast.anglers.code), "shelves": ["profile", "plan"], **day(3)},
        follow=True,
    )
    assert "Larkbridge Anglers" in text(response)
    assert sees(cast.efa, cast.bryn)
    assert sees(cast.efa, cast.bryn, Shelf.PROFILE)
    assert not sees(cast.efa, cast.bryn, Shelf.MONEY)
    assert not sees(cast.dev, cast.bryn)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"shelves": []}, "Choose at least one thing."),
        ({"shelves": ["everything"]}, "Please choose one of the answers here."),
        ({"who": ""}, "Choose who may see it."),
        ({"who": str(uuid4())}, "Please choose one of the answers here."),
        (day(-1), "That day has gone."),
        (day(400), "Choose a day within a year."),
        ({"until_month": 13}, "That is not a day."),
    ],
)
def test_sharing_says_what_is_wrong_and_shares_nothing(
    cast: Cast, wrong: dict[str, Any], says: str
) -> None:
    good = {"who": str(cast.anglers.code), "shelves": ["plan"], **day(3)}
    page = client_of(cast.bryn).post(reverse("share"), good | wrong)
    assert says in text(page)
    assert not sees(cast.efa, cast.bryn)


def test_bryn_cannot_share_with_someone_he_does_not_know(cast: Cast) -> None:
    answers = {"who": str(cast.dev.code), "shelves": ["plan"], **day(3)}
    text(client_of(cast.bryn).post(reverse("share"), answers))
    assert not sees(cast.dev, cast.bryn)


def test_taking_back_works_at_once_and_a_second_click_is_404(cast: Cast) -> None:
    sight = share(cast, cast.dev)
    address = reverse("take_back", args=[sight.code])
    client = client_of(cast.amina)
    assert client.get(address).status_code == 405
    assert "Dev cannot see it any more." in text(client.post(address, follow=True))
    assert not sees(cast.dev, cast.amina)
    assert client.post(address).status_code == 404


@pytest.mark.parametrize("who", ["dev", "cerys", "bryn"])
def test_nobody_else_takes_back(cast: Cast, who: str) -> None:
    sight = share(cast, cast.dev)
    response = client_of(getattr(cast, who)).post(reverse("take_back", args=[sight.code]))
    assert response.status_code == 404
    assert sees(cast.dev, cast.amina)


def door(cast: Cast, shelf: str = "plan") -> str:
    return reverse("door", args=[cast.amina.code, shelf])


def test_the_door_asks_why_and_leads_on(cast: Cast) -> None:
    client = client_of(cast.cerys)
    assert "Amina will see that you looked" in text(client.get(door(cast)))
    response = client.post(f"{door(cast)}?next=/my/sharing/", {"reason": "ASKED_ME", "words": ""})
    assert response.headers["Location"] == SHARING
    look = Look.objects.get()
    assert (look.viewer, look.subject, look.shelf) == (cast.cerys, cast.amina, "plan")
    assert "They asked me to" in text(client_of(cast.amina).get(SHARING))


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_door_leads_nowhere_but_here(cast: Cast, wanted: str) -> None:
    response = client_of(cast.cerys).post(
        f"{door(cast)}?next={wanted}", {"reason": "HELPING_NOW", "words": ""}
    )
    assert response.headers["Location"] == SHARING


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"words": ""}, "Say why you are looking."),
        ({"reason": "OWN_WORDS", "words": "  "}, "Say in a few words why you are looking."),
        ({"reason": "BECAUSE"}, "Please choose one of the answers here."),
    ],
)
def test_the_door_stays_shut_without_a_reason(
    cast: Cast, answers: dict[str, str], says: str
) -> None:
    assert says in text(client_of(cast.cerys).post(door(cast), answers))
    assert not Look.objects.exists()


@pytest.mark.parametrize(
    ("who", "shelf"),
    [("dev", "plan"), ("cerys", "money"), ("amina", "plan"), ("cerys", "attic"), ("bryn", "plan")],
)
def test_where_there_is_nothing_to_see_there_is_no_door(cast: Cast, who: str, shelf: str) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(door(cast, shelf)).status_code == 404
    assert client.post(door(cast, shelf), {"reason": "ASKED_ME"}).status_code == 404
    assert not Look.objects.exists()


def asked(cast: Cast) -> Supporter:
    """Have Bryn ask Efa, on the page, to act for him."""
    answers = {"who": str(cast.efa.code), "shelves": ["plan"], "writes": ["plan"], **day(30)}
    page = client_of(cast.bryn).post(reverse("ask_supporter"), answers, follow=True)
    assert "It starts when they say yes." in text(page)
    return Supporter.objects.get(person=cast.bryn)


def test_a_supporter_is_asked_says_yes_acts_and_stops(cast: Cast) -> None:
    support = asked(cast)
    efa = client_of(cast.efa)
    assert "Bryn asks you to act for them" in text(efa.get(SHARING))
    assert efa.post(reverse("act_for", args=[cast.bryn.code])).status_code == 404
    efa.post(reverse("accept_to_support", args=[support.code]))
    assert sees(cast.efa, cast.bryn)
    efa.post(reverse("act_for", args=[cast.bryn.code]))
    assert efa.get(SHARING).context["request"].whose == cast.bryn
    efa.post(reverse("stop_acting"))
    assert efa.get(SHARING).context["request"].whose == cast.efa


@pytest.mark.parametrize("who", ["bryn", "efa"])
def test_ending_support_stops_acting_on_the_very_next_page(cast: Cast, who: str) -> None:
    support = asked(cast)
    efa = client_of(cast.efa)
    efa.post(reverse("accept_to_support", args=[support.code]))
    efa.post(reverse("act_for", args=[cast.bryn.code]))
    client_of(getattr(cast, who)).post(reverse("end_support", args=[support.code]))
    assert efa.get(SHARING).context["request"].whose == cast.efa
    assert not sees(cast.efa, cast.bryn)


def test_saying_no_leaves_nothing_behind(cast: Cast) -> None:
    support = asked(cast)
    efa = client_of(cast.efa)
    efa.post(reverse("end_support", args=[support.code]))
    assert not sees(cast.efa, cast.bryn)
    assert "Bryn asks you" not in text(efa.get(SHARING))
    assert efa.post(reverse("accept_to_support", args=[support.code])).status_code == 404


@pytest.mark.parametrize("name", ["accept_to_support", "end_support"])
def test_a_strangers_answer_is_404(cast: Cast, name: str) -> None:
    support = asked(cast)
    assert client_of(cast.dev).post(reverse(name, args=[support.code])).status_code == 404
    support.refresh_from_db()
    assert (support.accepted_at, support.ended_at) == (None, None)


def test_a_stranger_does_not_act_for_anyone(cast: Cast) -> None:
    client = client_of(cast.dev)
    assert client.post(reverse("act_for", args=[cast.amina.code])).status_code == 404
    assert client.get(SHARING).context["request"].whose == cast.dev


def test_who_acts_for_amina_shares_cerys_own_things_and_not_aminas(cast: Cast) -> None:
    client = client_of(cast.cerys)
    client.post(reverse("act_for", args=[cast.amina.code]))
    answers = {"who": str(cast.amina.code), "shelves": ["plan"], **day(3)}
    client.post(reverse("share"), answers)
    shared = Sight.objects.get(kind=Sight.Kind.SHARED)
    assert shared.subject == cast.cerys


def test_support_that_has_run_out_is_not_shown(cast: Cast) -> None:
    asked(cast)
    Supporter.objects.update(asked_at=cast.at - timedelta(days=9), until=cast.at)
    assert "Efa" not in text(client_of(cast.bryn).get(SHARING))
    assert "Bryn asks you" not in text(client_of(cast.efa).get(SHARING))


@pytest.mark.parametrize("address", [SHARING, "/my/sharing/new/", "/my/supporters/new/"])
def test_a_passer_by_is_asked_to_sign_in(db: None, address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{reverse('sign_in')}?next={address}"
