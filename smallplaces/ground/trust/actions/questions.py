"""Asking why someone looked, answering, and what happens when nobody answers."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from smallplaces.foundation.recording import record
from smallplaces.ground.people.models import Person

from .. import rules
from ..models import Look, Question

State = Question.State


@transaction.atomic
def ask_why(*, look: Look, words: str = "", by: Person, at: datetime) -> Question:
    """Ask whoever looked why they did. They owe an answer by a day.

    A repeat returns the first question. Raises NotAllowed. Records `trust.question_asked`.
    """
    look = Look.objects.select_for_update(of=("self",), no_key=True).get(pk=look.pk)
    rules.check_can_ask_why(by, look)
    question, is_new = Question.objects.get_or_create(
        look=look,
        defaults={
            "words": words.strip(),
            "asked_at": at,
            "asked_by": by,
            "due_at": at + rules.ANSWER_WITHIN,
        },
    )
    if is_new:
        _record(question, "trust.question_asked", by, at)
    return question


@transaction.atomic
def answer_why(*, question: Question, answer: str, by: Person, at: datetime) -> Question:
    """Say why one looked. The person reads it. Late is better than never.

    The same answer twice changes nothing. Raises NotAllowed. Records `trust.question_answered`.
    """
    question = _locked(question)
    rules.check_can_answer_why(by, question)
    answer = rules.check_says_something(answer)
    if question.state == State.ANSWERED and question.answer == answer:
        return question
    rules.check_question_can_move(question, State.ANSWERED)
    question.state, question.answer = State.ANSWERED, answer
    question.answered_at, question.answered_by = at, by
    question.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _record(question, "trust.question_answered", by, at)
    return question


@transaction.atomic
def settle_question(*, question: Question, outcome: str, by: Person, at: datetime) -> Question:
    """Say, as a guardian, what came of a question that nobody answered.

    The same outcome twice changes nothing. Raises NotAllowed. Records `trust.question_settled`.
    """
    question = _locked(question)
    rules.check_can_settle(by, question, at=at)
    outcome = rules.check_says_something(outcome)
    if question.state == State.SETTLED and question.outcome == outcome:
        return question
    rules.check_question_can_move(question, State.SETTLED)
    question.state, question.outcome = State.SETTLED, outcome
    question.settled_at, question.settled_by = at, by
    question.save(update_fields=["state", "outcome", "settled_at", "settled_by"])
    _record(question, "trust.question_settled", by, at)
    return question


def pass_on_questions(*, by: Person, at: datetime) -> int:
    """Pass on to a guardian every question whose answer is overdue. Return how many.

    A round of The House; a repeat changes nothing. Raises NotAllowed. Records
    `trust.question_passed_on`.
    """
    overdue = Question.objects.filter(state=State.WAITING, due_at__lte=at)

    def pass_on(question: Question) -> None:
        question.state, question.passed_on_at, question.passed_on_by = State.PASSED_ON, at, by
        question.save(update_fields=["state", "passed_on_at", "passed_on_by"])
        _record(question, "trust.question_passed_on", by, at)

    return _each(list(overdue.values_list("pk", flat=True)), State.PASSED_ON, pass_on, by, at)


def close_questions(*, by: Person, at: datetime) -> int:
    """Say of every question that no guardian settled in time that it was never answered.

    A round of The House; a repeat changes nothing. Raises NotAllowed. Records
    `trust.question_closed`.
    """
    waited = Question.objects.filter(
        state=State.PASSED_ON, passed_on_at__lte=at - rules.SETTLE_WITHIN
    )

    def close(question: Question) -> None:
        question.state = State.NEVER_ANSWERED
        question.save(update_fields=["state"])
        _record(question, "trust.question_closed", by, at)

    return _each(list(waited.values_list("pk", flat=True)), State.NEVER_ANSWERED, close, by, at)


def _each(
    keys: list[int], then: State, move: Callable[[Question], None], by: Person, at: datetime
) -> int:
    """Move each question on its own, if it can still be moved. Return how many were."""
    rules.check_has_mandate(by, rules.KEEPS_QUESTIONS, at=at)
    moved = 0
    for key in keys:
        with transaction.atomic():
            question = _locked(Question(pk=key))
            if then in rules.QUESTION_STAGES.moves[State(question.state)]:
                move(question)
                moved += 1
    return moved


def _locked(question: Question) -> Question:
    questions = Question.objects.select_for_update(of=("self",), no_key=True)
    return questions.select_related("look", "asked_by").get(pk=question.pk)


def _record(question: Question, event: str, by: Person, at: datetime) -> None:
    thing = f"trust.question:{question.code}"
    record(event, by=by, at=at, about=question.asked_by, thing=thing)
