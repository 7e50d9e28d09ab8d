"""The pages for what cannot wait: without JavaScript, and only for those few who have leave."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions, queries
from smallplaces.ground.trust.models import BreakGlass
from tests.cast import Cast, build_cast, client_of

URGENT = "/my/urgent/"


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast as they are today: Gwen opens, Hana reviews, Idris is the advocate."""
    made = build_cast(at=datetime.now(UTC) - timedelta(days=1))
    for holder, verb in (
        (made.gwen, queries.OPENS), (made.hana, queries.REVIEWS), (made.idris, queries.ADVOCATES),
    ):  # fmt: skip
        actions.give_mandate(
            holder=holder, verb=verb, over=None, because="The people here agreed to it.",
            until=made.at + timedelta(days=90), by=made.the_house, at=made.at,
        )  # fmt: skip
    return made


def text(client: Client, path: str) -> str:
    response = client.get(path, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def open_amina(cast: Cast, **said: object) -> Client:
    gwen = client_of(cast.gwen)
    answers = {"shelf": "plan", "because": "She did not come to the door", "minutes": "15", **said}
    response = gwen.post(f"{URGENT}{cast.amina.code}/", answers)
    assert response.status_code == 302
    assert response["Location"] == f"/people/{cast.amina.code}/plan/"
    return gwen


def test_gwen_finds_amina_by_her_whole_name_opens_and_reads(cast: Cast) -> None:
    gwen = client_of(cast.gwen)
    assert "When it cannot wait" in text(gwen, "/")
    assert str(cast.amina.code) in text(gwen, f"{URGENT}?name=amina")
    assert str(cast.amina.code) not in text(gwen, f"{URGENT}?name=Am")
    assert "There is nobody of that name." in text(gwen, f"{URGENT}?name=The House")
    gwen = open_amina(cast)
    assert "The plan of Amina" in text(gwen, f"/people/{cast.amina.code}/plan/")
    assert "Open now" in text(gwen, URGENT)
    page = text(client_of(cast.amina), "/my/sharing/")
    assert "Opened in need" in page
    assert "She did not come to the door" in page


def test_hana_looks_into_it_and_amina_reads_what_she_found(cast: Cast) -> None:
    open_amina(cast)
    hana, broken = client_of(cast.hana), BreakGlass.objects.get()
    assert "Gwen opened something of Amina" in text(hana, URGENT)
    review = f"{URGENT}{broken.code}/review/"
    assert hana.post(review, {"finding": "x"}).status_code == 200  # it asks whether it was right
    found = {"was_right": "no", "finding": "She was at the shop."}
    assert hana.post(review, found)["Location"] == "/"
    assert "it was not right to open it" in text(client_of(cast.amina), "/my/sharing/")
    assert hana.get(review).status_code == 404


def test_idris_tells_amina_when_it_is_safe(cast: Cast) -> None:
    open_amina(cast, why_not_told="Her post is read")
    amina, idris = client_of(cast.amina), client_of(cast.idris)
    assert "Opened in need" not in text(amina, "/my/sharing/")
    assert "does not know yet" in text(
        client_of(cast.hana), f"{URGENT}{BreakGlass.objects.get().code}/review/"
    )
    assert "Her post is read" in text(idris, URGENT)
    idris.post(f"{URGENT}{BreakGlass.objects.get().code}/tell/")
    assert "Opened in need" in text(amina, "/my/sharing/")
    assert "Her post is read" not in text(amina, "/my/sharing/")


@pytest.mark.parametrize("who", ["amina", "bryn", "cerys", "dev", "efa"])
def test_to_everybody_else_there_are_no_such_pages(cast: Cast, who: str) -> None:
    open_amina(cast)
    person: Person = getattr(cast, who)
    client, broken = client_of(person), BreakGlass.objects.get()
    for path in (
        URGENT, f"{URGENT}{cast.bryn.code}/", f"{URGENT}{cast.amina.code}/",
        f"{URGENT}{broken.code}/review/",
    ):  # fmt: skip
        assert client.get(path).status_code == 404
        assert client.post(path).status_code in {404, 405}
    assert client.post(f"{URGENT}{broken.code}/tell/").status_code == 404
    assert "cannot wait" not in text(client, "/")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"because": ""}, "Say why it cannot wait."),
        ({"shelf": "money"}, "Error:"),
        ({"minutes": "9000"}, "Error:"),
        ({"because": "x" * 100_000}, "300"),
        ({"why_not_told": "x" * 301}, "300"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_opens(
    cast: Cast, said: dict[str, str], says: str
) -> None:
    gwen = client_of(cast.gwen)
    answers = {"shelf": "plan", "because": "She did not come", "minutes": "15", **said}
    assert says in gwen.post(f"{URGENT}{cast.amina.code}/", answers).content.decode()
    assert not BreakGlass.objects.exists()
