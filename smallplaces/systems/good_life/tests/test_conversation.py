"""The conversation: nothing is mandatory, nothing is lost."""

import pytest
from django.test import Client

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import HowToTalkWithMe, Supporter, Tie
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.voices import queries as voices
from smallplaces.ground.voices.models import Saying, Voice
from smallplaces.systems.good_life.queries.questions import QUESTIONS
from tests.cast import Cast, client_of

FIRST = "/my/good-life/good-life/"
TALK = "/my/good-life/how-to-talk/"


def typed(words: str, started_from: int = 0, page: str = "tab1", **more: str) -> dict[str, str]:
    return {"words": words, "started_from": str(started_from), "page": page, **more}


def words_of(cast: Cast, question: str = "good-life") -> str:
    return Voice.objects.get(person=cast.amina, question=question).words


def acting_for_amina(cast: Cast) -> Client:
    client = client_of(cast.cerys)
    client.post(f"/acting-for/{cast.amina.code}/")
    for shelf in (Shelf.WORDS, Shelf.PEOPLE, Shelf.PROFILE, Shelf.PLAN):
        trust.look(viewer=cast.cerys, person=cast.amina, shelf=shelf, reason="ASKED_ME", at=cast.at)
    return client


def test_every_question_has_one_heading_and_says_which_it_is(here: Cast) -> None:
    client = client_of(here.amina)
    for number, question in enumerate(QUESTIONS, start=1):
        page = client.get(f"/my/good-life/{question.code}/").content.decode()
        assert page.count("<h1") == 1
        assert question.words in page
        assert f"Question {number} of 5" in page


def test_saving_goes_on_to_the_next_question_without_javascript(here: Cast) -> None:
    client = client_of(here.amina)
    answer = client.post(FIRST, typed("A dog."))
    assert (answer.status_code, answer["Location"]) == (302, "/my/good-life/who-matters/")
    assert words_of(here) == "A dog."
    assert Voice.objects.get().is_finished


def test_skipping_needs_no_words_and_keeps_those_there_are(here: Cast) -> None:
    client = client_of(here.amina)
    assert client.post(FIRST, typed("A d", skip="yes")).status_code == 302
    assert (words_of(here), Voice.objects.get().is_finished) == ("A d", False)
    for question in QUESTIONS:
        assert client.post(f"/my/good-life/{question.code}/", {"skip": "yes"}).status_code == 302


def test_a_double_click_says_it_once(here: Cast) -> None:
    client = client_of(here.amina)
    for _ in range(2):
        client.post(FIRST, typed("A dog."))
    assert Saying.objects.count() == 1


def test_a_draft_answers_with_the_new_number(here: Cast) -> None:
    client = client_of(here.amina)
    answer = client.post(f"{FIRST}draft/", typed("A d"), headers={"Idempotency-Key": "k1"})
    assert (answer.status_code, answer.json()) == (200, {"fields": {"started_from": 1}})
    again = client.post(f"{FIRST}draft/", typed("A d"), headers={"Idempotency-Key": "k1"})
    assert (again.json(), Saying.objects.count()) == ({"fields": {"started_from": 1}}, 1)
    other = client.post(f"{FIRST}draft/", typed("A dog"), headers={"Idempotency-Key": "k1"})
    assert other.status_code == 422


def test_two_tabs_keep_both_and_the_person_chooses(here: Cast) -> None:
    client = client_of(here.amina)
    client.post(f"{FIRST}draft/", typed("A dog.", page="tab1"))
    clash = client.post(f"{FIRST}draft/", typed("A cat.", page="tab2"))
    assert clash.status_code == 409
    assert "We kept both" in clash.json()["sentence"]
    answer = client.post(FIRST, typed("A cat.", page="tab2"))
    assert answer["Location"] == "/my/good-life/good-life/choose/"
    page = client.get(answer["Location"]).content.decode()
    assert "A dog." in page
    assert "A cat." in page
    client.post(answer["Location"], {"keep": "all", "seen": "2"})
    assert words_of(here) == "A dog.\n\nA cat."
    assert client.get(answer["Location"])["Location"] == "/my/good-life/check/"


def test_choosing_nothing_says_what_to_do(here: Cast) -> None:
    client = client_of(here.amina)
    client.post(FIRST, typed("A dog.", page="tab1"))
    client.post(FIRST, typed("A cat.", page="tab2"))
    page = client.post(f"{FIRST}choose/", {"keep": "7"})
    assert page.status_code == 422
    assert "Pick which words to keep" in page.content.decode()
    assert voices.waiting_for(here.amina).count() == 1


@pytest.mark.parametrize("words", ["a" * 100_001, "😀" * 100_001])
def test_too_many_words_get_a_sentence_and_stay_in_the_box(here: Cast, words: str) -> None:
    client = client_of(here.amina)
    client.post(FIRST, typed("A dog."))
    page = client.post(FIRST, typed(words, 1))
    text = page.content.decode()
    assert page.status_code == 422
    assert "100,001 letters long" in text
    assert "<title>Error:" in text
    assert words in text
    assert words_of(here) == "A dog."
    draft = client.post(f"{FIRST}draft/", typed(words, 1))
    assert draft.status_code == 422


