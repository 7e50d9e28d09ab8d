"""One row of a source, ready to be kept and compared."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from smallplaces.engines.feeds.records import FoundOrganisation, FoundService

from ..models import Facts
from .found import facts_of, is_closed, said_on

# What PostgreSQL cannot keep in JSON: NUL and halves of a surrogate pair.
UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
SUSPECT = re.compile(r"\\u(?:0000|d[89a-f])")  # the same in JSON text, and pairs that are well
LONGEST_ID = 200
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says about one thing, and a digest by which a change is seen.

    `raw` is the source's own record; `said_text` and `raw_text` are the same as JSON text.
    `is_whole` is False for the short row of a list, which never replaces a fuller record.
    """

    their_id: str
    facts: Facts
    said: dict[str, Any]
    said_text: str
    raw: Any
    raw_text: str
    digest: str
    said_on: date | None
    is_closed: bool
    is_whole: bool
    organisation: FoundOrganisation | None
    where: str

    @classmethod
    def of(cls, found: FoundService) -> Self:
        """Return `found` as we keep it. Raises ValueError without a name or an identifier."""
        their_id = found.source_id.strip()[:LONGEST_ID]
        if not their_id or not found.name.strip():
            raise ValueError("It has no name." if their_id else "It has no identifier.")
        facts = facts_of(found)
        said, said_text = kept_json(facts.as_json())
        raw, raw_text = kept_json(found.source_record)
        closed, day = is_closed(found), said_on(found)
        named = found.organisation is not None and found.organisation.name
        organisation = found.organisation if named else None
        digest = _digest(said_text, raw_text, str(closed), str(day), repr(organisation))
        return cls(
            their_id,
            facts,
            said,
            said_text,
            raw,
            raw_text,
            digest,
            day,
            closed,
            found.whole,
            organisation,
            str(found.where),
        )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def kept_json(value: Any) -> tuple[Any, str]:
    """Return `value` as PostgreSQL can keep it, and as JSON text with its keys in order."""
    try:
        text = json.dumps(value, sort_keys=True, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        text = ""
    if not text or SUSPECT.search(text):
        value = keepable(value)
        text = json.dumps(value, sort_keys=True)
    return value, text


def keepable(value: Any, depth: int = 0) -> Any:
    """Return `value` as JSON that PostgreSQL can keep: no NUL, no NaN, no more than 100 deep."""
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {keepable(str(key)): keepable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [keepable(each, depth + 1) for each in value]
    is_plain = value is None or isinstance(value, int)
    if is_plain or (isinstance(value, float) and math.isfinite(value)):
        return value
    return UNKEEPABLE.sub("\ufffd", str(value))
