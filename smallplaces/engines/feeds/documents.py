"""One document, from a file or an answer: tell JSON from lines of JSON and from neither."""

import re
from collections.abc import Iterator

from smallplaces.engines.feeds.limits import SourceBroke
from smallplaces.engines.feeds.reading import Reading
from smallplaces.engines.feeds.records import Event, Where
from smallplaces.engines.feeds.sources import first_of
from smallplaces.engines.feeds.splitting import Part, split, split_lines

_TWO_LINES = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_SPREAD_OUT = re.compile(rb"\s*\{(?:[^\n]*[,\[{])?\s*\n")
_LINES_BY_NAME = re.compile(r"jsonl|ndjson|json-seq|json-lines", re.IGNORECASE)
_NOT_JSON = (
    (b"<", "This is a web page or XML, not a directory in JSON."),
    (b"PK\x03\x04", "This is a zip archive. Please unpack it first."),
)

NumberedParts = Iterator[tuple[int | None, Part]]


def numbered_parts(head: bytes, chunks: Iterator[bytes], cap: int, hint: str) -> NumberedParts:
    """The parts of a document with their line numbers; None where lines mean nothing."""
    named_so = _LINES_BY_NAME.search(hint) and not _SPREAD_OUT.match(head)
    if not head.lstrip().startswith(b"[") and (named_so or _TWO_LINES.match(head)):
        yield from split_lines(chunks, cap=cap)
    else:
        yield from ((None, part) for part in split(chunks, cap=cap))


def _not_json(head: bytes) -> str:
    start = head.lstrip()[:4]
    if not head:
        return "The source is empty."
    return next((why for begin, why in _NOT_JSON if start.startswith(begin)), "")


def read_document(
    chunks: Iterator[bytes], reading: Reading, *, hint: str = "", page: int | None = None
) -> Iterator[Event]:
    """Events for one document. `hint` is a file name or content type; it is not trusted alone."""
    where = Where(reading.source, page=page)
    try:
        head, chunks = first_of(chunks)
    except SourceBroke as broken:
        reading.not_complete(str(broken))
        yield reading.bad_row(where, str(broken))
        return
    if reason := _not_json(head):
        reading.not_complete(reason)
        yield reading.bad_row(where, reason, head)
        return
    parts = numbered_parts(head, chunks, reading.limits.max_record_bytes, hint)
    yield from reading.parts(parts, page)
