"""Split a stream of JSON into its rows, one at a time, in bounded memory.

ijson, the usual tool, was measured and set aside here for three reasons: it holds a string of any
length before it hands it over, so that one value of 50 MB is 50 MB of memory; it cannot go on
after a row that is not JSON; and it stops at NaN. (It is two to three times as fast, which does not
show: most of the time goes into understanding the rows.) This scanner only counts brackets
outside strings, so it stays in step over almost any damage; the `json` module reads each row.

Complexity: linear in the bytes. Memory: at most `cap` bytes for the row at hand and as much
again for what stands around the rows, plus one chunk.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ROW_KEYS = frozenset(
    [b"content", b"contents", b"services", b"items", b"results", b"records", b"data", b"value"]
)
WRAPPER_KEYS = frozenset([b"data", b"result", b"response", b"body", b"_embedded"])

_CALM = re.compile(rb'(?:[^"{}\[\]]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_LAST_KEY = re.compile(rb'"([^"\\]{1,60})"\s*:\s*\Z')
_QUOTE = ord('"')
_OPENERS = b"{["
_BLANK = b" \t\r\n,\x1e\x00"
_TAIL = 256


@dataclass(frozen=True, slots=True)
class RawRow:
    """The bytes of one row, and what stood before its list in the object around it."""

    raw: bytes
    before: bytes = field(default=b"", compare=False)


@dataclass(frozen=True, slots=True)
class HugeRow:
    """A row larger than the cap: skipped, known by its size and how it begins."""

    size: int
    start: bytes


@dataclass(frozen=True, slots=True)
class CutRow:
    """A row that the stream ended inside of."""

    start: bytes


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes where a row or a comma should be."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Around:
    """A top-level object without its rows: `{"total_items": 3, "contents": []}`.

    `has_rows` tells an envelope from a single record; `closed` is False when the stream ended
    inside it.
    """

    raw: bytes
    has_rows: bool
    closed: bool


Part = RawRow | HugeRow | CutRow | Stray | Around


@dataclass(slots=True)
class _Capped:
    """Bytes up to a cap; beyond it only their number, how they begin and how they end."""

    cap: int
    held: bytearray = field(default_factory=bytearray)
    size: int = 0
    tail: bytes = b""

    def add(self, data: bytes) -> None:
        if self.size <= self.cap:
            self.held += data
        self.size += len(data)
        self.tail = (self.tail + data[-_TAIL:])[-_TAIL:]
        if self.over:
            del self.held[_TAIL:]

    @property
    def over(self) -> bool:
        return self.size > self.cap

    def take(self) -> bytes:
        taken = bytes(self.held)
        self.held, self.size, self.tail = bytearray(), 0, b""
        return taken


class _Splitter:
    """The state between two chunks.

    Always true: `depth` is the number of open brackets. The bytes in hand go to `row` while
    `depth > rows_depth >= 0`, to `gap` between rows and between documents, else to `around`.
    """

    def __init__(self, cap: int) -> None:
        self.depth = 0
        self.rows_depth = -1
        self.envelope_depth = 0
        self.in_string = False
        self.has_rows = False
        self.carry = self.before = b""
        self.row, self.around, self.gap = _Capped(cap), _Capped(cap), _Capped(_TAIL)
        self.data, self.mark = b"", 0

    def feed(self, chunk: bytes) -> Iterator[Part]:
        self.data, self.mark, self.carry = self.carry + chunk, 0, b""
        data, position, end = self.data, 0, len(self.data)
        while position < end:
            position = self._skip_calm(position)
            if position == end:
                break
            byte = data[position]
            if byte == _QUOTE:
                self.in_string = not self.in_string
                position += 1
            elif self.in_string:  # a backslash whose other half is in the next chunk
                self.carry = data[position:]
                break
            elif self._stays_in_row(byte):
                position += 1
            else:
                position += 1
                opens = byte in _OPENERS
                yield from self._open(byte, position) if opens else self._close(position)
        self._flush(position)

    def _stays_in_row(self, byte: int) -> bool:
        """Count a bracket deep inside a row; False when it begins or ends something."""
        if self.rows_depth < 0 or self.depth <= self.rows_depth:
            return False
        after = self.depth + (1 if byte in _OPENERS else -1)
        if after == self.rows_depth:
            return False
        self.depth = after
        return True

    def _skip_calm(self, position: int) -> int:
        pattern = _IN_STRING if self.in_string else _CALM
        found = pattern.match(self.data, position)
        return found.end() if found else position

    def _flush(self, upto: int) -> None:
        if upto > self.mark:
            self._hand().add(self.data[self.mark : upto])
        self.mark = upto

    def _hand(self) -> _Capped:
        if self.rows_depth >= 0:
            return self.row if self.depth > self.rows_depth else self.gap
        return self.around if self.depth else self.gap

    def _open(self, byte: int, position: int) -> Iterator[Part]:
        self._flush(position - 1)
        if self.rows_depth >= 0:
            yield from self._stray()
            self.depth += 1
        elif self.depth == 0:
            yield from self._stray()
            self._open_document(byte, position)
        else:
            self._open_value(byte, position)

    def _open_document(self, byte: int, position: int) -> None:
        self.depth, self.has_rows, self.before = 1, False, b""
        self.envelope_depth = 1
        if byte == _OPENERS[1]:
            self.rows_depth, self.envelope_depth, self.mark = 1, 0, position

    def _open_value(self, byte: int, position: int) -> None:
        key = _LAST_KEY.search(self.around.tail) if self.depth == self.envelope_depth else None
        name = key[1].lower().removesuffix(b".csv") if key else b""
        self.depth += 1
        if byte == _OPENERS[0] and name in WRAPPER_KEYS:
            self.envelope_depth = self.depth
        elif byte == _OPENERS[1] and name in ROW_KEYS:
            self._flush(position)
            self.before = b"" if self.around.over else bytes(self.around.held)
            self.rows_depth, self.has_rows = self.depth, True

    def _close(self, position: int) -> Iterator[Part]:
        if self.rows_depth >= 0:
            yield from self._close_in_rows(position)
        elif self.depth:
            self.depth -= 1
            self.envelope_depth = min(self.envelope_depth, self.depth)
            if self.depth == 0:
                self.depth = 1
                self._flush(position)
                self.depth = 0
                yield self._end_document(closed=True)

    def _close_in_rows(self, position: int) -> Iterator[Part]:
        if self.depth > self.rows_depth:
            self._flush(position)
            self.depth -= 1
            yield self._end_row()
        elif self.data[position - 1 : position] == b"]":
            self._flush(position - 1)
            yield from self._stray()
            self._end_rows(position)

    def _end_rows(self, position: int) -> None:
        self.rows_depth = -1
        self.depth -= 1
        if self.depth == 0:
            self.mark = position

    def _end_row(self) -> Part:
        size, over = self.row.size, self.row.over
        raw = self.row.take()
        return HugeRow(size, raw) if over else RawRow(raw, self.before)

    def _end_document(self, *, closed: bool) -> Part:
        size, over, has_rows = self.around.size, self.around.over, self.has_rows
        raw = self.around.take()
        if over and not has_rows:
            return HugeRow(size, raw)
        return Around(b"{}" if over else raw, has_rows, closed)

    def _stray(self) -> Iterator[Part]:
        raw = self.gap.take().strip(_BLANK)
        if raw:
            yield Stray(raw)

    def end(self) -> Iterator[Part]:
        """What is left when the stream has ended; nothing, when it ended where it should."""
        if self.carry:
            self._hand().add(self.carry)
        if self.row.size:
            yield CutRow(self.row.take()[:_TAIL])
        yield from self._stray()
        if self.depth:
            yield self._end_document(closed=False)


def split_lines(chunks: Iterable[bytes], *, cap: int) -> Iterator[tuple[int, Part]]:
    """`split` for one document a line (NDJSON), each part with its line, counted from 1.

    A broken line costs that line alone.
    """
    line, splitter = 1, _Splitter(cap)
    for chunk in chunks:
        for at, piece in enumerate(chunk.split(b"\n")):
            if at:
                yield from ((line, part) for part in splitter.end())
                line, splitter = line + 1, _Splitter(cap)
            yield from ((line, part) for part in splitter.feed(piece))
    yield from ((line, part) for part in splitter.end())


def split(chunks: Iterable[bytes], *, cap: int) -> Iterator[Part]:
    """Give the rows of JSON documents in `chunks` (UTF-8) as they pass, and what is around them.

    Rows are the elements of a top-level list, or of a list under a known key of a top-level
    object or of a wrapper in it. Rows above `cap` bytes come as HugeRow. Never raises, unless
    `chunks` does.
    """
    splitter = _Splitter(cap)
    for chunk in chunks:
        yield from splitter.feed(chunk)
    yield from splitter.end()
