"""How much of a stranger's data a reading takes in before it stops or cuts."""

from dataclasses import dataclass


class CannotRead(Exception):
    """The source cannot be opened at all. Its text is one plain sentence."""


class SourceBroke(Exception):
    """The source stopped before its end. Its text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading: bytes after unpacking, characters, seconds, counts."""

    max_bytes: int = 2_000_000_000
    max_record_bytes: int = 2_000_000
    max_kept_record_bytes: int = 100_000
    max_rows: int = 2_000_000
    max_pages: int = 20_000
    max_name: int = 300
    max_text: int = 20_000
    max_line: int = 1_000
    max_items: int = 200
    page_size: int = 100
    pages_without_news: int = 3
    details: bool = True
    details_failing: int = 5
    attempts: int = 4
    backoff: float = 0.5
    longest_wait: float = 60.0
    timeout: float = 30.0
    longest_fetch: float = 600.0
    redirects: int = 5
    refuse_private: bool = False
    progress_every: int = 500
