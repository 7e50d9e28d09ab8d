"""Danger is heard however it is spelt, and a curry is only a curry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallplaces.engines.meaning import Danger, DangerKind, Nation, help_for, speaks_of_danger
from smallplaces.engines.meaning.help_lines import HELP_LINES, unchecked

from .danger_sentences import DANGER, HARMLESS
from .danger_sentences_more import MORE_DANGER, MORE_HARMLESS


@pytest.mark.parametrize(("words", "kind"), DANGER, ids=[words for words, _ in DANGER])
def test_danger_is_heard(words: str, kind: DangerKind) -> None:
    danger = speaks_of_danger(words)
    assert danger is not None
    assert kind in danger.kinds


@pytest.mark.parametrize("words", MORE_DANGER)
def test_danger_is_heard_in_roundabout_words(words: str) -> None:
    assert speaks_of_danger(words) is not None


@pytest.mark.parametrize("words", HARMLESS + MORE_HARMLESS)
def test_harmless_words_are_left_in_peace(words: str) -> None:
    assert speaks_of_danger(words) is None


def test_danger_is_heard_behind_a_saying() -> None:
    assert speaks_of_danger("killing time till I kill myself") is not None


@pytest.mark.parametrize(
    "words",
    ["I  WANT\n\tTO\0 DIE", "i want to… die", "I want  to die 🙂", "Ｉ ｗａｎｔ ｔｏ ｄｉｅ"],
)
def test_danger_is_heard_through_odd_typing(words: str) -> None:
    assert speaks_of_danger(words) is not None


@given(st.text(max_size=2_000))
def test_any_text_is_accepted(words: str) -> None:
    assert speaks_of_danger(words) is None or isinstance(speaks_of_danger(words), Danger)


@given(st.text(max_size=60), st.text(max_size=60))
def test_danger_is_heard_in_the_middle_of_anything(before: str, after: str) -> None:
    assert speaks_of_danger(f"{before} . suicide . {after}") is not None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted({w for s, _ in DANGER for w in s.split()})), min_size=1))
def test_any_order_of_alarming_words_is_accepted(words: list[str]) -> None:
    speaks_of_danger(" ".join(words))


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "want ",
        "he is has keeps always just ",
        "child is being ",
        "\0",
        "\u202e",
        "🦆",
        "suicid ",
        "took all my ",
        "مرحبا ",
    ],
)
def test_a_hundred_thousand_letters_are_accepted(piece: str) -> None:
    found = speaks_of_danger((piece * 100_000)[:100_000])
    assert found is None or found.kinds


def test_danger_at_the_end_of_a_long_story_is_heard() -> None:
    assert speaks_of_danger("word " * 19_000 + "I want to die") is not None


def test_999_comes_first_for_every_kind_in_every_nation() -> None:
    for kind in DangerKind:
        for nation in Nation:
            lines = help_for(Danger(frozenset({kind})), nation)
            assert lines[0].dial == "tel:999"
            assert "tel:116123" in [line.dial for line in lines]


def test_each_nation_has_its_own_line_for_home_and_for_despair() -> None:
    for nation in Nation:
        for kind in (DangerKind.HOME, DangerKind.SUICIDE):
            lines = help_for(Danger(frozenset({kind})), nation)
            assert any(len(line.nations) < len(Nation) for line in lines)


def test_without_a_nation_the_lines_are_those_of_england() -> None:
    danger = Danger(frozenset({DangerKind.HOME}))
    assert help_for(danger) == help_for(danger, Nation.ENGLAND)
    assert "tel:08082000247" in [line.dial for line in help_for(danger)]


def test_lines_in_wales_include_one_in_welsh() -> None:
    for kind in (DangerKind.HOME, DangerKind.CRISIS):
        assert any(line.in_welsh for line in help_for(Danger(frozenset({kind})), Nation.WALES))


def test_every_number_read_is_the_number_dialled() -> None:
    for line in HELP_LINES:
        read = "".join(c for c in line.how if c.isdigit())
        dialled = "".join(c for c in line.dial if c.isdigit())
        assert read.startswith(dialled), line.name
        assert line.source
        assert line.nations
        assert line.kinds


def test_lines_nobody_has_checked_are_listed() -> None:
    assert set(unchecked()) == {line for line in HELP_LINES if line.checked_on is None}
