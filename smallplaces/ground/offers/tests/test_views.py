"""The pages: who finds them, that they work by plain forms, and what they say when it cannot be."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from smallplaces.ground.offers import actions
from smallplaces.ground.offers.models import Introduction, Offer, Side, Suggestion
from tests.cast import build_cast, client_of

from .conftest import DAY, State, Town, asked, build_town, fresh, make_listing

OF_ONE = [
    "show_introduction",
    "answer_introduction",
    "take_back_introduction",
    "give_contact",
    "put_meeting",
    "agree_meeting",
    "say_how_it_was",
    "end_introduction",
]


@pytest.fixture
def town(db: None) -> Town:
    """Return the town as it was two days ago, so that pages of today read it."""
    return build_town(build_cast(at=timezone.now() - 10 * DAY))


def visit(client: Client, name: str, *codes: object) -> str:
    response = client.get(reverse(name, args=codes))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_of_an_introduction_is_there_for_a_stranger(
    town: Town, name: str, method: str
) -> None:
    introduction = town.ask()
    before = fresh(introduction).state
    for stranger in (town.cast.dev, town.cast.efa, town.cast.hana):
        response = getattr(client_of(stranger), method)(reverse(name, args=[introduction.code]))
        assert response.status_code in {404, 405}
    assert fresh(introduction).state == before


@pytest.mark.parametrize("name", ["list_introductions", "list_offers", "make_offer"])
def test_someone_who_is_not_signed_in_is_asked_to(client: Client, town: Town, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    "name", ["pause_offer", "open_offer_again", "renew_offer", "take_back_offer"]
)
def test_nobody_else_can_touch_an_offer(town: Town, name: str) -> None:
    for other in (town.cast.dev, town.cast.amina):
        response = client_of(other).post(reverse(name, args=[town.offer.code]))
        assert response.status_code == 404
    assert Offer.objects.get(pk=town.offer.pk).state == Offer.State.OPEN


def test_a_whole_introduction_goes_by_plain_forms(town: Town) -> None:
    amina, idris = client_of(town.cast.amina), client_of(town.cast.idris)
    page = visit(amina, "ask_about_offer", town.offer.code)
    assert "play chess" in page
    assert "Idris" not in page
    response = amina.post(
        reverse("ask_about_offer", args=[town.offer.code]),
        {"opening_words": "Shall we?", "contact": "07700 900001", "go_between": ""},
        follow=True,
    )
    assert "Waiting" in response.content.decode()
    one = Introduction.objects.get()
    assert "Your turn" in visit(idris, "list_introductions")
    assert "Shall we?" in visit(idris, "answer_introduction", one.code)
    answer = {"answer": "YES", "contact": "07700 900009"}
    response = idris.post(reverse("answer_introduction", args=[one.code]), answer, follow=True)
    assert "07700 900001" in response.content.decode()
    assert "07700 900009" in visit(amina, "show_introduction", one.code)
    day = timezone.localdate() + timedelta(days=3)
    meeting = {
        "day_day": day.day,
        "day_month": day.month,
        "day_year": day.year,
        "time": "2.30pm",
        "meet_where": "The library",
    }
    response = amina.post(reverse("put_meeting", args=[one.code]), meeting, follow=True)
    assert "Now it is their turn" in response.content.decode()
    assert "at 2.30pm, The library" in visit(idris, "show_introduction", one.code)
    seen = fresh(one).changed_at.isoformat()
    response = idris.post(reverse("agree_meeting", args=[one.code]), {"seen": seen}, follow=True)
    assert "You meet" in response.content.decode()
    Introduction.objects.filter(pk=one.pk).update(meet_at=timezone.now() - timedelta(hours=3))
    for client, words in ((amina, "He was kind"), (idris, "She won")):
        visit(client, "say_how_it_was", one.code)
        said = {"how": "GOOD", "words": words}
        client.post(reverse("say_how_it_was", args=[one.code]), said)
    assert "She won" in visit(amina, "show_introduction", one.code)
    assert fresh(one).state == State.MET


@pytest.mark.parametrize("state", list(State))
def test_every_stage_has_a_page_for_both_and_for_the_go_between(town: Town, state: State) -> None:
    introduction = town.in_state(state)
    Introduction.objects.filter(pk=introduction.pk).update(go_between=town.cast.gwen)
    for reader in (town.cast.amina, town.cast.idris, town.cast.gwen):
        page = visit(client_of(reader), "show_introduction", introduction.code)
        assert "What happens next" in page
        visit(client_of(reader), "list_introductions")


def test_saying_no_by_form_is_kept_and_shown_only_to_oneself(town: Town) -> None:
    one = town.ask()
    idris = client_of(town.cast.idris)
    response = idris.post(
        reverse("answer_introduction", args=[one.code]), {"answer": "NO"}, follow=True
    )
    assert "You said no" in response.content.decode()
    assert asked(one).answer == Side.Answer.NO
    assert "said no" not in visit(client_of(town.cast.amina), "show_introduction", one.code)


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("answer_introduction", {}, "Choose yes, not now or no."),
        ("answer_introduction", {"answer": "PERHAPS"}, "Please choose one of the answers here."),
        ("answer_introduction", {"answer": "YES", "contact": "x" * 301}, "room for 300 letters"),
    ],
)
def test_a_wrong_answer_says_so_in_plain_words(
    town: Town, name: str, sent: dict[str, str], said: str
) -> None:
    one = town.ask()
    response = client_of(town.cast.idris).post(reverse(name, args=[one.code]), sent)
    assert said in response.content.decode()
    assert "<title>Error:" in response.content.decode()
    assert asked(one).answer == Side.Answer.WAITING


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"time": "25:00"}, "Write the time like 2pm or 10.30am."),
        ({"time": "soon"}, "Write the time like 2pm or 10.30am."),
        ({"day_day": "32"}, "That is not a day."),
        ({"day_year": "2019"}, "Choose a time that is still to come"),
        ({"meet_where": " "}, "Say where you would like to meet."),
    ],
)
def test_a_meeting_that_cannot_be_says_why_and_keeps_what_was_written(
    town: Town, change: dict[str, str], said: str
) -> None:
    one = town.answer(town.ask())
    day = timezone.localdate() + timedelta(days=3)
    sent = {
        "day_day": str(day.day),
        "day_month": str(day.month),
        "day_year": str(day.year),
        "time": "2pm",
        "meet_where": "The old mill",
    }
    response = client_of(town.cast.amina).post(
        reverse("put_meeting", args=[one.code]), {**sent, **change}
    )
    assert said in response.content.decode()
    assert fresh(one).meet_at is None
    if "meet_where" not in change:
        assert "The old mill" in response.content.decode()


def test_agreeing_to_a_time_that_has_since_changed_says_so(town: Town) -> None:
    one = town.answer(town.ask())
    for days in (12, 13):
        actions.put_meeting(
            side=asked(one),
            meet_at=town.at + days * DAY,
            meet_where="The park",
            by=town.cast.idris,
            at=town.at + days / 6 * DAY,
        )
    amina = client_of(town.cast.amina)
    address = reverse("agree_meeting", args=[one.code])
    response = amina.post(address, {"seen": one.changed_at.isoformat()}, follow=True)
    assert "They have since put another time or place" in response.content.decode()
    assert fresh(one).state == State.BOTH_YES
    for nonsense in ("", "yesterday", "2026-13-45T00:00:00Z", "2026-01-01T00:00:00"):
        assert amina.post(address, {"seen": nonsense}).status_code == 404


def test_a_listing_that_nobody_here_keeps_shows_how_to_reach_it(town: Town) -> None:
    alone = make_listing("Choir", by=town.cast.efa, at=town.at, phone="01632 960001")
    address = reverse("ask_about_listing", args=[alone.code])
    amina = client_of(town.cast.amina)
    page = amina.get(address).content.decode()
    assert "They are not on here yet" in page
    assert "01632 960001" in page
    refused = amina.post(address, {"opening_words": "Hello"})
    assert refused.status_code == 200
    assert not Introduction.objects.exists()


def test_asking_twice_leads_to_the_same_page(town: Town) -> None:
    amina = client_of(town.cast.amina)
    address = reverse("ask_about_listing", args=[town.listing.code])
    first, second = (amina.post(address, {"opening_words": "Hello"}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


@pytest.mark.parametrize("words", ["", "   ", "x" * 1001])
def test_asking_without_words_or_with_too_many_says_so(town: Town, words: str) -> None:
    address = reverse("ask_about_offer", args=[town.offer.code])
    response = client_of(town.cast.amina).post(address, {"opening_words": words})
    assert "<title>Error:" in response.content.decode()
    assert not Introduction.objects.exists()


def test_a_supporter_asks_under_their_own_name(town: Town) -> None:
    cerys = client_of(town.cast.cerys)
    cerys.post(reverse("act_for", args=[town.cast.amina.code]))
    response = cerys.post(
        reverse("ask_about_offer", args=[town.offer.code]), {"opening_words": "For my sister"}
    )
    one = Introduction.objects.get()
    assert response.headers["Location"] == reverse("show_introduction", args=[one.code])
    assert one.asked_by == town.cast.cerys
    assert fresh(one).sides.get(end="ASKING").party_id == town.cast.amina.pk
    door = cerys.get(reverse("show_introduction", args=[one.code]))
    assert door.status_code == 302
    assert "/door/" in door.headers["Location"]


def test_a_supporter_who_stopped_finds_nothing(town: Town) -> None:
    one = town.ask()
    assert (
        client_of(town.cast.cerys).get(reverse("answer_introduction", args=[one.code])).status_code
        == 404
    )


def test_a_suggestion_leads_to_asking_and_can_be_set_aside(town: Town) -> None:
    suggestion = actions.suggest_for(wish=town.wish, by=town.cast.amina, at=town.at)[0]
    amina = client_of(town.cast.amina)
    assert "Canal Anglers" in visit(amina, "ask_about_suggestion", suggestion.code)
    for other in (town.cast.dev, town.cast.idris):
        for name in ("ask_about_suggestion", "set_aside"):
            response = client_of(other).post(reverse(name, args=[suggestion.code]))
            assert response.status_code == 404
    response = amina.post(
        reverse("set_aside", args=[suggestion.code]), {"next": "https://elsewhere.example/"}
    )
    assert response.headers["Location"] == "/"
    assert Suggestion.objects.get(pk=suggestion.pk).set_aside_by == town.cast.amina
    amina.post(reverse("ask_about_suggestion", args=[suggestion.code]), {"opening_words": "Hi"})
    assert not Introduction.objects.exists()


def test_offers_go_by_plain_forms(town: Town) -> None:
    amina = client_of(town.cast.amina)
    assert "Nothing here yet" in visit(amina, "list_offers")
    amina.post(reverse("make_offer"), {"words": "I can teach knitting"})
    offer = Offer.objects.get(giver=town.cast.amina)
    for name, state in (
        ("pause_offer", "PAUSED"),
        ("open_offer_again", "OPEN"),
        ("renew_offer", "OPEN"),
        ("take_back_offer", "TAKEN_BACK"),
    ):
        response = amina.post(reverse(name, args=[offer.code]))
        assert response.headers["Location"] == reverse("list_offers")
        offer.refresh_from_db()
        assert offer.state == state
    assert "knitting" not in visit(amina, "list_offers")
    assert (
        "Write what you would like to give."
        in amina.post(reverse("make_offer"), {"words": ""}).content.decode()
    )


def test_ending_it_asks_first_and_gives_no_reason(town: Town) -> None:
    one = town.answer(town.ask())
    idris = client_of(town.cast.idris)
    assert "Would you like to end this?" in visit(idris, "end_introduction", one.code)
    assert fresh(one).state == State.BOTH_YES
    idris.post(reverse("end_introduction", args=[one.code]))
    page = visit(client_of(town.cast.amina), "show_introduction", one.code)
    assert "Nobody has to say why" in page
    assert "07700 900009" not in page


def test_words_are_shown_as_text_and_never_as_markup(town: Town) -> None:
    one = town.ask(opening_words="<script>alert(1)</script> שלום 🐟\x00")
    page = visit(client_of(town.cast.idris), "answer_introduction", one.code)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "שלום 🐟" in page


def test_a_page_asks_few_questions_of_the_database(
    town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    one = town.ask()
    amina = client_of(town.cast.amina)
    with django_assert_max_num_queries(20):
        visit(amina, "show_introduction", one.code)
