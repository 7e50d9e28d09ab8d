"""The check page, the plan, the people, the one page: whose they are and what they show."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from smallplaces.foundation.reading_age import grade
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers.models import Offer, Step, Wish
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Tie
from smallplaces.ground.trust import actions as trust
from smallplaces.systems.good_life.models import Page
from smallplaces.systems.good_life.queries import what_next
from tests.cast import Cast, client_of

MINE = (
    "/my/good-life/",
    "/my/good-life/check/",
    "/my/good-life/good-life/",
    "/my/good-life/who-matters/",
    "/my/good-life/what-i-give/",
    "/my/good-life/good-day/",
    "/my/good-life/how-to-talk/",
    "/my/good-life/people-like/",
    "/my/people/",
    "/my/people/add/",
    "/my/plan/",
    "/my/plan/add/",
    "/my/one-page/",
)


@pytest.fixture
def amina(here: Cast) -> Client:
    """Return Amina's client, after she said a few things."""
    client = client_of(here.amina)
    said = {
        "good-life": "I live by the river. I go fishing again!",
        "what-i-give": "I make soup.",
        "good-day": "Tea in the sun.",
        "people-like": "Mum says I am funny.",
    }
    for question, words in said.items():
        client.post(f"/my/good-life/{question}/", {"words": words, "page": "tab"})
    client.post("/my/good-life/how-to-talk/", {"words": "One thing at a time.", "page": "tab"})
    for number, name in enumerate(["Cerys", "=HYPERLINK(1)", "مرحبا", "Jo & <b>Kim</b>"]):
        people.add_tie(
            person=here.amina,
            name=name,
            who_they_are="A friend",
            closeness=number % 3 + 1,
            is_paid=number == 1,
            by=here.amina,
            at=here.at,
        )
    client.post("/my/good-life/check/wishes/", {"wish-picked": "I go fishing again!"})
    client.post("/my/one-page/parts/", {"parts": Page.Part.values})
    return client


def text_of(client: Client, path: str) -> str:
    """Return the words of the main part of a page."""
    page = client.get(path)
    assert page.status_code == 200, path
    main = page.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    lines = re.sub(
        r"</(?:p|li|h\d|dt|dd|td|th|label|legend|a|button|span|div|summary)>|<br>", "\n", main
    )
    return strip_tags(re.sub(r"<svg.*?</svg>", "", lines, flags=re.DOTALL))


@pytest.mark.usefixtures("amina")
@pytest.mark.parametrize("path", MINE)
def test_no_page_asks_for_more_than_five_years_of_school(amina: Client, path: str) -> None:
    assert grade(text_of(amina, path)) <= 5


