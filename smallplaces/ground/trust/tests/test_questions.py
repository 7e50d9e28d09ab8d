"""Asking why somebody looked: who may, what follows, and what never can."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.access import NotAllowed
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import Person
from smallplaces.ground.trust import actions, queries, rules
from smallplaces.ground.trust.models import Look, Question, Record
from tests.cast import Cast, build_cast, client_of

DAY = timedelta(days=1)
LATE = rules.ANSWER_WITHIN
VERY_LATE = LATE + rules.SETTLE_WITHIN
State = Question.State


def looked(cast: Cast, *, hours: int = 0, shelf: Shelf = Shelf.PLAN) -> Look:
    """Let Cerys look at something of Amina's."""
    return actions.look(
        viewer=cast.cerys, person=cast.amina, shelf=shelf, reason=Look.Reason.OWN_WORDS,
        words="To see the day", at=cast.at + timedelta(hours=hours),
    )  # fmt: skip


def asked(cast: Cast) -> Question:
    return actions.ask_why(look=looked(cast), words="Which day?", by=cast.amina, at=cast.at)


def make_guardian(cast: Cast, person: Person) -> Person:
    actions.give_mandate(
        holder=person, verb=queries.HEARS_QUESTIONS, over=None, because="The people chose them.",
        until=cast.at + 365 * DAY, by=cast.the_house, at=cast.at,
    )  # fmt: skip
    return person


def in_state(cast: Cast, state: Question.State) -> Question:
    """Return a question that has come to `state` through our own actions. Idris is the guardian."""
    guardian, question = make_guardian(cast, cast.idris), asked(cast)
    if state == State.ANSWERED:
        actions.answer_why(question=question, answer="Friday", by=cast.cerys, at=cast.at)
    if state in {State.PASSED_ON, State.SETTLED, State.NEVER_ANSWERED}:
        actions.pass_on_questions(by=cast.the_house, at=cast.at + LATE)
    if state == State.SETTLED:
        actions.settle_question(
            question=question, outcome="She told me.", by=guardian, at=cast.at + LATE
        )
    if state == State.NEVER_ANSWERED:
        actions.close_questions(by=cast.the_house, at=cast.at + VERY_LATE)
    question.refresh_from_db()
    assert question.state == state
    return question


def events(cast: Cast) -> list[str]:
    return list(
        Record.objects.filter(event__startswith="trust.question").values_list("event", flat=True)
    )


def test_asking_twice_asks_once_and_is_recorded_once(cast: Cast) -> None:
    first = asked(cast)
    again = actions.ask_why(look=first.look, words="Other words", by=cast.amina, at=cast.at + DAY)
    assert again == first
    assert (again.words, again.due_at) == ("Which day?", cast.at + rules.ANSWER_WITHIN)
    assert events(cast) == ["trust.question_asked"]


@pytest.mark.parametrize("who", ["cerys", "dev", "gwen"])
def test_nobody_else_asks_about_a_look_at_me(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed, match="Only the person who was looked at"):
        actions.ask_why(look=looked(cast), by=getattr(cast, who), at=cast.at)
    assert not Question.objects.exists()


@pytest.mark.parametrize("who", ["amina", "dev", "idris"])
def test_nobody_else_says_why_one_looked(cast: Cast, who: str) -> None:
    question = asked(cast)
    with pytest.raises(NotAllowed, match="Only the one who looked"):
        actions.answer_why(question=question, answer="Because", by=getattr(cast, who), at=cast.at)
    question.refresh_from_db()
    assert question.state == State.WAITING


VERBS = {
    State.ANSWERED: lambda cast, question, at: actions.answer_why(
        question=question, answer="Late, sorry", by=cast.cerys, at=at
    ),
    State.SETTLED: lambda cast, question, at: actions.settle_question(
        question=question, outcome="Something else", by=cast.idris, at=at
    ),
}


@pytest.mark.parametrize("then", list(VERBS))
@pytest.mark.parametrize("now", list(State))
def test_a_verb_works_where_the_table_says_and_changes_nothing_elsewhere(
    cast: Cast, now: Question.State, then: Question.State
) -> None:
    question = in_state(cast, now)
    before = Question.objects.filter(pk=question.pk).values().get()
    if then in rules.QUESTION_STAGES.moves[now]:
        assert VERBS[then](cast, question, cast.at + VERY_LATE).state == then
        return
    with pytest.raises(NotAllowed):
        VERBS[then](cast, question, cast.at + VERY_LATE)
    assert Question.objects.filter(pk=question.pk).values().get() == before


@pytest.mark.parametrize("now", list(State))
def test_the_rounds_of_the_house_move_what_is_overdue_and_nothing_else(
    cast: Cast, now: Question.State
) -> None:
    question = in_state(cast, now)
    early = cast.at + (LATE if now == State.PASSED_ON else timedelta(0))
    for at in (early, cast.at + VERY_LATE, cast.at + VERY_LATE):
        actions.pass_on_questions(by=cast.the_house, at=at)
        actions.close_questions(by=cast.the_house, at=at)
        if at == early:
            question.refresh_from_db()
            assert question.state == now
    question.refresh_from_db()
    becomes = {State.WAITING: State.PASSED_ON, State.PASSED_ON: State.NEVER_ANSWERED}
    assert question.state == becomes.get(now, now)
    assert events(cast).count("trust.question_passed_on") <= 1


