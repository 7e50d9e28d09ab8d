"""Boxes in rings.

Each ring is filled from the middle outwards, in rows: as many boxes as go evenly round one row
without touching another, then a wider row. A ring's line is drawn just outside its last row, so
that no line ever runs through a name. For n people it takes O(n³) box comparisons at worst;
40 people take 0.1 to 0.4 s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import cos, hypot, pi, sin, sqrt

from .lettering import lines_of, width_of

LETTER = 16.0  # height of the letters, in units of the viewBox
LINE = 18.0
PAD_X, PAD_Y = 9.0, 6.0
MARK = 17.0  # room for the shape above a name
NARROWEST = 44.0  # a box that is easy to see and to touch
WIDEST = 6.6  # em
GAP = 7.0  # between two boxes
ROW = 10.0  # how much further out the next row is tried
STEP = 0.2
TURNS = 8  # ways to turn a row
MIDDLE = 46.0  # radius of the circle that stands for the person


@dataclass(frozen=True)
class Someone:
    """A person to draw. `ring` counts from 0, the closest."""

    name: str
    ring: int
    is_paid: bool = False


@dataclass(frozen=True)
class Box:
    """A rectangle around its middle (`x`, `y`), with the lines of text in it.

    `index` is the place of the person in what was given to `layout`; None for the name of a ring.
    """

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    index: int | None = None
    is_paid: bool = False

    @property
    def left(self) -> float:
        """Return the left edge."""
        return self.x - self.width / 2

    @property
    def top(self) -> float:
        """Return the upper edge."""
        return self.y - self.height / 2

    def touches(self, other: "Box", gap: float = 0.0) -> bool:
        """Say whether the two come closer than `gap`."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    @property
    def nearest(self) -> float:
        """Return how far the nearest point of the box is from the origin."""
        return hypot(
            max(0.0, abs(self.x) - self.width / 2), max(0.0, abs(self.y) - self.height / 2)
        )

    @property
    def farthest(self) -> float:
        """Return how far the farthest corner is from the origin."""
        return hypot(abs(self.x) + self.width / 2, abs(self.y) + self.height / 2)

    def pushed_out(self, angle: float, clear: float) -> "Box":
        """Return this box in direction `angle` (radians), its nearest point `clear` away."""
        across, down = cos(angle), sin(angle)
        reach = self._reach(abs(across), abs(down), clear)
        while True:  # once or twice: rounding may bring it a little too near
            moved = replace(self, x=round(reach * across, 1), y=round(reach * down, 1))
            if moved.nearest >= clear:
                return moved
            reach += STEP

    def _reach(self, across: float, down: float, clear: float) -> float:
        """Return how far out the middle is when the nearest point is `clear` away.

        That point is a corner, or lies straight below, above or beside the origin.
        """
        half_width, half_height = self.width / 2, self.height / 2
        lean = half_width * across + half_height * down
        corner = lean + sqrt(max(0.0, lean**2 + clear**2 - half_width**2 - half_height**2))
        if corner * across < half_width:
            return (clear + half_height) / down
        return (clear + half_width) / across if corner * down < half_height else corner


@dataclass(frozen=True)
class Ring:
    """A circle around everyone who is that close, and the box with its name."""

    radius: float
    label: Box


@dataclass(frozen=True)
class PeopleMap:
    """The finished layout. `radius` is how far the outermost ring is from the middle."""

    middle: tuple[str, ...]
    rings: tuple[Ring, ...]
    boxes: tuple[Box, ...]
    radius: float


def layout(me: str, people: Sequence[Someone], ring_names: Sequence[str]) -> PeopleMap:
    """Return where everyone goes. Rings with nobody in them are left out.

    Always true: no two boxes touch, no ring's line crosses a box, the closer ring is inside.
    Raises IndexError for a ring without a name.
    """
    edge, rings, boxes = MIDDLE, [], []
    for number in sorted({someone.ring for someone in people}):
        waiting = [_box_for(i, p) for i, p in enumerate(people) if p.ring == number]
        label = _label_box(ring_names[number]).pushed_out(-pi / 2, edge + GAP)
        placed = _fill([label], waiting, edge + GAP)
        edge = max(box.farthest for box in placed) + GAP
        rings.append(Ring(round(edge, 1), label))
        boxes += placed[1:]
    return PeopleMap(
        lines_of(me, widest=2 * (MIDDLE - 8) / LETTER),
        tuple(rings),
        tuple(boxes),
        round(edge, 1),
    )


def _box_for(index: int, someone: Someone) -> Box:
    lines = lines_of(someone.name, widest=WIDEST)
    width = max(NARROWEST, max(map(width_of, lines)) * LETTER + 2 * PAD_X)
    height = MARK + len(lines) * LINE + 2 * PAD_Y
    return Box(0, 0, round(width, 1), height, lines, index, someone.is_paid)


def _label_box(name: str) -> Box:
    return Box(0, 0, round(width_of(name) * LETTER, 1), LINE, (name,))


def _fill(placed: list[Box], waiting: list[Box], clear: float) -> list[Box]:
    """Return `placed` and everyone `waiting`, in rows that begin `clear` from the middle."""
    while waiting:
        for count in range(len(waiting), 0, -1):
            row = _even_row(waiting[:count], placed, clear)
            if row:
                placed, waiting = placed + row, waiting[count:]
                break
        clear += ROW
    return placed


def _even_row(boxes: list[Box], placed: list[Box], clear: float) -> list[Box]:
    """Return `boxes` evenly round the middle, touching nothing, or nothing if that cannot be.

    Of several ways to turn the row, the one that reaches least far.
    """
    rows = [_turned_row(boxes, placed, clear, start) for start in _starts(len(boxes))]
    fitting = [row for row in rows if row]
    return min(fitting, key=lambda row: max(box.farthest for box in row), default=[])


def _turned_row(boxes: list[Box], placed: list[Box], clear: float, start: float) -> list[Box]:
    """Return the row that begins at the angle `start`, or nothing if it touches something."""
    row: list[Box] = []
    for number, box in enumerate(boxes):
        there = box.pushed_out(start + 2 * pi * number / len(boxes), clear)
        if any(there.touches(other, GAP) for other in placed + row):
            return []
        row.append(there)
    return row


def _starts(count: int) -> Iterator[float]:
    """Yield angles at which a row may begin, from just beside the top."""
    for turn in range(TURNS):
        yield -pi / 2 + pi / count + 2 * pi * turn / (count * TURNS)
