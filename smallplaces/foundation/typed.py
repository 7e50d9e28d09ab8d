"""What people type, kept as they typed it.

Words of any language and direction, emoji and invisible joiners stay. Only what no screen can
show and no database can hold goes: NUL, other control characters, halves of characters.
"""

import unicodedata

LONGEST = 100_000  # characters of one answer; a long book chapter


class TooLong(ValueError):
    """There are more words than can be kept. The message is a sentence the person will read."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(
            f"This is {length:,} letters long. We can keep {limit:,}. Please make it shorter. "
            "What you saved before is still kept."
        )
        self.length = length
        self.limit = limit


def as_typed(text: str, *, limit: int = LONGEST) -> str:
    """Return `text` without control characters; every line ends with one line feed.

    Tabs and line feeds stay. Nothing is trimmed and nothing is cut.
    Raises TooLong above `limit` characters (Unicode code points).
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        letter
        for letter in lines
        if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    if len(kept) > limit:
        raise TooLong(len(kept), limit)
    return kept


def direction_of(words: str) -> str:
    """Return "rtl" or "ltr": the direction of the first letter that has one (UAX #9, rule P2)."""
    for letter in words:
        way = unicodedata.bidirectional(letter)
        if way in ("L", "R", "AL"):
            return "ltr" if way == "L" else "rtl"
    return "ltr"
