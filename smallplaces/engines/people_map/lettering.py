"""How wide letters are, near enough to keep boxes apart, and how a name goes on two lines.

Widths are in em, estimated from above: a box may be a little too wide, never too narrow.
"""

import unicodedata

NARROW, USUAL, WIDE, FULL = 0.34, 0.62, 0.92, 1.4
NARROW_LETTERS = frozenset("iljtfrI.,:;'’!|()[]-· ")
WIDE_LETTERS = frozenset("mwMWGOQ@%&")
CONTROLS = ("Cc", "Cf", "Cs", "Mn", "Me")
XML_CANNOT = ("Cc", "Cs")
FIRST_EMOJI = 0x2190
ELLIPSIS = "…"


def width_of(text: str) -> float:
    """Return how wide `text` is at most, in em."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if letter in NARROW_LETTERS:
        return NARROW
    if letter in WIDE_LETTERS:
        return WIDE
    if unicodedata.category(letter) in CONTROLS:
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF" or ord(letter) >= FIRST_EMOJI:
        return FULL
    return WIDE if ord(letter) > 0x2AF or letter.isupper() else USUAL


def lines_of(name: str, *, widest: float, at_most: int = 2) -> tuple[str, ...]:
    """Return `name` on one line, or up to `at_most`, each at most `widest` em wide.

    Breaks between words; a word that is too wide by itself is broken. What does not fit ends in
    an ellipsis: give the whole name elsewhere too. Letters that XML cannot hold are left out.
    """
    shown = "".join(c if unicodedata.category(c) not in XML_CANNOT else " " for c in name)
    lines: list[str] = []
    words = shown.split()
    while words and len(lines) < at_most:
        lines.append(_take_line(words, widest))
    if words and lines:
        lines[-1] = _fitting(lines[-1], widest - width_of(ELLIPSIS)) + ELLIPSIS
    return tuple(lines) or ("?",)


def _take_line(words: list[str], widest: float) -> str:
    """Take as many of `words` as fit on a line, at least a part of the first."""
    line = _fitting(words[0], widest)
    if line != words[0]:
        words[0] = words[0][len(line) :]
        return line
    words.pop(0)
    while words and width_of(f"{line} {words[0]}") <= widest:
        line = f"{line} {words.pop(0)}"
    return line


def _fitting(text: str, widest: float) -> str:
    """Return the start of `text` that is at most `widest`, at least one letter."""
    taken, wide = 0, 0.0
    for letter in text:
        wide += _letter_width(letter)
        if wide > widest and taken:
            break
        taken += 1
    return text[:taken]
