"""The pages of papers of the law, and of notes about decisions."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from smallplaces.ground.people.models import DecisionNote, LegalPaper, Supporter
from smallplaces.ground.trust import actions
from tests.cast import Cast, build_cast, client_of

DAY = timedelta(days=1)


@pytest.fixture
def here(db: None) -> Cast:
    """Return the cast as of an hour ago, with Hana given leave for papers and notes."""
    at = timezone.now() - timedelta(hours=1)
    cast = build_cast(at=at)
    for verb in ("people.begin_by_law", "people.note_decision"):
        actions.give_mandate(
            holder=cast.hana, verb=verb, over=None, because="She looks.", until=at + 90 * DAY,
            by=cast.the_house, at=at,
        )  # fmt: skip
    return cast


PAPER = {
    "person": "bryn",
    "supporter": "Idris",
    "ground": "ATTORNEY",
    "kind": "LPA_HEALTH",
    "number": "7001",
    "from_on_day": "1",
    "from_on_month": "2",
    "from_on_year": "2024",
    "shelves": ["plan", "crisis"],
    "writes": ["plan"],
}


def test_hana_writes_down_a_paper_and_bryn_reads_who_saw_it(here: Cast) -> None:
    hana, bryn, idris = (client_of(each) for each in (here.hana, here.bryn, here.idris))
    assert "Acting by law" in hana.get("/").content.decode()
    page = hana.post(reverse("begin_by_law"), PAPER, follow=True).content.decode()
    assert "We have asked Idris" in page
    support = Supporter.objects.get(person=here.bryn)
    idris.post(reverse("accept_to_support", args=[support.code]))
    page = bryn.get(reverse("sharing")).content.decode()
    for words in ("This is by law: Attorney", "Hana saw the paper (number 7001)",
                  "see and change your plan", "Office of the Public Guardian"):  # fmt: skip
        assert words in page
    assert reverse("end_support", args=[support.code]) not in page
    answer = bryn.post(reverse("end_support", args=[support.code]))
    assert answer.status_code == 422
    assert "does not end by a button" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"person": "Nobody"}, "Nobody here has this name"),
        ({"supporter": "bryn"}, "Nobody acts for themselves"),
        ({"supporter": "Hana"}, "Somebody else has to look at the paper"),
        ({"kind": "BIRTH"}, "This paper does not let anyone act in this way"),
        ({"shelves": ["money"], "writes": []}, "does not reach as far"),
        ({"shelves": ["plan"], "writes": ["crisis"]}, "They can only change what they may see"),
        ({"from_on_year": ""}, "That is not a day"),
        ({"from_on_year": "2040"}, "not good yet"),
    ],
)
def test_a_paper_that_does_not_fit_is_told_in_a_sentence(
    here: Cast, changed: dict[str, str], sentence: str
) -> None:
    page = client_of(here.hana).post(reverse("begin_by_law"), PAPER | changed).content.decode()
    assert sentence in page
    assert not LegalPaper.objects.exists()


NOTE = {
    "person": "Amina",
    "decision": "To move.",
    "how_helped": "We saw it twice.",
    "could_decide": "no",
    "why_not": "She could not keep it in mind that day.",
    "best_interests": "She stays. Cerys and her mother think so too.",
    "look_again_on_day": "1",
    "look_again_on_month": "2",
    "look_again_on_year": str(timezone.now().year + 1),
}


def test_a_note_is_read_by_the_person_who_writes_beside_it(here: Cast) -> None:
    page = client_of(here.hana).post(reverse("note_decision"), NOTE, follow=True).content.decode()
    assert "It is noted. Amina can read it." in page
    amina = client_of(here.amina)
    page = amina.get(reverse("list_decisions")).content.decode()
    for words in ("To move.", "We saw it twice.", "could not keep it in mind", "Hana wrote this"):
        assert words in page
    note = DecisionNote.objects.get()
    address = reverse("answer_decision_note", args=[note.code])
    page = amina.post(address, {"words": "I could."}, follow=True).content.decode()
    assert "I could." in page
    assert client_of(here.cerys).post(address, {"words": "No."}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"why_not": ""}, "Write a few words first"),
        ({"could_decide": "yes"}, "They could decide this, so leave the rest empty"),
        ({"could_decide": ""}, "Choose yes or no"),
        ({"person": "Hana"}, "Somebody else writes this note"),
    ],
)
def test_a_note_that_says_too_little_is_told_in_a_sentence(
    here: Cast, changed: dict[str, str], sentence: str
) -> None:
    page = client_of(here.hana).post(reverse("note_decision"), NOTE | changed).content.decode()
    assert sentence in page
    assert not DecisionNote.objects.exists()


@pytest.mark.parametrize("name", ["begin_by_law", "note_decision"])
@pytest.mark.parametrize("who", ["amina", "cerys", "dev", "gwen"])
def test_the_pages_are_there_for_those_with_leave_only(here: Cast, name: str, who: str) -> None:
    client = client_of(getattr(here, who))
    assert client.get(reverse(name)).status_code == 404
    assert client.post(reverse(name), PAPER | NOTE).status_code == 404