@pytest.mark.parametrize("path", MINE)
def test_a_page_asks_the_database_at_most_twelve_times(
    amina: Client, path: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    amina.get(path)
    with django_assert_max_num_queries(12):
        assert amina.get(path).status_code == 200


def test_a_wish_is_picked_from_her_own_words_and_an_offer_only_if_she_says_so(
    amina: Client, here: Cast
) -> None:
    assert Wish.objects.get().words == "I go fishing again!"
    assert not Offer.objects.exists()
    for _ in range(2):
        amina.post("/my/good-life/check/offers/", {"offer-picked": "I make soup."})
    assert Offer.objects.get().giver == here.amina
    invented = amina.post("/my/good-life/check/offers/", {"offer-picked": "I give money."})
    assert invented.status_code == 422
    nothing = amina.post("/my/good-life/check/wishes/", {})
    assert "Pick something" in nothing.content.decode()
    amina.post("/my/good-life/check/wishes/", {"wish-own_words": "A bike."})
    assert Wish.objects.filter(words="A bike.").exists()


def test_the_check_page_says_who_else_can_see(amina: Client, here: Cast) -> None:
    assert "1 other can see some of it" in " ".join(text_of(amina, "/my/good-life/check/").split())
    assert "Only you can see this now" in text_of(client_of(here.bryn), "/my/good-life/check/")


def test_a_wish_goes_from_step_to_what_came_of_it(amina: Client) -> None:
    wish = Wish.objects.get()
    for _ in range(2):
        amina.post(f"/my/plan/{wish.code}/step/", {"words": "Ask Dev.", "who_helps": "Cerys"})
    step = Step.objects.get()
    amina.post(f"/my/plan/steps/{step.code}/done/", {"what_came_of_it": "He said yes."})
    amina.post(f"/my/plan/{wish.code}/how-is-it/", {"state": "HAPPENED", "words": "A trout!"})
    text = text_of(amina, "/my/plan/")
    assert all(
        words in text for words in ("Ask Dev.", "Cerys", "He said yes.", "It happened", "A trout!")
    )
    empty = amina.post(f"/my/plan/{wish.code}/step/", {})
    assert (empty.status_code, "Write one small step" in empty.content.decode()) == (422, True)
    finished = amina.post(f"/my/plan/{wish.code}/step/", {"words": "More."})
    assert "This wish is finished" in finished.content.decode()


def test_steps_can_be_dropped_and_wishes_said_in_other_words(amina: Client) -> None:
    wish = Wish.objects.get()
    amina.post(f"/my/plan/{wish.code}/", {"words": "Go fishing with Bryn."})
    amina.post(f"/my/plan/{wish.code}/step/", {"words": "Ask Dev."})
    step = Step.objects.get()
    for _ in range(2):
        assert amina.post(f"/my/plan/steps/{step.code}/drop/").status_code == 302
    assert amina.post(f"/my/plan/{wish.code}/look/").status_code == 302
    text = text_of(amina, "/my/plan/")
    assert ("Go fishing with Bryn." in text, "Ask Dev." in text) == (True, False)


def test_dev_finds_nothing_of_aminas(amina: Client, here: Cast) -> None:
    wish, tie = Wish.objects.get(), Tie.objects.first()
    assert tie is not None
    amina.post(f"/my/plan/{wish.code}/step/", {"words": "Ask Dev."})
    step = Step.objects.get()
    dev, code = client_of(here.dev), here.amina.code
    for path in (
        f"/people/{code}/one-page/",
        f"/people/{code}/one-page.pdf",
        f"/people/{code}/plan/",
        f"/my/plan/{wish.code}/",
        f"/my/plan/{wish.code}/step/",
        f"/my/people/{tie.code}/",
        f"/my/plan/steps/{step.code}/done/",
    ):
        assert dev.get(path).status_code == 404, path
    for path in (
        f"/my/people/{tie.code}/end/",
        f"/my/plan/steps/{step.code}/drop/",
        f"/my/plan/{wish.code}/look/",
    ):
        assert dev.post(path).status_code == 404, path
    for path in MINE:
        assert "river" not in dev.get(path).content.decode()


def test_gwen_reads_what_was_shared_once_she_says_why(amina: Client, here: Cast) -> None:
    gwen, path = client_of(here.gwen), f"/people/{here.amina.code}/one-page/"
    trust.share(
        person=here.amina,
        viewer=here.gwen,
        shelf=Shelf.PROFILE,
        by=here.amina,
        at=here.at,
        until=here.at + timedelta(days=3),
    )
    assert "/door/" in gwen.get(path)["Location"]
    trust.look(
        viewer=here.gwen, person=here.amina, shelf=Shelf.PROFILE, reason="ASKED_ME", at=here.at
    )
    text = text_of(gwen, path)
    assert ("Mum says I am funny." in text, "Put this on my page" in text) == (True, False)
    assert gwen.get(f"/people/{here.amina.code}/plan/").status_code == 404


def test_before_she_chose_nobody_else_reads_more_than_how_to_talk(here: Cast) -> None:
    amina = client_of(here.amina)
    amina.post("/my/good-life/good-life/", {"words": "A secret garden.", "page": "tab"})
    amina.post("/my/good-life/how-to-talk/", {"words": "Slowly.", "page": "tab"})
    trust.look(
        viewer=here.cerys, person=here.amina, shelf=Shelf.PROFILE, reason="ASKED_ME", at=here.at
    )
    text = text_of(client_of(here.cerys), f"/people/{here.amina.code}/one-page/")
    assert ("Slowly." in text, "secret" in text) == (True, False)
    assert "secret" in text_of(amina, "/my/one-page/")


def test_the_pdf_is_tagged_and_says_what_the_page_says(amina: Client, here: Cast) -> None:
    file = amina.get(f"/people/{here.amina.code}/one-page.pdf")
    reader = PdfReader(io.BytesIO(file.content))
    root: Any = reader.trailer["/Root"]
    assert (len(reader.pages), root["/MarkInfo"]["/Marked"]) == (1, True)
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("en")
    assert reader.metadata is not None
    assert reader.metadata.title == "One page about Amina"
    text = reader.pages[0].extract_text()
    assert all(words in text for words in ("Amina", "One thing at a time.", "Mum says I am funny."))


def test_a_letter_no_typeface_has_gets_a_sentence(amina: Client, here: Cast) -> None:
    amina.post("/my/good-life/people-like/", {"words": "\U00012000", "page": "tab"})
    answer = amina.get(f"/people/{here.amina.code}/one-page.pdf", follow=True)
    assert "You can print the page instead" in answer.content.decode()


def test_the_map_names_everyone_and_is_sound_xml(amina: Client) -> None:
    file = amina.get("/my/people/map.svg")
    assert file["Content-Type"] == "image/svg+xml"
    drawing = ET.fromstring(file.content)
    space = "{http://www.w3.org/2000/svg}"
    words = " ".join("".join(text.itertext()) for text in drawing.iter(f"{space}text"))
    assert all(name in words for name in ("Amina", "Cerys", "مرحبا", "Closest to me"))
    assert "Cerys" in drawing.findtext(f"{space}desc", "")
    assert not list(drawing.iter(f"{space}line"))
    assert b"style=" not in file.content


def test_the_list_is_safe_to_open_in_a_spreadsheet(amina: Client) -> None:
    rows = list(
        csv.reader(io.StringIO(amina.get("/my/people/list.csv").content.decode("utf-8-sig")))
    )
    assert rows[0][0] == "Name"
    assert "'=HYPERLINK(1)" in {row[0] for row in rows}


def test_someone_is_changed_and_taken_off_the_map(amina: Client) -> None:
    tie = Tie.objects.get(name="Cerys")
    amina.post(
        f"/my/people/{tie.code}/", {"name": "Cerys", "closeness": "4", "who_they_are": "Sister"}
    )
    tie.refresh_from_db()
    assert (tie.closeness, tie.who_they_are) == (4, "Sister")
    assert amina.post(f"/my/people/{tie.code}/", {"name": "", "closeness": "9"}).status_code == 422
    amina.post(f"/my/people/{tie.code}/end/")
    assert amina.post(f"/my/people/{tie.code}/end/").status_code == 404
    assert "Cerys" not in text_of(amina, "/my/people/")


def test_there_is_always_one_next_thing(amina: Client, here: Cast) -> None:
    assert what_next(here.bryn, at=here.at).address == "/my/good-life/"
    assert what_next(here.amina, at=here.at).title == "Think of a first step"
    amina.post("/my/good-life/good-day/", {"words": "Coffee.", "page": "other"})
    assert what_next(here.amina, at=here.at).address == "/my/good-life/good-day/choose/"


def test_parts_there_are_not_are_left_out(amina: Client) -> None:
    amina.post("/my/one-page/parts/", {"parts": ["GOOD_DAY", "BANK", "\x00"]})
    assert Page.objects.get().parts == ["GOOD_DAY"]


def test_suggestions_stand_with_the_wish_they_are_for(amina: Client, here: Cast) -> None:
    client_of(here.bryn).post(
        "/my/good-life/check/offers/", {"offer-own_words": "Go fishing with someone."}
    )
    for words in ("I go fishing with someone.", "A choir."):
        amina.post("/my/plan/add/", {"words": words})
    for wish in Wish.objects.all():
        amina.post(f"/my/plan/{wish.code}/look/")
    assert "Go fishing with someone." in text_of(amina, "/my/plan/")
    assert "Bryn" not in text_of(amina, "/my/plan/")
