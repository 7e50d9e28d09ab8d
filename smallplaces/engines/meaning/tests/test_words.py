"""People's words are made safe, and what they say is not changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.meaning import read_words, tidy
from smallplaces.engines.meaning.words import LONGEST


@pytest.mark.parametrize(
    ("asked", "full_text"),
    [
        ("I used to love fishing with my dad", "fishing with my dad"),
        ("I'd love to sing", "sing"),
        ("I’d like somewhere to go on a Sunday", "on a Sunday"),
        ("dw i eisiau siarad Cymraeg", "siarad Cymraeg"),
        ("hoffwn ganu mewn côr", "ganu mewn côr"),
        ("looking for a baby group", "a baby group"),
        ("grab rail for the bath", "grab rail for the bath"),
        ("colour, neighbour and programme", "colour neighbour and programme"),
        ("bike", "bike"),
        ("", ""),
    ],
)
def test_openings_are_dropped_for_full_text(asked: str, full_text: str) -> None:
    assert read_words(asked).full_text == full_text
    assert read_words(asked).meaning == asked


def test_words_that_are_all_filler_are_kept() -> None:
    assert read_words("I want someone").full_text == "I want someone"


@pytest.mark.parametrize(
    ("rough", "plain"),
    [
        ("a\0b", "a b"),
        ("  two\t\nlines \r\n ", "two lines"),
        ("\u202eright to left\u202c", "right to left"),
        ("ﬁshing ②", "fishing 2"),
        ("\ud800broken", "broken"),
        ("côr tŷ gŵr", "côr tŷ gŵr"),
        ("مرحبا بكم", "مرحبا بكم"),
        ("👩‍👧 playing", "👩‍👧 playing"),
        ("soft\u00adhyphen", "softhyphen"),
    ],
)
def test_tidy_keeps_what_is_said(rough: str, plain: str) -> None:
    assert tidy(rough) == plain


def test_long_words_are_cut_between_words() -> None:
    cut = tidy("fishing " * 20_000)
    assert len(cut) <= LONGEST
    assert set(cut.split()) == {"fishing"}


def test_one_endless_word_is_cut_all_the_same() -> None:
    assert len(tidy("x" * 100_000)) == LONGEST


@given(st.text(st.characters(), max_size=3_000))
def test_any_text_is_made_safe(text: str) -> None:
    plain = tidy(text)
    assert len(plain) <= LONGEST
    assert tidy(plain) == plain
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in plain)
    plain.encode()


@given(st.text(max_size=600))
def test_any_text_can_be_read(text: str) -> None:
    words = read_words(text)
    assert "\0" not in words.full_text + words.meaning
