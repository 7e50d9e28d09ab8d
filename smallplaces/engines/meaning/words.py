"""People's words, made safe and ready to search with, and never changed in what they say."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 500
"""Characters of a question that search reads. The page keeps what the person wrote."""

_KEPT_FORMATS = "\u200c\u200d"  # joiners: Persian, Hindi and emoji are misspelt without them
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# How people begin to say what they would like. Full text search would look for these words too, and
# every one of them is in some listing; for meaning they are kept, since they say who is speaking.
_OPENINGS = re.compile(
    r"""\b(?:
        i(?:['’]d|\ would)?\ (?:really\ )?(?:love|like|want|need|wish)
            (?:\ (?:to|for|some|a|i\ could|i['’]d))?
      | i\ (?:used\ to|miss|enjoy|am|was|have|had|got|can)\b(?:\ (?:to|love|like|enjoy|be|do|go))?
      | i['’](?:m|ve|d|ll) | is\ there | are\ there(?:\ any)?
      | can\ (?:you|anyone|someone|somebody)\ help(?:\ me)?
      | (?:looking|looked|searching)\ for
      | (?:somewhere|someone|somebody|something|anyone|anything|people)\ (?:to|who|that|for)
            (?:\ (?:go|can|could|would))?
      | (?:help|want|need|hoping|trying|love|like)\ (?:me\ )?to | please | thanks | thank\ you
      | hoffwn(?:\ i)? | oes\ (?:yna|rhywle)
      | (?:dw\ i|dwi|rwy['’]n|rydw\ i)(?:['’]n)?(?:\ eisiau|\ hoffi|\ angen)?
    )(?=\W|$)""",
    re.IGNORECASE | re.VERBOSE,
)

# Words that are in nearly every sentence and listing, beyond PostgreSQL's own English stop words.
_FILLER = frozenset(
    """just really like love want need wish get got go going went come bit lot lots thing things
    something anything someone somebody anyone anybody people person somewhere anywhere know dont
    don't doesn't can't cant won't i'm i've i'd it's there's please thanks maybe kind sort stuff
    also even ever never would could should""".split()  # noqa: SIM905  (read as people write)
)


@dataclass(frozen=True)
class Words:
    """One question, in the forms that search needs. Both may be empty."""

    meaning: str
    """All they said, tidied: for the sentence model."""

    full_text: str
    """What they said less how they began to say it: for full text and for likeness of spelling."""


def tidy(text: str, longest: int = LONGEST) -> str:
    """Return `text` in NFKC, without control characters, on one line, at most `longest`
    characters.

    Cuts between words where it can. Letters of every script, emoji and joiners are kept; NUL,
    broken surrogates and marks that turn the reading direction are not. Time is bounded whatever
    the length.
    """
    plain = unicodedata.normalize("NFKC", text[: longest * 2])
    line = " ".join("".join(_keep(letter) for letter in plain).split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    head, space, _ = cut.rpartition(" ") if line[longest] != " " else (cut, " ", "")
    return head if space and len(head) > longest // 2 else cut


def read_words(text: str) -> Words:
    """Return a question in the forms that search needs.

    If nothing but openings and filler was said, the whole of it is kept for full text too.
    """
    meaning = tidy(text)
    told = _WORD.findall(_OPENINGS.sub(" ", meaning))
    full_text = " ".join(word for word in told if word.lower().replace("’", "'") not in _FILLER)
    return Words(meaning=meaning, full_text=full_text or " ".join(_WORD.findall(meaning)))


def _keep(letter: str) -> str:
    if letter in _KEPT_FORMATS:
        return letter
    kind = unicodedata.category(letter)
    if kind == "Cc":
        return " "
    return "" if kind in {"Cf", "Cs", "Co", "Cn"} else letter
