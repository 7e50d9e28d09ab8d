"""The people who matter to someone, for the map, the table and the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from smallplaces.engines.people_map import LINE, MARK, Someone, layout
from smallplaces.foundation.typed import direction_of
from smallplaces.ground.people.models import Person, Tie
from smallplaces.ground.trust import queries as trust

# How close, from 1 to 4, in words people use. The map, the table and the form say the same.
CLOSENESS = {
    1: "Closest to me",
    2: "I know them well",
    3: "I see them now and then",
    4: "I know them a little",
}
UNPAID_INK, PAID_INK = "#0b5d5b", "#5b2a86"
MARK_SIZE = 12.0
BASELINE = 5.5  # how far the baseline is below the middle of a line of letters
EDGE = 6.0
BREADTHS = ((260.0, "small"), (360.0, "medium"))


def people_of(person: Person, viewer: Person, *, at: datetime) -> list[Tie]:
    """Return who matters to `person`, closest first, as far as `viewer` may see."""
    seen = trust.ties_visible_to(viewer, at=at).filter(person=person)
    return list(seen.order_by("closeness", "made_at", "pk"))


@dataclass(frozen=True)
class LineDrawn:
    """A line of text: its words, its baseline, and whether it runs from right to left."""

    words: str
    y: float
    rtl: bool


@dataclass(frozen=True)
class BoxDrawn:
    """A person on the map. Paid or not shows in the corners, in the mark and in the colour."""

    left: float
    top: float
    width: float
    height: float
    x: float
    lines: tuple[LineDrawn, ...]
    is_paid: bool

    @property
    def corner(self) -> float:
        """Return the radius of the corners."""
        return 2.0 if self.is_paid else 18.0

    @property
    def ink(self) -> str:
        """Return the colour of the edge and the mark."""
        return PAID_INK if self.is_paid else UNPAID_INK

    @property
    def mark_y(self) -> float:
        """Return the middle of the mark."""
        return round(self.top + MARK - 3, 1)

    @property
    def mark_left(self) -> float:
        """Return the left edge of a square mark."""
        return round(self.x - MARK_SIZE / 2, 1)

    @property
    def mark_top(self) -> float:
        """Return the upper edge of a square mark."""
        return round(self.mark_y - MARK_SIZE / 2, 1)


@dataclass(frozen=True)
class RingDrawn:
    """A circle around everyone who is that close, and the line that names it."""

    radius: float
    label: LineDrawn


@dataclass(frozen=True)
class Drawing:
    """All that the SVG needs. `breadth` is "small", "medium" or "large", for narrow screens."""

    name: str
    middle: tuple[LineDrawn, ...]
    rings: tuple[RingDrawn, ...]
    boxes: tuple[BoxDrawn, ...]
    radius: float

    @property
    def view_box(self) -> str:
        """Return the SVG `viewBox`, with the person in the middle."""
        edge = self.radius + EDGE
        return f"{-edge:.0f} {-edge:.0f} {2 * edge:.0f} {2 * edge:.0f}"

    @property
    def size(self) -> str:
        """Return the natural width and height."""
        return f"{2 * (self.radius + EDGE):.0f}"

    @property
    def breadth(self) -> str:
        """Return how much room the picture needs before its letters get too small."""
        return next((word for most, word in BREADTHS if self.radius <= most), "large")


def drawing_of(person: Person, ties: Sequence[Tie]) -> Drawing:
    """Return the map of `person`, ready to be drawn."""
    people = [Someone(tie.name, tie.closeness - 1, tie.is_paid) for tie in ties]
    found = layout(person.name, people, list(CLOSENESS.values()))
    return Drawing(
        person.name,
        _lines(found.middle, 0.0),
        tuple(
            RingDrawn(ring.radius, _lines(ring.label.lines, ring.label.y)[0])
            for ring in found.rings
        ),
        tuple(
            BoxDrawn(
                round(box.left, 1),
                round(box.top, 1),
                box.width,
                box.height,
                box.x,
                _lines(box.lines, box.y + MARK / 2),
                box.is_paid,
            )
            for box in found.boxes
        ),
        found.radius,
    )


def _lines(lines: Sequence[str], middle: float) -> tuple[LineDrawn, ...]:
    """Return `lines` one under the other, around `middle`."""
    first = middle - (len(lines) - 1) * LINE / 2 + BASELINE
    return tuple(
        LineDrawn(words, round(first + number * LINE, 1), direction_of(words) == "rtl")
        for number, words in enumerate(lines)
    )


def said_in_words(ties: Sequence[Tie]) -> str:
    """Return what the map shows in plain sentences, for people who listen to it."""
    rings = {
        words: [
            f"{tie.name} (paid)" if tie.is_paid else tie.name
            for tie in ties
            if tie.closeness == ring
        ]
        for ring, words in CLOSENESS.items()
    }
    return " ".join(f"{words}: {', '.join(names)}." for words, names in rings.items() if names)
