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
LONGEST_ID = 200
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says about one thing, and a digest by which a change is seen.

    `raw` is the source's own record. `is_whole` is False for the short row of a list, which
    never replaces a fuller record.
    """

    their_id: str
    facts: Facts
    said: dict[str, Any]
    raw: Any
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
        said, raw = facts.as_json(), keepable(found.source_record)
        closed, day = is_closed(found), said_on(found)
        organisation = found.organisation if found.organisation and found.organisation.name else None
        return cls(
            their_id, facts, said, raw, _digest(said, raw, closed, day, organisation), day, closed,
            found.whole, organisation, str(found.where),
        )


def _digest(*parts: object) -> str:
    text = json.dumps(parts, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def keepable(value: Any, depth: int = 0) -> Any:
    """Return `value` as JSON that PostgreSQL can keep: no NUL, no NaN, no more than 100 deep."""
    if isinstance(value, str):
        return UNKEEPABLE.sub("\ufffd", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {keepable(str(key)): keepable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [keepable(each, depth + 1) for each in value]
    return keepable(str(value))
