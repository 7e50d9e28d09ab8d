"""The bytes of one row as a record that a database can hold, or a sentence why not."""

import json
import math
import re
from typing import Any

from smallplaces.engines.feeds.plain_text import cut_to, showable

_UNKEEPABLE = re.compile(rb"\\u0000|\\u[dD][89a-fA-F]|\x00")
_EXCERPT = 160
_DEEPEST = 40
_LONGEST_INTEGER = 18


class NotARecord(Exception):
    """The row cannot be read. Its text is one plain sentence."""


def _finite(written: str) -> float | None:
    value = float(written)
    return value if math.isfinite(value) else None


def _whole(written: str) -> int | None:
    return int(written) if len(written) <= _LONGEST_INTEGER else None


_DECODER = json.JSONDecoder(
    strict=False, parse_float=_finite, parse_int=_whole, parse_constant=lambda _: None
)


def excerpt(raw: bytes) -> str:
    """How a row begins, on one line, safe to show."""
    text = raw[: _EXCERPT * 4].decode("utf-8", "replace")
    return cut_to(" ".join(showable(text).split()), _EXCERPT)


def parse_record(raw: bytes) -> tuple[dict[str, Any], list[str]]:
    """A JSON object and what is doubtful about it.

    NaN, Infinity and numbers out of range become null; NUL and lone surrogates are taken out.
    Raises NotARecord.
    """
    doubts: list[str] = []
    try:
        record = _DECODER.decode(_text(raw, doubts))
    except (ValueError, RecursionError):
        raise NotARecord("This row is not whole JSON.") from None
    if not isinstance(record, dict):
        raise NotARecord("This row is not a record with named parts.")
    if raw.count(b"{") + raw.count(b"[") > _DEEPEST and _depth(record) > _DEEPEST:
        raise NotARecord(f"This row is nested more than {_DEEPEST} levels deep.")
    if _UNKEEPABLE.search(raw):
        record = _clean(record)
    return record, doubts


def _text(raw: bytes, doubts: list[str]) -> str:
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        doubts.append("Some letters are not UTF-8. We read them as Windows-1252.")
        return raw.decode("cp1252", "replace").strip()


def _depth(record: object) -> int:
    deepest, level = 0, [record]
    while level:
        deepest += 1
        level = [
            inner
            for outer in level
            if isinstance(outer, (dict, list))
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return deepest


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {showable(key): _clean(item) for key, item in value.items()}
    return value