@pytest.mark.parametrize(
    "words", ["a\x00b", "مرحبا يا أمي", "👨‍👩‍👧 🏳️‍🌈", "<script>alert(1)</script>", "{{ 7*7 }}"]
)
def test_odd_words_are_kept_and_shown_as_words(here: Cast, words: str) -> None:
    client = client_of(here.amina)
    assert client.post(FIRST, typed(words)).status_code == 302
    assert words_of(here) == words.replace("\x00", "")
    for path in (FIRST, "/my/good-life/check/", "/my/one-page/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()


@pytest.mark.parametrize("started_from", ["", "x", "-1", "99", "9" * 30, "²"])
def test_a_number_that_makes_no_sense_loses_nothing(here: Cast, started_from: str) -> None:
    client = client_of(here.amina)
    answer = client.post(FIRST, {"words": "A dog.", "started_from": started_from, "page": "\x00"})
    assert answer.status_code in (302, 422)
    if answer.status_code == 422:
        assert "A dog." in answer.content.decode()


def test_how_to_talk_keeps_both_boxes_and_a_day_to_look_again(here: Cast) -> None:
    client = client_of(here.amina)
    answer = client.post(
        TALK,
        {
            **typed("Slowly."),
            "do_not": "Shout.",
            "do_not_from": "0",
            "formats": ["BSL", "PAPER"],
            "someone_to_help_talk": "Cerys",
            "review_in": "90",
        },
    )
    assert answer["Location"] == "/my/good-life/check/"
    talk = HowToTalkWithMe.objects.get(person=here.amina)
    assert (talk.please_do, talk.please_do_not, talk.formats) == (
        "Slowly.",
        "Shout.",
        ["BSL", "PAPER"],
    )
    assert (talk.review_on - talk.said_at.date()).days == 90


def test_a_choice_about_how_to_talk_is_passed_on(here: Cast) -> None:
    client = client_of(here.amina)
    client.post(TALK, typed("Slowly.", page="tab1"))
    client.post(TALK, typed("Loudly.", page="tab2"))
    assert HowToTalkWithMe.objects.get().please_do == "Slowly."
    late = voices.waiting_for(here.amina).get()
    client.post(f"{TALK}choose/", {"keep": str(late.number), "seen": str(late.number)})
    assert HowToTalkWithMe.objects.get().please_do == "Loudly."


def test_people_are_added_one_at_a_time_with_and_without_htmx(here: Cast) -> None:
    client = client_of(here.amina)
    path = "/my/good-life/who-matters/"
    jo = {"name": "Jo", "closeness": "1", "add": "yes"}
    assert client.post(path, jo)["Location"] == path
    part = client.post(path, {**jo, "name": "Kim", "is_paid": "on"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "Kim" in text
    assert "<html" not in text
    assert Tie.objects.get(name="Kim").is_paid
    wrong = client.post(path, {"closeness": "1", "add": "yes"})
    assert wrong.status_code == 422
    assert "Write a name" in wrong.content.decode()
    assert client.post(path, {})["Location"] == "/my/good-life/what-i-give/"


def test_cerys_writes_for_amina_under_her_own_name(here: Cast) -> None:
    client = acting_for_amina(here)
    page = client.get(FIRST).content.decode()
    assert "You are writing for Amina" in page
    client.post(FIRST, typed("She loves the river.", whose=str(here.amina.code)))
    saying = Saying.objects.get()
    assert (saying.voice.person, saying.written_by) == (here.amina, here.cerys)


def test_words_for_amina_never_end_up_with_cerys_when_acting_stops(here: Cast) -> None:
    client = acting_for_amina(here)
    people.end_support(supporter=Supporter.objects.get(), by=here.amina, at=here.at)
    for path in (FIRST, f"{FIRST}draft/"):
        answer = client.post(path, typed("She loves the river.", whose=str(here.amina.code)))
        assert answer.status_code == 422
    assert not Voice.objects.exists()
    added = client.post(
        "/my/people/add/", {"name": "Jo", "closeness": "1", "whose": str(here.amina.code)}
    )
    assert added.status_code == 422
    assert "Nothing was saved" in added.content.decode()
    assert "She loves the river." in answer.content.decode()


def test_a_supporter_without_a_shelf_does_not_get_in(here: Cast) -> None:
    people.end_support(supporter=Supporter.objects.get(), by=here.amina, at=here.at)
    support = people.ask_supporter(
        person=here.amina,
        supporter=here.cerys,
        shelves=[Shelf.PLAN],
        writes=[Shelf.PLAN],
        until=here.at.replace(year=here.at.year + 1),
        by=here.amina,
        at=here.at,
    )
    people.accept_to_support(supporter=support, by=here.cerys, at=here.at)
    client = client_of(here.cerys)
    client.post(f"/acting-for/{here.amina.code}/")
    assert client.get(FIRST).status_code == 404
    assert client.post(FIRST, typed("Words.", whose=str(here.amina.code))).status_code == 404


def test_nobody_gets_in_without_signing_in() -> None:
    assert Client().get(FIRST).status_code == 302
    assert Client().get("/my/good-life/no-such-question/").status_code == 302


def test_there_is_no_page_for_a_question_we_do_not_ask(here: Cast) -> None:
    client = client_of(here.amina)
    for path in ("what-is-wrong/", "what-is-wrong/choose/", "who-matters/draft/"):
        method = client.post if path.endswith("draft/") else client.get
        assert method(f"/my/good-life/{path}").status_code == 404
