"""Tables that people open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_cell(words: str) -> str:
    """Return `words` so that no spreadsheet takes them for a formula: with an apostrophe before.

    Source: OWASP, CSV Injection.
    """
    return f"'{words}" if words.lstrip(" ").startswith(STARTS_A_FORMULA) else words


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a CSV (RFC 4180) that starts with a byte order mark, so that Excel reads UTF-8."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(heads)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return f"\ufeff{page.getvalue()}"