def test_only_the_house_makes_its_rounds(cast: Cast) -> None:
    for verb in (actions.pass_on_questions, actions.close_questions):
        asked(cast)
        with pytest.raises(NotAllowed):
            verb(by=cast.dev, at=cast.at + VERY_LATE + LATE)


def test_a_guardian_settles_nothing_about_themselves(cast: Cast) -> None:
    question = in_state(cast, State.PASSED_ON)
    for who in (make_guardian(cast, cast.cerys), make_guardian(cast, cast.amina)):
        with pytest.raises(NotAllowed, match="another guardian"):
            actions.settle_question(question=question, outcome="All well", by=who, at=cast.at)
    with pytest.raises(NotAllowed, match="Only a guardian"):
        actions.settle_question(question=question, outcome="All well", by=cast.dev, at=cast.at)


@given(st.text(max_size=1_200))
def test_any_answer_is_kept_or_refused_in_words(words: str) -> None:
    plain = words.replace("\x00", "").strip()
    if 0 < len(plain) <= rules.LONGEST_ANSWER:
        assert rules.check_says_something(words) == plain
    else:
        with pytest.raises(NotAllowed, match=r"(first|has \d+)\."):
            rules.check_says_something(words)


def test_the_database_refuses_a_state_that_did_not_happen(cast: Cast) -> None:
    question = asked(cast)
    for wrong in (
        {"state": State.ANSWERED},
        {"answer": "x"},
        {"state": State.SETTLED},
        {"passed_on_at": cast.at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**wrong)


def test_many_looks_of_one_day_read_as_one_line(cast: Cast) -> None:
    looks = [looked(cast, hours=hours) for hours in (0, 1, 2)]
    other = looked(cast, hours=2, shelf=Shelf.PEOPLE)
    later = looked(cast, hours=26)
    groups = queries.looks_by_day(queries.looks_visible_to(cast.amina))
    assert [[each.pk for each in group.looks] for group in groups] == [
        [later.pk], [other.pk], [look.pk for look in reversed(looks)],
    ]  # fmt: skip
    assert len(groups[2].others) == 2
    assert list(queries.looks_visible_to(cast.dev)) == []


@pytest.fixture
def today(db: None) -> Cast:
    """Return the cast as they are today: pages read the clock."""
    return build_cast(at=datetime.now(UTC) - DAY)


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_a_question_goes_round_by_plain_forms(today: Cast) -> None:
    amina, cerys = client_of(today.amina), client_of(today.cerys)
    look = looked(today)
    assert "To see the day" in text(amina, "/my/sharing/")
    ask = f"/my/looks/{look.code}/ask/"
    assert "Ask Cerys why" in text(amina, ask)
    assert amina.post(ask, {"words": "Which day?"})["Location"] == "/my/sharing/"
    assert "They have until" in text(amina, "/my/sharing/")
    assert "Answers you owe" in text(cerys, "/")
    assert "Which day?" in text(cerys, "/my/answers/")
    answer = f"/my/answers/{Question.objects.get().code}/"
    assert "Write a few words first." in cerys.post(answer, {"words": " "}).content.decode()
    assert cerys.post(answer, {"words": "<b>Friday</b>"})["Location"] == "/my/answers/"
    page = text(amina, "/my/sharing/")
    assert "&lt;b&gt;Friday&lt;/b&gt;" in page
    assert "Answers you owe" not in text(cerys, "/")
    assert cerys.post(answer, {"words": "Again"}).status_code == 404


def test_a_guardian_reads_what_nobody_answered_and_settles_it(today: Cast) -> None:
    guardian, question = client_of(make_guardian(today, today.idris)), asked(today)
    settle = f"/my/answers/{question.code}/settle/"
    assert guardian.get(settle).status_code == 404
    actions.pass_on_questions(by=today.the_house, at=today.at + LATE)
    assert "Amina asked Cerys" in text(guardian, "/my/answers/")
    assert "Answers you owe" in text(guardian, "/")
    assert guardian.post(settle, {"words": "They have talked."})["Location"] == "/my/answers/"
    page = text(client_of(today.amina), "/my/sharing/")
    assert 'Idris, as a guardian: “<span dir="auto">They have talked.</span>”' in page


@pytest.mark.parametrize("who", ["dev", "gwen", "amina"])
def test_strangers_find_no_page_of_a_question(today: Cast, who: str) -> None:
    question = in_state(today, State.PASSED_ON)
    client = client_of(getattr(today, who))
    assert client.get(f"/my/answers/{question.code}/").status_code == 404
    assert client.get(f"/my/answers/{question.code}/settle/").status_code == 404
    if who != "amina":
        assert client.get(f"/my/looks/{question.look.code}/ask/").status_code == 404
    assert "Which day?" not in text(client, "/my/answers/")
