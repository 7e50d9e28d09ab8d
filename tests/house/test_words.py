"""docs/words.md: one term, one meaning, for every noun of the house."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from smallplaces.foundation.words import NEVER_SAID

WORDS = (Path(__file__).resolve().parents[2] / "docs" / "words.md").read_text()
TERMS = [
    term
    for row in re.findall(r"^\|([^|]*\*\*[^|]*)\|", WORDS, re.MULTILINE)
    for term in re.findall(r"\*\*([^*]+)\*\*", row)
]
NOUNS = sorted(
    model.__name__
    for config in apps.get_app_configs()
    if config.name.startswith("smallplaces.")
    for model in config.get_models()
)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_model_is_explained_once_in_the_glossary(noun: str) -> None:
    assert TERMS.count(noun) == 1, (
        f"docs/words.md must explain **{noun}** once: what it means here, and where the word "
        "comes from."
    )


def test_no_two_models_share_a_name() -> None:
    assert len(NOUNS) == len(set(NOUNS)), "One term, one meaning: rename one of them."


@pytest.mark.parametrize("word", NEVER_SAID)
def test_every_word_we_never_say_is_there_with_its_reason(word: str) -> None:
    rows = WORDS.partition("## Words we never say")[2]
    row = next((r for r in rows.splitlines() if re.match(rf"\|[^|]*\b{word}\b[^|]*\|", r)), "")
    because = row.split("|")[2:3]
    assert because, f"docs/words.md must say why we never say “{word}”, and what we say instead."
    assert because[0].strip()
