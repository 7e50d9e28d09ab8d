"""`smallplaces rounds` and `smallplaces check`: what The House does, and what is always true."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from smallplaces.foundation.house import invariants, rounds
from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.trust import actions, rules
from smallplaces.ground.trust.actions import put_down_the_head
from smallplaces.ground.trust.models import Look, Question, Record, Sight
from smallplaces.site.cli import main
from smallplaces.site.heads import heads_in, put_down, write_heads
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None, tmp_path: Path, settings: Any) -> Cast:
    """Return the cast as they were three weeks ago."""
    settings.DATA_DIR = tmp_path
    put_down_the_head()
    return build_cast(at=datetime.now(UTC) - timedelta(days=21))


def run(*words: str) -> Result:
    """Run the command; whatever it raises is a failure of the test."""
    return CliRunner().invoke(main, words, catch_exceptions=False)


def ask(cast: Cast) -> Question:
    look = actions.look(
        viewer=cast.cerys, person=cast.amina, shelf=Shelf.PLAN, reason=Look.Reason.ASKED_ME,
        at=cast.at,
    )  # fmt: skip
    return actions.ask_why(look=look, by=cast.amina, at=cast.at)


def test_the_rounds_move_what_waited_and_a_repeat_moves_nothing(cast: Cast) -> None:
    question = ask(cast)
    assert "1 questions passed on to a guardian" in run("rounds").stdout
    question.refresh_from_db()
    assert question.state == Question.State.PASSED_ON
    assert all(line.startswith("0 ") for line in run("rounds").stdout.splitlines())


def test_every_round_may_be_made_by_the_house(cast: Cast) -> None:
    at = cast.at + rules.ANSWER_WITHIN
    for each in rounds:
        each.go(by=cast.the_house, at=at)
    assert [each.go(by=cast.the_house, at=at) for each in rounds] == [0] * len(rounds)


def test_a_place_that_is_as_it_should_be_says_so_line_by_line(cast: Cast) -> None:
    result = run("check")
    assert result.exit_code == 0
    first, *lines, looked, last = result.stdout.splitlines()
    assert first.startswith("Small Places: what must always be so, looked at on ")
    assert lines == [f"✓ {each.sentence}" for each in invariants]
    assert "Every table and index of the database is sound." in looked
    assert f" of {len(invariants) + 1} are so." in last
    told = json.loads(run("check", "--json").stdout)
    assert [each["broken"] for each in told[:-1]] == [[]] * len(invariants)
    assert told[-1]["broken"] in ([], None)  # None with a PostgreSQL that is not ours


def broken_by(sentence: str) -> list[str]:
    result = run("check", "--json")
    assert result.exit_code == 1
    told = {each["always"]: each["broken"] for each in json.loads(result.stdout)}
    return next(broken for always, broken in told.items() if sentence in always)


def test_a_changed_log_is_found(cast: Cast) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_record DISABLE TRIGGER USER")
        cursor.execute("UPDATE trust_record SET event = 'trust.nothing' WHERE number = 3")
        cursor.execute("ALTER TABLE trust_record ENABLE TRIGGER USER")
    assert broken_by("log is whole") == ["Line 3 of the log was changed."]
    assert "✗ The log is whole" in run("check").stdout


def change_log(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE trust_record DISABLE TRIGGER USER")
        cursor.execute(statement)
        cursor.execute("ALTER TABLE trust_record ENABLE TRIGGER USER")


def test_a_removed_line_of_the_log_is_found(cast: Cast) -> None:
    change_log("DELETE FROM trust_record WHERE number = 4")
    assert broken_by("log is whole") == ["Line 4 of the log is missing."]


def test_a_cut_end_of_the_log_is_found(cast: Cast) -> None:
    last = Record.objects.latest("number").number
    change_log(f"DELETE FROM trust_record WHERE number = {last}")
    assert broken_by("log is whole") == [f"Line {last} of the log is missing at the end."]


def test_a_cut_end_with_its_head_set_back_is_found_outside(cast: Cast, tmp_path: Path) -> None:
    run("rounds")
    run("rounds")
    (head,) = heads_in(tmp_path / "heads.jsonl")
    change_log(f"DELETE FROM trust_record WHERE number = {head.number}")
    change_log(
        "UPDATE trust_recordhead SET (number, hash) ="
        " (SELECT number, hash FROM trust_record ORDER BY number DESC LIMIT 1)"
    )
    (said,) = broken_by("its last on some day")
    assert said.startswith(f"Line {head.number} of the log, its last on ")
    write_heads(tmp_path / "heads.jsonl", [replace(head, number=2)])
    (said,) = broken_by("its last on some day")
    assert said.startswith("Line 2 of the log is not what it was on ")


def test_each_day_has_one_head(cast: Cast, tmp_path: Path) -> None:
    for hours in (0, 1, 24, 25, 48):
        put_down(by=cast.the_house, at=cast.at + timedelta(hours=hours))
    days = [head.moment.date() for head in heads_in(tmp_path / "heads.jsonl")]
    assert days == [(cast.at + timedelta(days=n)).date() for n in range(3)]


def test_a_sight_without_a_support_is_found(cast: Cast) -> None:
    ended = Sight.objects.filter(kind=Sight.Kind.SUPPORTER).first()
    assert ended is not None
    Sight.objects.filter(pk=ended.pk).update(viewer=cast.dev)
    assert len(broken_by("sees as a supporter")) == 1


def test_an_overdue_answer_is_found_until_the_house_went_round(cast: Cast) -> None:
    ask(cast)
    assert len(broken_by("every answer that is overdue")) == 1
    run("rounds")
    assert run("check").exit_code == 0
    assert Record.objects.filter(event="trust.question_passed_on").count() == 1
