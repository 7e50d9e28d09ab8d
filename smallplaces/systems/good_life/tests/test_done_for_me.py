"""What Cerys does for Amina: both names on it, seen by Amina, and undone by her alone."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.offers.models import Wish
from smallplaces.ground.people import actions as people
from smallplaces.ground.people.models import Supporter, WritingTogether
from smallplaces.ground.trust import actions as trust
from smallplaces.ground.trust import queries
from smallplaces.ground.trust.models import Record
from smallplaces.ground.voices.models import Saying, Voice
from tests.cast import Cast, build_cast, client_of


def acting(cast: Cast) -> Client:
    """Return Cerys's client, acting for Amina."""
    say_why(cast)
    client = client_of(cast.cerys)
    client.post(reverse("act_for", args=[cast.amina.code]))
    return client


def say_why(cast: Cast) -> None:
    """Have Cerys say at the doors of Amina's plan and words why she opens them."""
    for shelf in (Shelf.PLAN, Shelf.WORDS):
        trust.look(
            viewer=cast.cerys, person=cast.amina, shelf=shelf, reason="ASKED_ME",
            at=timezone.now(),
        )  # fmt: skip


def add_wish(client: Client, cast: Cast, words: str = "Go to the sea") -> None:
    code = str(cast.amina.code)
    answer = client.post(reverse("add_wish"), {"words": words, "whose": code})
    assert answer.status_code == 302


@pytest.fixture
def now_cast(db: None) -> Cast:
    """Return the cast as of a while ago, so that pages read the true clock."""
    return build_cast(at=timezone.now() - timedelta(hours=1))


def test_both_names_stand_in_the_record_and_in_what_was_done(now_cast: Cast) -> None:
    add_wish(acting(now_cast), now_cast)
    record = Record.objects.get(event="offers.wish_made")
    assert record.by == now_cast.cerys
    assert record.details["for"] == str(now_cast.amina.code)
    page = client_of(now_cast.amina).get(reverse("sharing")).content.decode()
    assert "Cerys, for you, wrote down a wish of yours" in page
    assert queries.find_broken_chain() is None


def test_what_one_does_for_oneself_is_not_done_for_me(now_cast: Cast) -> None:
    add_wish(client_of(now_cast.amina), now_cast)
    assert queries.done_for(now_cast.amina) == []


def test_amina_undoes_it_once(now_cast: Cast) -> None:
    add_wish(acting(now_cast), now_cast)
    amina = client_of(now_cast.amina)
    assert "Undo this" in amina.get(reverse("list_done")).content.decode()
    number = queries.done_for(now_cast.amina)[0].number
    for said in ("It is undone", "nothing left to undo"):
        page = amina.post(reverse("undo_done", args=[number]), follow=True).content.decode()
        assert said in page
    assert Wish.objects.get().state == Wish.State.PAUSED
    assert Record.objects.filter(event="trust.undone").count() == 1
    assert "You undid this" in page
    assert queries.find_broken_chain() is None


@pytest.mark.parametrize("who", ["cerys", "bryn", "dev", "hana"])
def test_nobody_else_undoes_it(now_cast: Cast, who: str) -> None:
    add_wish(acting(now_cast), now_cast)
    number = queries.done_for(now_cast.amina)[0].number
    answer = client_of(getattr(now_cast, who)).post(reverse("undo_done", args=[number]))
    assert answer.status_code == 404
    assert Wish.objects.get().state == Wish.State.OPEN


def test_what_the_person_did_herself_has_no_undo(now_cast: Cast) -> None:
    add_wish(client_of(now_cast.amina), now_cast)
    number = Record.objects.get(event="offers.wish_made").number
    answer = client_of(now_cast.amina).post(reverse("undo_done", args=[number]))
    assert answer.status_code == 404


def test_words_written_for_her_go_back_to_what_she_said(now_cast: Cast) -> None:
    code = str(now_cast.amina.code)
    say = {"started_from": "0", "key": "a", "page": "p", "whose": code}
    address = reverse("answer_question", args=["good-life"])
    client_of(now_cast.amina).post(address, {**say, "words": "The sea."})
    acting(now_cast).post(
        address, {**say, "words": "The hills.", "started_from": "1", "key": "b", "page": "q"}
    )
    assert Voice.objects.get(question="good-life").words == "The hills."
    done = next(one for one in queries.done_for(now_cast.amina) if one.what.startswith("wrote"))
    client_of(now_cast.amina).post(reverse("undo_done", args=[done.number]))
    assert Voice.objects.get(question="good-life").words == "The sea."
    assert Saying.objects.count() == 3, "what was written is kept"


