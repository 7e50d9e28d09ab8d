"""Walk an Open Referral API as it is, not as it says it is.

The envelope of a page (totals, last page) is not believed: pages are asked for until several in a
row bring nothing new, unless the envelope says the end and its total is exactly what came.
"""

from collections.abc import Iterator, Mapping
from typing import Literal

import httpx

from smallplaces.engines.feeds.details import Details
from smallplaces.engines.feeds.documents import numbered_parts, read_document
from smallplaces.engines.feeds.fetching import Answer, Fetcher
from smallplaces.engines.feeds.limits import CannotRead, SourceBroke
from smallplaces.engines.feeds.parsing import NotARecord, parse_record
from smallplaces.engines.feeds.reading import Reading
from smallplaces.engines.feeds.records import Event, Where
from smallplaces.engines.feeds.sources import first_of, plain_chunks
from smallplaces.engines.feeds.splitting import Around
from smallplaces.engines.feeds.values import fields

_FRONT_DOOR = frozenset(("profile", "openapiurl", "version"))
_PAST_THE_END = frozenset((400, 404, 410, 416, 422))
_FAILING_PAGES = 2

Thing = Literal["document", "envelope", "front door"]


def read_address(address: str, reading: Reading, fetcher: Fetcher) -> Iterator[Event]:
    """Events for whatever is at an address: a file, a list, one service, or the foot of an API.

    Raises CannotRead when neither the address nor `/services` under it gives anything.
    """
    listed = _path(address).endswith("/services")
    with fetcher.get(address) as answer:
        if listed and not answer.good:
            raise CannotRead(_refusal(answer))
        found = _what_is_it(answer, reading)
        if listed and found == "front door":
            found = "document"
        if listed and reading.limits.details:
            reading.detail = Details(address, reading.limits, fetcher)
        if found != "front door":
            yield reading.progress(1)
            yield from _one_page(answer, reading, 1)
    if found == "envelope":
        yield from _Pages(address, {}, reading, fetcher).read(2)
    elif found == "front door":
        yield from _below((address, answer.address), reading, fetcher)


def _below(feet: tuple[str, str], reading: Reading, fetcher: Fetcher) -> Iterator[Event]:
    """The list under the foot of an API, or under the address that the foot sent us on to."""
    asked, moved = (_services(foot) for foot in feet)
    try:
        yield from _whole_list(asked, reading, fetcher)
    except CannotRead:
        if moved == asked:
            raise
        yield from _whole_list(moved, reading, fetcher)


def _services(foot: str) -> str:
    url = httpx.URL(foot)
    return str(url.copy_with(path=url.path.rstrip("/") + "/services"))


def _whole_list(services: str, reading: Reading, fetcher: Fetcher) -> Iterator[Event]:
    if reading.limits.details:
        reading.detail = Details(services, reading.limits, fetcher)
    size = {"per_page": reading.limits.page_size}
    yield from _Pages(services, size, reading, fetcher).read(1)


def _path(address: str) -> str:
    try:
        return httpx.URL(address).path.rstrip("/")
    except httpx.InvalidURL:
        raise CannotRead(f"“{address[:200]}” is not a web address.") from None


def _refusal(answer: Answer) -> str:
    host = httpx.URL(answer.address).host
    return f"“{host}” did not give us its list (it answered {answer.status})."


def _what_is_it(answer: Answer, reading: Reading) -> Thing:
    """Look at the start of an answer, and put it back."""
    if not answer.good:
        return "front door"
    try:
        head, chunks = first_of(plain_chunks(answer.body, reading.limits))
        if head.lstrip().startswith(b"<"):
            return "front door"
        parts = numbered_parts(head, chunks, reading.limits.max_record_bytes, answer.content_type)
        first = next((part for _, part in parts), None)
    except SourceBroke:
        return "document"
    finally:
        answer.body.seek(0)
    if isinstance(first, Around) and not first.has_rows:
        return "front door" if _is_front_door(first.raw) else "document"
    return "envelope" if head.lstrip().startswith(b"{") else "document"


def _is_front_door(raw: bytes) -> bool:
    try:
        record, _ = parse_record(raw)
    except NotARecord:
        return False
    keys = fields(record).keys()
    return not keys & {"id", "locationid"} and ("name" not in keys or bool(keys & _FRONT_DOOR))


def _one_page(answer: Answer, reading: Reading, page: int) -> Iterator[Event]:
    chunks = plain_chunks(answer.body, reading.limits)
    yield from read_document(chunks, reading, hint=answer.content_type, page=page)
    if answer.broke:
        reading.not_complete(answer.broke)


class _Pages:
    """The pages of one list, asked for one after another."""

    def __init__(
        self, address: str, params: Mapping[str, int], reading: Reading, fetcher: Fetcher
    ) -> None:
        self.address, self.params = address, params
        self.reading, self.fetcher = reading, fetcher
        self.idle = self.failing = 0
        self.ended = False

    def read(self, start: int) -> Iterator[Event]:
        """Events of the pages from `start` on. A first page that is refused raises CannotRead."""
        for page in range(start, self.reading.limits.max_pages + 1):
            if self.reading.full or (page > 1 and self._kept_its_word()):
                return
            yield from self._page(page)
            if page == 1 and self.reading.envelope.first is False:
                yield from self._page(0)
            if self.failing >= _FAILING_PAGES:
                self.reading.not_complete("Pages could not be fetched, so we stopped.")
            if self.ended or self.failing >= _FAILING_PAGES:
                return
            if self.idle >= self.reading.limits.pages_without_news:
                return
        self.reading.not_complete("There was no end to the pages, so we stopped.")

    def _kept_its_word(self) -> bool:
        envelope = self.reading.envelope
        return envelope.last is True and envelope.total == self.reading.seen

    def _page(self, page: int) -> Iterator[Event]:
        problem = ""
        try:
            with self.fetcher.get(self.address, {**self.params, "page": page}) as answer:
                if answer.good:
                    yield from self._read(answer, page)
                    return
                problem = _refusal(answer)
                self.ended = page > 1 and answer.status in _PAST_THE_END
        except CannotRead as error:
            problem = str(error)
        if page == 1 and not self.reading.seen:
            raise CannotRead(problem)
        if self.ended or page == 0:
            return
        self.failing += 1
        self.reading.not_complete(f"Page {page} could not be fetched.")
        yield self.reading.bad_row(Where(self.reading.source, page=page), problem)

    def _read(self, answer: Answer, page: int) -> Iterator[Event]:
        reading = self.reading
        news, bad, counts = reading.news, reading.bad, (reading.seen, reading.repeated)
        yield from _one_page(answer, reading, page)
        self.failing = 0
        self.ended = reading.seen == counts[0]
        self.idle = 0 if reading.news > news else self.idle + 1
        if page > 1 and self.idle and reading.bad == bad:
            reading.seen, reading.repeated = counts
        yield reading.progress(page)
