"""Long lists a page at a time, or whole as one JSON object a line."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from smallplaces.ground.listings.models import Listing

from .parameters import Asked

Json = dict[str, Any]
PER_PAGE, MOST_PER_PAGE, MOST_WHOLE, MOST_MINIMAL = 50, 100, 20, 10_000
BATCH = 200


@dataclass(frozen=True)
class Rows:
    """A list that can be counted, cut and read through, without holding it all."""

    count: Callable[[], int]
    cut: Callable[[int, int], list[Json]]
    all: Callable[[], Iterator[Json]]


def rows_of(
    found: QuerySet[Listing],
    load: Callable[[QuerySet[Listing]], QuerySet[Listing]],
    write: Callable[[Listing], Json],
) -> Rows:
    """Return the rows for listings: `found` in order of their key, each written by `write`."""

    def cut(start: int, stop: int) -> list[Json]:
        keys = list(found.order_by("pk").values_list("pk", flat=True)[start:stop])
        # Asked again whether they are public: one may have been closed since.
        listings = load(found.filter(pk__in=keys)).order_by("pk") if keys else ()
        return [write(listing) for listing in listings]

    def everything() -> Iterator[Json]:
        last = 0
        while batch := list(load(found.filter(pk__gt=last)).order_by("pk")[:BATCH]):
            yield from map(write, batch)
            last = batch[-1].pk

    return Rows(found.count, cut, everything)


def rows_in(entries: Sequence[Json]) -> Rows:
    """Return the rows of a list that is short enough to hold."""
    return Rows(lambda: len(entries), lambda a, b: list(entries[a:b]), lambda: iter(entries))


def envelope(rows: Rows, asked: Asked) -> Json:
    """Return one page in the standard's envelope. A page beyond the end is empty, no error."""
    page, size = asked.get("page", 1), _size(asked)
    total = rows.count()
    pages = -(-total // size)
    start = (page - 1) * size
    contents = rows.cut(start, start + size) if start < total else []
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": page,
        "size": len(contents),
        "first_page": page == 1,
        "last_page": page >= pages,
        "empty": not contents,
        "contents": contents,
    }


def _size(asked: Asked) -> int:
    is_minimal, is_whole = asked.get("minimal"), asked.get("full") or asked.get("full_service")
    most = MOST_MINIMAL if is_minimal else MOST_WHOLE if is_whole else MOST_PER_PAGE
    usual = MOST_MINIMAL if is_minimal else min(PER_PAGE, most)
    return min(int(asked.get("per_page", usual)), most)


def lines(rows: Rows) -> Iterator[bytes]:
    """Give every row as one line of JSON."""
    for row in rows.all():
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
