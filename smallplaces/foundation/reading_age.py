"""How many years of school it takes to read a text: the Flesch-Kincaid grade level.

    grade = 0.39 × words / sentences + 11.8 × syllables / words − 15.59

Source: J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S. Chissom (1975), Derivation of New
Readability Formulas for Navy Enlisted Personnel, Research Branch Report 8-75. Grade 5 is read
with ease at about ten or eleven years.

Syllables are counted by rule: each run of vowels is one, less a silent "e" or "ed" at the end.
The rule is right for nine of ten common English words; over a page the errors even out. It is
for our own English, not for people's words and not for Welsh.
"""

import re
from dataclasses import dataclass

SENTENCE = re.compile(r"[^.!?\n]+")
WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
NUMBER = re.compile(r"\d+")
VOWELS = re.compile(r"[aeiouy]+")
SOUNDED = re.compile(r"[^aeiouy]les?$")  # lit-tle, ta-bles
TWO_SOUNDS = re.compile(
    r"ia(?!l$)|io(?!u|n)|deo|[dr]ea$|crea(?!m|s)|(?<!g)ua(?!r)|iu|uie|[yea]ing$"
)


@dataclass(frozen=True)
class Reading:
    """The counts behind a grade."""

    sentences: int
    words: int
    syllables: int

    @property
    def grade(self) -> float:
        """Return the Flesch-Kincaid grade level; 0.0 for no words. Very plain text is below 0."""
        if not self.words:
            return 0.0
        return 0.39 * self.words / self.sentences + 11.8 * self.syllables / self.words - 15.59


def syllables_in(word: str) -> int:
    """Return how many syllables `word` has by rule, at least 1."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    runs = len(VOWELS.findall(_without_silent_end(letters)))
    return max(1, runs + len(TWO_SOUNDS.findall(letters)))


def _without_silent_end(letters: str) -> str:
    """Return `letters` without an "e", "ed" or "es" that is not spoken."""
    if SOUNDED.search(letters) or len(letters) <= len("be"):
        return letters
    before = letters[-3]
    if letters.endswith("ed"):
        return letters if before in "dt" else letters[:-2]
    if letters.endswith("es"):
        return letters if before in "cghsxz" else letters[:-2]
    return letters.removesuffix("e")


def read(text: str) -> Reading:
    """Return the counts of `text`. A line end ends a sentence, as in headings and lists.

    A number counts as one word of one syllable. A sentence without words does not count.
    """
    sentences = [s for s in SENTENCE.findall(text) if WORD.search(s)]
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    numbers = sum(len(NUMBER.findall(sentence)) for sentence in sentences)
    syllables = sum(map(syllables_in, words)) + numbers
    return Reading(len(sentences), len(words) + numbers, syllables)


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade level of English `text`."""
    return read(text).grade
