"""Saying that something is wrong with how one's data is kept: read, looked into, answered."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.access import NotAllowed
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions, queries, rules
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.hooks import ACTING_FOR
from smallplaces.ground.trust.models import Complaint
from tests.at_once import at_once
from tests.cast import AT, Cast, build_cast, client_of
from tests.log import recorded

State = Complaint.State
DAY = timedelta(days=1)
WORDS = "Gwen read my page and nobody told me"


def leave(cast: Cast, holder: Person, verb: str) -> None:
    actions.give_mandate(
        holder=holder,
        verb=verb,
        over=None,
        because="So that somebody answers.",
        until=cast.at + 400 * DAY,
        by=cast.the_house,
        at=cast.at,
    )


def with_readers(cast: Cast) -> Cast:
    """Let Hana answer complaints, and Idris hear as a guardian what is late."""
    leave(cast, cast.hana, queries.ANSWERS_COMPLAINTS)
    leave(cast, cast.idris, queries.HEARS_QUESTIONS)
    return cast


@pytest.fixture
def readers(cast: Cast) -> Cast:
    return with_readers(cast)


def complain(cast: Cast, *, not_for: Person | None = None, words: str = WORDS) -> Complaint:
    return actions.complain(
        person=cast.amina, kind="SEEN", words=words, not_for=not_for, by=cast.amina, at=cast.at
    )


def owed(person: Person, at: datetime) -> list[Complaint]:
    return list(queries.complaints_owed_by(person, at=at))


def test_it_arrives_with_its_days_and_is_recorded_without_its_words(readers: Cast) -> None:
    complaint = complain(readers)
    assert complaint.state == State.RECEIVED
    assert complaint.acknowledge_due_at == readers.at + 7 * DAY  # five working days from a Monday
    assert complaint.answer_due_at == readers.at + 30 * DAY
    (record,) = recorded("trust.complained", about=readers.amina)
    assert WORDS not in f"{record.thing} {record.details}"


def test_the_same_words_again_are_the_same_complaint(readers: Cast) -> None:
    assert complain(readers) == complain(readers)
    assert complain(readers, words="Another thing") != complain(readers)
    assert len(recorded("trust.complained")) == 2


@pytest.mark.parametrize("words", ["", "  ", "\x00", "x" * 4_001])
def test_no_words_or_too_many_are_told_in_a_sentence(readers: Cast, words: str) -> None:
    with pytest.raises(NotAllowed):
        complain(readers, words=words)
    assert not Complaint.objects.exists()


def test_only_whoever_writes_for_someone_complains_for_them(readers: Cast) -> None:
    """Cerys writes for Amina; nobody else does."""
    for other in (readers.bryn, readers.dev, readers.hana, readers.the_house):
        with pytest.raises(NotAllowed):
            actions.complain(
                person=readers.amina, kind="SEEN", words=WORDS, by=other, at=readers.at
            )


def test_it_is_read_looked_into_and_answered_each_once(readers: Cast) -> None:
    complaint, hana, at = complain(readers), readers.hana, readers.at + DAY
    for _ in range(2):
        actions.acknowledge_complaint(complaint=complaint, by=hana, at=at)
    for _ in range(2):
        actions.look_into_complaint(complaint=complaint, by=hana, at=at)
    for _ in range(2):
        actions.answer_complaint(
            complaint=complaint, answer="You are right.", was_right=True, by=hana, at=at
        )
    complaint.refresh_from_db()
    assert (complaint.state, complaint.answer) == (State.ANSWERED, "You are right.")
    for event in ("acknowledged", "looked_into", "answered"):
        assert len(recorded(f"trust.complaint_{event}")) == 1
    assert owed(hana, at) == []


def test_only_those_whose_work_it_is_may_answer_and_a_guardian_when_it_is_late(
    readers: Cast,
) -> None:
    complaint = complain(readers)
    soon, late = readers.at + DAY, readers.at + 31 * DAY
    assert owed(readers.hana, soon) == [complaint]
    assert owed(readers.idris, soon) == []
    assert owed(readers.idris, late) == [complaint]
    for other in ("amina", "bryn", "cerys", "dev", "gwen", "the_house", "idris"):
        actor = getattr(readers, other)
        assert owed(actor, soon) == []
        with pytest.raises(NotAllowed):
            actions.acknowledge_complaint(complaint=complaint, by=actor, at=soon)
        with pytest.raises(NotAllowed):
            actions.answer_complaint(
                complaint=complaint, answer="Mine", was_right=False, by=actor, at=soon
            )
    complaint.refresh_from_db()
    assert complaint.state == State.RECEIVED


def test_nobody_answers_themselves_and_a_guardian_hears_it_at_once_instead(readers: Cast) -> None:
    mine = actions.complain(
        person=readers.hana, kind="WRONG", words=WORDS, by=readers.hana, at=readers.at
    )
    assert owed(readers.hana, readers.at) == []
    assert owed(readers.idris, readers.at) == [mine]
    with pytest.raises(NotAllowed):
        actions.answer_complaint(
            complaint=mine, answer="All well", was_right=False, by=readers.hana, at=readers.at
        )


def test_whoever_should_not_read_it_does_not(readers: Cast) -> None:
    complaint = complain(readers, not_for=readers.hana)
    assert owed(readers.hana, readers.at) == []
    assert owed(readers.idris, readers.at) == [complaint]
    assert queries.who_answers_complaint(complaint, at=readers.at) == [readers.idris]
    with pytest.raises(NotAllowed):
        actions.acknowledge_complaint(complaint=complaint, by=readers.hana, at=readers.at)


def test_the_house_says_that_it_arrived_when_nobody_did_and_a_guardian_hears(
    readers: Cast,
) -> None:
    complaint, house = complain(readers), readers.the_house
    assert actions.acknowledge_complaints(by=house, at=readers.at + 6 * DAY) == 0
    assert actions.acknowledge_complaints(by=house, at=readers.at + 7 * DAY) == 1
    assert actions.acknowledge_complaints(by=house, at=readers.at + 7 * DAY) == 0
    complaint.refresh_from_db()
    assert (complaint.state, complaint.acknowledged_by) == (State.ACKNOWLEDGED, house)
    assert owed(readers.idris, readers.at + 7 * DAY) == [complaint]


def test_those_who_owe_an_answer_are_reminded_once(
    readers: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    complain(readers)
    house = readers.the_house
    assert actions.remind_of_complaints(by=house, at=readers.at + 22 * DAY) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.remind_of_complaints(by=house, at=readers.at + 23 * DAY) == 1
        assert actions.remind_of_complaints(by=house, at=readers.at + 24 * DAY) == 0
    (letter,) = mail.outbox
    assert letter.to == ["hana@example.org"]
    assert "Amina" not in letter.body
    assert WORDS not in letter.body


def test_what_nobody_answers_is_closed_in_the_open(readers: Cast) -> None:
    complaint, house = complain(readers), readers.the_house
    assert actions.close_complaints(by=house, at=readers.at + 89 * DAY) == 0
    assert actions.close_complaints(by=house, at=readers.at + 90 * DAY) == 1
    assert actions.close_complaints(by=house, at=readers.at + 90 * DAY) == 0
    complaint.refresh_from_db()
    assert complaint.state == State.NEVER_ANSWERED
    with pytest.raises(NotAllowed):
        actions.answer_complaint(
            complaint=complaint, answer="Late", was_right=True, by=readers.hana, at=readers.at
        )


@pytest.mark.parametrize(
    "make_the_round",
    [
        actions.acknowledge_complaints,
        actions.remind_of_complaints,
        actions.close_complaints,
        actions.forget_complaints,
    ],
)
def test_only_the_house_makes_the_rounds(readers: Cast, make_the_round: Any) -> None:
    complaint = complain(readers)
    with pytest.raises(NotAllowed):
        make_the_round(by=readers.hana, at=readers.at + 100 * DAY)
    complaint.refresh_from_db()
    assert complaint.state == State.RECEIVED


def test_the_database_refuses_an_answer_to_oneself(readers: Cast) -> None:
    complaint = complain(readers)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(
            state="ANSWERED",
            answer="x",
            was_right=True,
            answered_at=readers.at,
            answered_by=readers.amina,
        )


ACTS = ("acknowledge", "look_into", "answer", "take_back", "late", "close")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_whatever_happens_it_goes_only_forward_and_ends(readers: Cast, acts: list[str]) -> None:
    with transaction.atomic():
        complaint, at = complain(readers, words=f"{WORDS} {acts}"), readers.at
        order = list(State)
        for number, act in enumerate(acts):
            before = order.index(State(complaint.state))
            at = readers.at + number * 12 * DAY
            try:
                _do(readers, complaint, act, at)
            except NotAllowed:
                continue
            finally:
                complaint.refresh_from_db()
            assert order.index(State(complaint.state)) >= before
        actions.close_complaints(by=readers.the_house, at=readers.at + 200 * DAY)
        complaint.refresh_from_db()
        assert complaint.state in rules.COMPLAINT_STAGES.ends
        transaction.set_rollback(True)


def _do(cast: Cast, complaint: Complaint, act: str, at: datetime) -> None:
    hana = cast.hana
    if act == "acknowledge":
        actions.acknowledge_complaint(complaint=complaint, by=hana, at=at)
    elif act == "look_into":
        actions.look_into_complaint(complaint=complaint, by=hana, at=at)
    elif act == "answer":
        actions.answer_complaint(
            complaint=complaint, answer="So it is", was_right=True, by=hana, at=at
        )
    elif act == "take_back":
        actions.take_back_complaint(complaint=complaint, by=cast.amina, at=at)
    elif act == "late":
        actions.acknowledge_complaints(by=cast.the_house, at=at)
    else:
        actions.close_complaints(by=cast.the_house, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_leave_one_that_the_person_reads(transactional_db: None) -> None:
    put_down_the_head()
    cast = with_readers(build_cast(at=AT))
    complaint = complain(cast)

    def answer(words: str) -> Complaint:
        return actions.answer_complaint(
            complaint=complaint, answer=words, was_right=True, by=cast.hana, at=cast.at
        )

    results = at_once(lambda: answer("one"), lambda: answer("two"))
    assert sum(isinstance(result, NotAllowed) for result in results) == 1
    assert len(recorded("trust.complaint_answered")) == 1
    assert queries.find_broken_chain() is None


@pytest.fixture
def now(db: None) -> Cast:
    return with_readers(build_cast(at=timezone.now() - DAY))


def test_amina_says_it_sees_where_it_is_and_reads_the_answer(now: Cast) -> None:
    amina, hana = client_of(now.amina), client_of(now.hana)
    assert "ICO" in amina.get("/my/complaints/").content.decode()
    wrong = amina.post("/my/complaints/new/", {"kind": "nothing", "words": ""})
    assert wrong.status_code == 200
    assert not Complaint.objects.exists()
    said = {"kind": "SEEN", "words": WORDS, "not_for": ""}
    address = amina.post("/my/complaints/new/", said)["Location"]
    page = amina.get(address).content.decode()
    assert "You get an answer by" in page
    assert "0303 123 1113" in page
    assert "/my/complaints/" in hana.get("/").content.decode()
    assert WORDS in hana.get(f"{address}answer/").content.decode()
    hana.post(f"{address}read/")
    assert "Hana read it" in amina.get(address).content.decode()
    hana.post(f"{address}look-into/")
    hana.post(f"{address}answer/", {"was_right": "yes", "answer": "Gwen told you too late."})
    assert "Gwen told you too late." in amina.get(address).content.decode()
    assert "Someone says that something" not in hana.get("/").content.decode()


def test_whoever_writes_for_someone_says_it_and_reads_only_what_they_wrote(now: Cast) -> None:
    alone = complain(now, words="It is about Cerys herself")
    cerys = client_of(now.cerys)
    session = cerys.session
    session[ACTING_FOR] = str(now.amina.code)
    session.save()
    assert "/my/complaints/" in cerys.get("/").content.decode()
    assert "You write this for Amina" in cerys.get("/my/complaints/new/").content.decode()
    said = {"kind": "WRONG", "words": "Her street is spelt wrong", "not_for": ""}
    address = cerys.post("/my/complaints/new/", {**said, "whose": str(now.amina.code)})["Location"]
    assert "Cerys wrote this for Amina" in cerys.get(address).content.decode()
    assert "Take it back" not in cerys.get(address).content.decode()
    listed = cerys.get("/my/complaints/").content.decode()
    assert "Something about me is not right" in listed
    assert "Someone saw what they should not see" not in listed
    assert cerys.get(f"/my/complaints/{alone.code}/").status_code == 404
    assert cerys.post(f"{address}take-back/").status_code == 404
    amina = client_of(now.amina)
    assert "Cerys wrote this for Amina" in amina.get(address).content.decode()
    amina.post(f"{address}take-back/")
    assert Complaint.objects.get(said_by=now.cerys).state == State.TAKEN_BACK


def test_nobody_else_finds_it(now: Cast) -> None:
    complaint = complain(now)
    for name in ("bryn", "cerys", "dev", "gwen", "idris"):
        client = client_of(getattr(now, name))
        for end in ("", "take-back/", "answer/", "read/", "look-into/"):
            address = f"/my/complaints/{complaint.code}/{end}"
            assert client.get(address).status_code in (404, 405)
            assert client.post(address, {"answer": "x", "was_right": "yes"}).status_code in (
                404,
                405,
            )
        assert WORDS not in client.get("/my/complaints/").content.decode()
    complaint.refresh_from_db()
    assert complaint.state == State.RECEIVED


def test_someone_can_be_left_out_of_it_on_the_page(now: Cast) -> None:
    amina = client_of(now.amina)
    assert "Hana" in amina.get("/my/complaints/new/").content.decode()
    amina.post(
        "/my/complaints/new/",
        {"kind": "ELSE", "words": WORDS, "not_for": str(now.hana.code)},
    )
    assert Complaint.objects.get().not_for == now.hana
    assert WORDS not in client_of(now.hana).get("/my/complaints/").content.decode()


def test_taking_it_back_asks_nothing_more_of_anyone(now: Cast) -> None:
    complaint = complain(now)
    amina = client_of(now.amina)
    amina.post(f"/my/complaints/{complaint.code}/take-back/")
    assert "You took it back" in amina.get(f"/my/complaints/{complaint.code}/").content.decode()
    assert owed(now.hana, timezone.now()) == []


def test_where_nobody_answers_the_page_says_so_and_so_does_the_check(db: None) -> None:
    cast = build_cast(at=timezone.now() - DAY)
    client = client_of(cast.amina)
    assert "Nobody here has this work yet" in client.get("/my/complaints/new/").content.decode()
    complaint = complain(cast)
    (found,) = [
        list(each.broken(timezone.now()))
        for each in queries.INVARIANTS
        if each.sentence == "Somebody may answer whoever said that something is wrong."
    ]
    assert len(found) == 1
    assert str(complaint.code) in found[0]
    with_readers(cast)
    assert "Nobody here has" not in client.get("/my/complaints/new/").content.decode()
    assert not [problem for each in queries.INVARIANTS for problem in each.broken(timezone.now())]
