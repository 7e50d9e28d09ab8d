"""The grade is what the formula gives by hand."""

import pytest

from smallplaces.foundation.reading_age import grade, read, syllables_in


@pytest.mark.parametrize(
    ("text", "sentences", "words", "syllables"),
    [
        ("The cat sat on the mat.", 1, 6, 6),
        ("Who matters to you? Add one person at a time.", 2, 10, 12),
        ("Only you can see this now. You choose who to share it with.", 2, 13, 14),
        ("A plan starts with one wish.\nIt can be small", 2, 10, 10),
        ("You have 12 people.", 1, 4, 5),
        ("", 0, 0, 0),
    ],
)
def test_a_sentence_is_counted_as_by_hand(
    text: str, sentences: int, words: int, syllables: int
) -> None:
    found = read(text)
    assert (found.sentences, found.words, found.syllables) == (sentences, words, syllables)


def test_the_grade_follows_kincaid() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 * 1 - 15.59)
    hand = 0.39 * 10 / 2 + 11.8 * 12 / 10 - 15.59
    assert grade("Who matters to you? Add one person at a time.") == pytest.approx(hand)
    assert grade("") == 0.0


def test_long_words_and_long_sentences_read_harder() -> None:
    plain = "You can stop. You can come back."
    hard = "Notwithstanding aforementioned considerations, people may discontinue participation."
    assert grade(plain) < 2
    assert grade(hard) > 15


@pytest.mark.parametrize(
    ("word", "count"),
    {
        "life": 1,
        "people": 2,
        "little": 2,
        "asked": 1,
        "wanted": 2,
        "idea": 3,
        "being": 2,
        "pages": 2,
        "steps": 1,
        "the": 1,
        "be": 1,
        "area": 3,
        "create": 2,
        "quiet": 2,
        "use": 1,
        "family": 3,
        "together": 3,
        "question": 2,
        "agree": 2,
        "handles": 2,
        "beautiful": 3,
    }.items(),
)
def test_syllables_are_counted_by_rule(word: str, count: int) -> None:
    assert syllables_in(word) == count
