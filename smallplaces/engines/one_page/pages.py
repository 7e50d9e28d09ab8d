"""What goes on the page, and how it is made shorter when it does not fit."""

import re
from dataclasses import dataclass, replace

A_LINE = 60  # characters; what a new line costs in room
SENTENCE_ENDS = re.compile(r"(?<=[.!?…؟。])\s+|\n+")


@dataclass(frozen=True)
class Section:
    """A heading and the words under it; line feeds part the paragraphs.

    Always true: when `is_shortened`, the page says so and where the rest is.
    """

    heading: str
    words: str
    is_shortened: bool = False


@dataclass(frozen=True)
class OnePage:
    """All that one page says. `title` names the document, `name` stands large at the top.

    `more` is the sentence printed under a shortened section, `more_address` where the rest is.
    `footer` is one small line. `language` is an ISO 639-1 code.
    """

    title: str
    name: str
    sections: tuple[Section, ...]
    footer: str
    more: str
    more_address: str = ""
    language: str = "en"

    def shortened_to(self, letters: int) -> "OnePage":
        """Return this page with no section longer than `letters` characters."""
        return replace(self, sections=tuple(_shortened(s, letters) for s in self.sections))

    @property
    def is_shortened(self) -> bool:
        """Say whether any section is shorter than what the person said."""
        return any(section.is_shortened for section in self.sections)


def first_sentences(words: str, letters: int) -> str:
    """Return as many whole sentences or lines of `words` as fit into `letters` characters.

    When not even the first fits, whole words of it with an ellipsis; never half a word, unless
    one word alone is longer than that.
    """
    if len(words) <= letters:
        return words
    end = 0
    for gap in SENTENCE_ENDS.finditer(words, 0, letters + 1):
        end = gap.start()
    if end:
        return words[:end]
    whole_words = words[:letters].rsplit(None, 1)
    return (whole_words[0] if len(whole_words) > 1 else words[:letters]) + "…"


def _shortened(section: Section, letters: int) -> Section:
    lines = section.words.split("\n")
    some = "\n".join(lines[: max(1, letters // A_LINE)])
    words = first_sentences(some, letters)
    if words == section.words:
        return section
    return replace(section, words=words, is_shortened=True)
