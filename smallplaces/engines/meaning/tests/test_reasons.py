"""Each result says why it is here, in one sentence that can be read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.meaning import Facts, why


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            Facts(matched_words=["fishing"], metres=600, from_where="OL4"),
            "It mentions fishing and it is about 10 minutes’ walk from OL4.",
        ),
        (
            Facts(close_in_meaning=True, free=True, when="Tuesdays"),
            "It is close in meaning to what you wrote, it is free and it is on Tuesdays.",
        ),
        (Facts(matched_words=["dad", "fishing", "dad"]), "It mentions dad and fishing."),
        (Facts(matched_words=["a", "b", "c", "d"]), "It mentions a, b and c."),
        (Facts(matched_words=["bus"], close_in_meaning=True), "It mentions bus."),
        (Facts(right_name=True, matched_words=["bus"]), "It has the name you wrote."),
        (Facts(metres=60), "It is very near you."),
        (Facts(metres=0, from_where="OL14"), "It is very near OL14."),
        (Facts(metres=1_846), "It is about 30 minutes’ walk from you."),
        (Facts(metres=1_930), "It is 1 mile from you."),
        (Facts(metres=8_000, from_where="HX7"), "It is 5 miles from HX7."),
        (
            Facts(right_name=True, may_be_company=True, free=True),
            "It may be good company and it is free.",
        ),
        (Facts(), "It is in this directory."),
    ],
)
def test_the_sentence_says_what_is_known(facts: Facts, sentence: str) -> None:
    assert why(facts) == sentence


@given(
    st.lists(st.text("abcxyz", min_size=1, max_size=8), max_size=5),
    st.booleans(),
    st.none() | st.floats(0, 1e6),
    st.booleans(),
)
def test_any_facts_make_one_sentence(
    words: list[str], close: bool, metres: float | None, free: bool
) -> None:
    sentence = why(Facts(matched_words=words, close_in_meaning=close, metres=metres, free=free))
    assert sentence.startswith("It ")
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
    assert "None" not in sentence
