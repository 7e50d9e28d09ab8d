"""Read a directory of services from a file or a web address, whatever its format."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import httpx

from smallplaces.engines.feeds.documents import read_document
from smallplaces.engines.feeds.fetching import Fetcher, own_client
from smallplaces.engines.feeds.limits import CannotRead, Limits
from smallplaces.engines.feeds.paging import read_address
from smallplaces.engines.feeds.reading import DirectoryKind, Reading
from smallplaces.engines.feeds.records import Event
from smallplaces.engines.feeds.sources import open_file, plain_chunks

_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)


def read_directory(
    source: str | Path,
    *,
    kind: DirectoryKind | None = None,
    client: httpx.Client | None = None,
    limits: Limits | None = None,
) -> Iterator[Event]:
    """Give the services of a directory as they are read, and everything to report about them.

    `source` is a path (JSON, one record a line, either of them in gzip) or an http(s) address (a
    file, a list, or the foot of an Open Referral API). Each row's format is told from what is in
    it unless `kind` says. A `client` passed in is used as it is and left open.

    Events: FoundService followed by its Doubts, BadRow, Progress; the last is always Finished.
    An id that comes again with other content is given again: the last one counts.

    Raises CannotRead, at the call and not later, when the source cannot be opened at all. Bad
    data never raises. Memory is bounded by `limits`, apart from two numbers a service.
    """
    bounds = limits or Limits()
    reading = Reading(str(source), kind, bounds)
    scheme = _ADDRESS.match(source) if isinstance(source, str) else None
    if scheme is None:
        events = _read_file(Path(source), reading)
    elif scheme[1].lower() in ("http", "https"):
        events = _read_web(str(source), reading, client)
    else:
        raise CannotRead(f"We read files and web addresses, not “{scheme[1]}:” addresses.")
    first = next(events)
    return chain([first], events)


def _read_file(path: Path, reading: Reading) -> Iterator[Event]:
    with open_file(path) as file:
        yield reading.progress()
        chunks = plain_chunks(file, reading.limits)
        yield from read_document(chunks, reading, hint=path.name)
    yield from reading.finish()


def _read_web(address: str, reading: Reading, client: httpx.Client | None) -> Iterator[Event]:
    used = client or own_client(reading.limits)
    try:
        yield from read_address(address, reading, Fetcher(used, reading.limits))
    finally:
        if client is None:
            used.close()
    yield from reading.finish()