def test_writing_together_puts_both_names_on_it_and_ends_with_the_support(now_cast: Cast) -> None:
    support = Supporter.objects.get(person=now_cast.amina, supporter=now_cast.cerys)
    say_why(now_cast)
    cerys = client_of(now_cast.cerys)
    cerys.post(reverse("begin_writing_together", args=[support.code]))
    assert "both names stand on it" in cerys.get("/").content.decode()
    add_wish(cerys, now_cast)
    record = Record.objects.get(event="offers.wish_made")
    amina = str(now_cast.amina.code)
    assert (record.by, record.details["with"], record.details["for"]) == (
        now_cast.cerys, amina, amina,
    )  # fmt: skip
    people.end_support(supporter=support, by=now_cast.amina, at=timezone.now())
    answer = cerys.post(reverse("add_wish"), {"words": "The hills", "whose": amina})
    assert answer.status_code == 422, "the form was about Amina"
    assert Wish.objects.count() == 1
    assert not WritingTogether.objects.filter(ended_at=None).exists()


def test_amina_writes_with_cerys_beside_her(now_cast: Cast) -> None:
    support = Supporter.objects.get(person=now_cast.amina, supporter=now_cast.cerys)
    amina = client_of(now_cast.amina)
    amina.post(reverse("begin_writing_together", args=[support.code]))
    assert "writes this with you" in amina.get("/").content.decode()
    say = {"started_from": "0", "key": "a", "page": "p", "whose": str(now_cast.amina.code)}
    amina.post(reverse("answer_question", args=["good-life"]), {**say, "words": "The sea."})
    saying = Saying.objects.get()
    assert (saying.written_by, saying.written_with) == (now_cast.amina, now_cast.cerys)
    assert "You, together with Cerys, wrote" in amina.get(reverse("sharing")).content.decode()
    amina.post(reverse("end_writing_together"))
    assert "writes this with you" not in amina.get("/").content.decode()


def test_writing_together_ends_by_itself(now_cast: Cast) -> None:
    support = Supporter.objects.get(person=now_cast.amina, supporter=now_cast.cerys)
    begun = timezone.now() - people.TOGETHER_LASTS
    people.begin_writing_together(supporter=support, by=now_cast.cerys, at=begun)
    amina = client_of(now_cast.amina)
    session = amina.session
    session["together"] = str(WritingTogether.objects.get().code)
    session.save()
    page = amina.get("/").content.decode()
    assert "You do not write together any more" in page


@pytest.mark.parametrize("who", ["bryn", "dev", "hana"])
def test_nobody_else_begins_to_write_with_her(now_cast: Cast, who: str) -> None:
    support = Supporter.objects.get(person=now_cast.amina, supporter=now_cast.cerys)
    client = client_of(getattr(now_cast, who))
    answer = client.post(reverse("begin_writing_together", args=[support.code]))
    assert answer.status_code == 404
    assert not WritingTogether.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_together_after_the_support_was_ended(transactional_db: None) -> None:
    """Two at once: Cerys writes while Amina ends it. Whatever is written was allowed then."""
    cast = build_cast(at=timezone.now() - timedelta(hours=1))
    support = Supporter.objects.get(person=cast.amina, supporter=cast.cerys)
    say_why(cast)
    cerys = client_of(cast.cerys)
    cerys.post(reverse("begin_writing_together", args=[support.code]))
    ended = threading.Event()

    def end() -> None:
        people.end_support(supporter=support, by=cast.amina, at=timezone.now())
        ended.set()
        connection.close()

    thread = threading.Thread(target=end)
    after: list[int] = []
    for number in range(500):
        if len(after) == 3:
            break
        if number == 4:
            thread.start()
        over = ended.is_set()
        words = {"words": f"Wish {number}", "whose": str(cast.amina.code)}
        answer = cerys.post(reverse("add_wish"), words)
        if over:
            after.append(answer.status_code)
    thread.join()
    assert after
    assert set(after) == {422}
    last = Record.objects.filter(event="people.support_ended").get().number
    late = Record.objects.filter(event="offers.wish_made", number__gt=last)
    assert late.count() <= 1, "but for the one that was on its way while it ended"
