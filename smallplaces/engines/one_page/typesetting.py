"""From a page to a PDF, through Typst."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import fontpkg_atkinson_hyperlegible
import manimgx_fonts
import typst

from smallplaces.foundation.typed import direction_of

from .pages import OnePage

TEMPLATE = Path(__file__).parent / "one_page.typ"
FONTS = [
    str(fontpkg_atkinson_hyperlegible.ROOT / "files"),
    str(Path(manimgx_fonts.__file__).parent),
]
STANDARD: Final = "ua-1"
SIZES = (14.0, 12.5, 11.5, 10.5)  # points; below 10.5 a page is hard to read
LENGTHS = (1600, 1100, 800, 600, 450, 320, 220, 150)  # characters of a section, tried in turn
NO_MORE_THAN = 6000  # characters; more never fits on a page, so it is not even tried
UNBROKEN = re.compile(r"\S{30}(?=\S)")  # a word too long for a line, such as an address
MAY_BREAK = "\u200b"  # zero-width space
MISSING = re.compile(r'the text `?"(.*?)"`? could not be displayed')


class CannotShow(Exception):
    """No typeface here has this letter. The message is a sentence the person will read."""

    def __init__(self, letter: str) -> None:
        super().__init__(
            f"We cannot put “{letter}” on the PDF. Your words are kept as they are. "
            "You can print the page instead."
        )
        self.letter = letter


@dataclass(frozen=True)
class Typeset:
    """A finished PDF. `is_shortened`: it was made shorter to fit, and says so itself."""

    pdf: bytes
    is_shortened: bool


def typeset(page: OnePage) -> Typeset:
    """Return `page` as a PDF of one A4 side.

    Tries smaller letters first, then fewer sentences, each cut announced on the page itself.
    A try takes about 10 ms. Raises CannotShow when a letter is in no typeface of this machine.
    """
    last = page
    for size, last in _tries(page):
        if _pages_of(last, size) == 1:
            return Typeset(_compiled(last, size), last.is_shortened)
    return Typeset(_compiled(last, SIZES[-1]), last.is_shortened)


def _tries(page: OnePage) -> Iterator[tuple[float, OnePage]]:
    """Yield what to try, best first."""
    if sum(len(section.words) for section in page.sections) <= NO_MORE_THAN:
        yield from ((size, page) for size in SIZES)
    for letters in LENGTHS:
        yield SIZES[-1], page.shortened_to(letters)


def _inputs(page: OnePage, size: float) -> dict[str, str]:
    """Return `page` as data for the template."""
    sections = [
        {
            "heading": section.heading,
            "paragraphs": [
                {"words": UNBROKEN.sub(rf"\g<0>{MAY_BREAK}", line), "dir": direction_of(line)}
                for line in section.words.split("\n")
                if line.strip()
            ],
            "is_shortened": section.is_shortened,
        }
        for section in page.sections
    ]
    data = {
        "title": page.title,
        "name": page.name,
        "sections": sections,
        "footer": page.footer,
        "more": page.more,
        "more_address": page.more_address,
        "language": page.language,
        "size": size,
    }
    return {"page": json.dumps(data)}


def _pages_of(page: OnePage, size: float) -> int:
    """Return how many sides `page` takes."""
    answer = typst.query(
        str(TEMPLATE),
        "<sides>",
        field="value",
        one=True,
        sys_inputs=_inputs(page, size),
        font_paths=FONTS,
        ignore_system_fonts=True,
    )
    return int(answer)


def _compiled(page: OnePage, size: float) -> bytes:
    """Return the PDF; looks into the machine's own typefaces only for a letter ours lack."""
    try:
        return _pdf(page, size, only_ours=True)
    except typst.TypstError as problem:
        if not MISSING.search(str(problem)):
            raise
    try:
        return _pdf(page, size, only_ours=False)
    except typst.TypstError as problem:
        missing = MISSING.search(str(problem))
        if missing is None:
            raise
        raise CannotShow(missing.group(1)) from None


def _pdf(page: OnePage, size: float, *, only_ours: bool) -> bytes:
    pdf = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs=_inputs(page, size),
        font_paths=FONTS,
        ignore_system_fonts=only_ours,
        pdf_standards=STANDARD,
    )
    return bytes(pdf)
