"""Ranking a few texts for someone's words."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.meaning import texts as ranking
from smallplaces.engines.meaning.model import load_model
from smallplaces.engines.meaning.texts import rank_texts

OFFERS = [
    "I can drive you to the hospital or the shops in my car.",
    "Happy to teach the guitar to anyone patient.",
    "I have rods and reels and would take someone fishing.",
    "Dw i'n gallu helpu gyda siarad Cymraeg. Tŷ cynnes.",
]


@pytest.fixture
def _words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranking, "load_model", lambda: None)


@pytest.mark.usefixtures("_words_alone")
def test_a_shared_word_finds_a_text() -> None:
    [best] = rank_texts("I would love to fish", OFFERS)
    assert (best.place, best.matched_words, best.close_in_meaning) == (2, ("fish",), False)


@pytest.mark.usefixtures("_words_alone")
def test_accents_do_not_matter() -> None:
    assert [one.place for one in rank_texts("ty", OFFERS)] == [3]


@pytest.mark.usefixtures("_words_alone")
def test_no_texts_and_no_words_find_nothing() -> None:
    assert rank_texts("fishing", []) == rank_texts("", OFFERS) == rank_texts("fishing", [""]) == []


@pytest.mark.skipif(load_model() is None, reason="the extra `meaning` is not installed")
def test_meaning_finds_what_shares_no_word() -> None:
    best = rank_texts("learning a musical instrument", OFFERS)[0]
    assert (best.place, best.matched_words, best.close_in_meaning) == (1, (), True)


@given(st.text(max_size=200), st.lists(st.text(max_size=100), max_size=5))
def test_any_text_is_ranked_at_most_once(words: str, given_texts: list[str]) -> None:
    counted = [Counter(root for _word, root in ranking._roots(text)) for text in given_texts]
    found = ranking._by_words({root for _word, root in ranking._roots(words)}, counted)
    assert len(set(found)) == len(found) <= len(given_texts)
