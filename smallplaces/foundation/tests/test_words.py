"""The words this place never says to people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.words import NEVER_SAID, words_we_never_say


@pytest.mark.parametrize("word", NEVER_SAID)
def test_each_word_is_found_in_a_sentence_in_any_letters(word: str) -> None:
    assert word in words_we_never_say(f"We have a {word}.")
    assert word in words_we_never_say(f"{word.upper()}!")


@pytest.mark.parametrize(
    "said",
    [
        "Embedded, suitcase, bedroom, clientele, vacancyless",
        "Just in case it rains, there is bed and breakfast.",
        "Open Referral is the name of a standard.",
        "",
        "گھر 😀 tŷ",
    ],
)
def test_everyday_words_are_left_alone(said: str) -> None:
    assert words_we_never_say(said) == []


def test_they_come_in_the_order_they_stand() -> None:
    said = words_we_never_say("The client refused a bed. Case closed, just in case.")
    assert said == ["client", "refused", "bed", "case"]


@given(st.text())
def test_any_text_can_be_read(said: str) -> None:
    assert set(words_we_never_say(said)) <= set(NEVER_SAID)
