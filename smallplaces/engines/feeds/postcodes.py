"""Postcodes with points: outward codes (Gibbs) and the ONS Postcode Directory, from CSV.

Sources: "outward postcodes of the UK" by J. Gibbs, CC0; ONS Postcode Directory, Open Government
Licence v3.0, in which latitude 99.999999 means that the point is not known and `doterm` is the
month a postcode was ended. Speed: about 150,000 postcodes a second, whatever their number;
memory: one row and a tally for each of some 3,000 outward codes.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from smallplaces.engines.feeds.land import in_box
from smallplaces.engines.feeds.limits import Limits, SourceBroke
from smallplaces.engines.feeds.plain_text import cut_to, one_line
from smallplaces.engines.feeds.records import (
    BadRow,
    Finished,
    FullPostcode,
    OutwardPoint,
    PostcodeEvent,
    Progress,
    Where,
)
from smallplaces.engines.feeds.sources import open_file, plain_chunks

_FULL = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})")
_OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
_MONTH = re.compile(r"((?:19|20)\d\d)-?(0[1-9]|1[0-2])")
_LONGEST_LINE = 100_000
_PROGRESS_EVERY = 50_000
_NATIONS = {
    "E92000001": "England",
    "S92000003": "Scotland",
    "W92000004": "Wales",
    "N92000002": "Northern Ireland",
    "L93000001": "Channel Islands",
    "M83000003": "Isle of Man",
}
_COLUMNS = {
    "code": re.compile(r"pcds|pcd8|pcd7|pcd|pcd2|postcode"),
    "latitude": re.compile(r"lat|latitude"),
    "longitude": re.compile(r"long|longitude|lng"),
    "ended": re.compile(r"doterm"),
    "town": re.compile(r"town"),
    "district": re.compile(r"oslaua|laua|lad\d*cd|lad\d*|region"),
    "region": re.compile(r"rgn|rgn\d*cd|uk_region"),
    "nation": re.compile(r"ctry|ctry\d*cd|country_string"),
}

Row = dict[str, str]


@dataclass(slots=True)
class _Tally:
    """What the postcodes of one outward code add up to."""

    number: int = 0
    north: float = 0.0
    east: float = 0.0
    areas: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, found: FullPostcode) -> None:
        self.number += 1
        self.north += found.latitude
        self.east += found.longitude
        self.areas[found.district, found.region, found.nation] += 1

    def point(self, code: str, *, in_use: bool) -> OutwardPoint:
        (district, region, nation), _ = self.areas.most_common(1)[0]
        north, east = self.north / self.number, self.east / self.number
        return OutwardPoint(
            code, round(north, 6), round(east, 6), "", district, region, nation, in_use
        )


class _Postcodes:
    def __init__(self, path: Path, limits: Limits, *, full: bool) -> None:
        self.path, self.limits, self.full = path, limits, full
        self.seen = self.good = self.bad = 0
        self.why_incomplete = ""
        self.in_use: dict[str, _Tally] = {}
        self.ended: dict[str, _Tally] = {}

    def read(self) -> Iterator[PostcodeEvent]:
        with open_file(self.path) as file:
            yield Progress(0, 0, 0)
            lines = _lines(plain_chunks(file, self.limits))
            try:
                yield from self._rows(lines)
            except (SourceBroke, csv.Error) as broken:
                self.why_incomplete = str(broken)
                yield self._bad(f"The file cannot be read from here on: {broken}", "")
        yield from self._points()
        yield Finished(
            not self.why_incomplete,
            self.seen,
            self.good,
            self.bad,
            why_incomplete=self.why_incomplete,
        )

    def _rows(self, lines: Iterator[str]) -> Iterator[PostcodeEvent]:
        table = csv.reader(lines)
        columns = _columns(next(table, []))
        if not {"code", "latitude", "longitude"} <= columns.keys():
            self.why_incomplete = "The first line does not name a postcode, latitude and longitude."
            yield self._bad(self.why_incomplete, "")
            return
        for values in filter(None, table):
            row = {name: values[at].strip() for name, at in columns.items() if at < len(values)}
            yield from self._row(row, values)
            if self.seen % _PROGRESS_EVERY == 0:
                yield Progress(self.seen, self.good, self.bad)

    def _row(self, row: Row, values: list[str]) -> Iterator[PostcodeEvent]:
        close = row.get("code", "").upper().replace(" ", "")
        north, east = _degrees(row.get("latitude", "")), _degrees(row.get("longitude", ""))
        full = _FULL.fullmatch(close)
        if not full and not _OUTWARD.fullmatch(close):
            yield self._bad("This does not look like a UK postcode.", ",".join(values))
        elif north is None or east is None or not in_box(north, east):
            yield self._bad("This postcode has no point in the UK.", ",".join(values))
        else:
            self.seen += 1
            self.good += 1
            district, region = row.get("district", ""), row.get("region", "")
            nation = _NATIONS.get(row.get("nation", ""), row.get("nation", ""))
            if not full:
                town = one_line(row.get("town", ""))
                yield OutwardPoint(close, north, east, town, district, region, nation)
                return
            code, ended = f"{full[1]} {full[2]}", _month(row.get("ended", ""))
            found = FullPostcode(code, north, east, district, region, nation, ended)
            (self.ended if ended else self.in_use).setdefault(full[1], _Tally()).add(found)
            if self.full:
                yield found

    def _bad(self, reason: str, text: str) -> BadRow:
        self.seen += 1
        self.bad += 1
        where = Where(self.path.name, line=self.seen + 1)
        return BadRow(where, reason, cut_to(one_line(text[:500]), 160))

    def _points(self) -> Iterator[OutwardPoint]:
        for code, tally in self.in_use.items():
            yield tally.point(code, in_use=True)
        for code, tally in self.ended.items():
            if code not in self.in_use:
                yield tally.point(code, in_use=False)


def read_postcodes(
    path: str | Path, *, full: bool = False, limits: Limits | None = None
) -> Iterator[PostcodeEvent]:
    """Give outward codes with their points, from either file, and with `full` each postcode too.

    Full postcodes come as they are read; the means of their outward codes come at the end, over
    postcodes in use where there are any. Bad rows are reported as BadRow with their line; the
    last event is Finished. Raises CannotRead, at the call, when the file cannot be opened.
    """
    events = _Postcodes(Path(path), limits or Limits(), full=full).read()
    next(events)
    return events


def _columns(header: list[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    found: dict[str, int] = {}
    for wanted, pattern in _COLUMNS.items():
        matches = [at for at, name in enumerate(names) if pattern.fullmatch(name)]
        if matches:
            found[wanted] = matches[0]
    return found


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Text lines; one longer than 100,000 bytes is cut there, so that memory stays bounded."""
    held = b""
    for chunk in chunks:
        *whole, held = (held + chunk).split(b"\n")
        for line in whole:
            yield _decoded(line) + "\n"
        held = held[:_LONGEST_LINE]
    if held:
        yield _decoded(held)


def _decoded(line: bytes) -> str:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("cp1252", "replace")
    return text.replace("\0", "").rstrip("\r")


def _degrees(written: str) -> float | None:
    try:
        return float(written)
    except ValueError:
        return None


def _month(written: str) -> date | None:
    """`202301` as 1 January 2023; None when empty or not a month."""
    found = _MONTH.match(written)
    return date(int(found[1]), int(found[2]), 1) if found else None
