"""Fetch the whole record of a service when a list gives only its short row."""

from typing import Any
from urllib.parse import quote

import httpx

from smallplaces.engines.feeds.fetching import Answer, Fetcher
from smallplaces.engines.feeds.limits import CannotRead, Limits, SourceBroke
from smallplaces.engines.feeds.parsing import NotARecord, parse_record
from smallplaces.engines.feeds.sources import plain_chunks
from smallplaces.engines.feeds.splitting import Around, RawRow, split

_SHORT = "Its whole record could not be fetched. We read the short row of the list."


class Details:
    """Asks `/services/{id}` for each service; gives up when several in a row are not to be had."""

    def __init__(self, services: str, limits: Limits, fetcher: Fetcher) -> None:
        self.services = httpx.URL(services).copy_with(query=None, fragment=None)
        self.limits, self.fetcher = limits, fetcher
        self.failing = 0

    def __call__(self, identifier: str, doubts: list[str]) -> dict[str, Any] | None:
        """The record of one service, or None; a failure is said in `doubts`."""
        if self.failing >= self.limits.details_failing:
            return None
        path = f"{self.services.path.rstrip('/')}/"
        address = str(self.services.copy_with(path=path)) + quote(identifier, safe="")
        try:
            with self.fetcher.get(address) as answer:
                record = self._record(answer)
        except (CannotRead, SourceBroke, NotARecord):
            record = None
        self.failing = 0 if record else self.failing + 1
        if record is None:
            doubts.append(_SHORT)
        return record

    def _record(self, answer: Answer) -> dict[str, Any] | None:
        if not answer.good or answer.broke:
            return None
        chunks = plain_chunks(answer.body, self.limits)
        for part in split(chunks, cap=self.limits.max_record_bytes):
            if isinstance(part, RawRow) or (isinstance(part, Around) and not part.has_rows):
                record, _ = parse_record(part.raw)
                return record
        return None
