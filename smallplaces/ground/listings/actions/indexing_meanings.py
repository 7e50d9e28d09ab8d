"""Keeping the meanings of listings in step with what they say.

To work out a meaning takes a few milliseconds a listing, so this runs after an import or a change,
not inside it. Stopping in the middle loses nothing: the next run goes on.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from smallplaces.engines.meaning.index import pack
from smallplaces.engines.meaning.model import Model, load_model

from ..models import Facts, Listing, ListingMeaning

AT_A_TIME = 256


@dataclass(frozen=True, slots=True)
class _Passage:
    """What a listing says, as the model reads it, and the mark by which a change is seen."""

    listing: int
    text: str
    digest: str


def index_meanings(
    ids: Collection[int] | None = None, *, at: datetime, tell: Callable[[int], None] | None = None
) -> int:
    """Work out the meaning of each open listing whose text or model has changed; return how many.

    Without `ids`, of all. Listings that are not open lose theirs. Without the model nothing
    happens and 0 is returned. Each batch is kept as it is done; `tell` hears how many so far.
    Repeating is harmless and fast. Records nothing: the act that changed the listing did.
    """
    model = load_model()
    if model is None:
        return 0
    chosen = Listing.objects.all() if ids is None else Listing.objects.filter(pk__in=ids)
    ListingMeaning.objects.filter(
        listing__in=chosen.exclude(state=Listing.State.OPEN).values("pk")
    ).delete()
    done = 0
    for batch in _batches(_changed(chosen, model)):
        _keep(batch, model, at)
        done += len(batch)
        if tell is not None:
            tell(done)
    return done


def _changed(chosen: QuerySet[Listing], model: Model) -> Iterator[_Passage]:
    rows = (
        chosen.filter(state=Listing.State.OPEN)
        .annotate(known=F("meaning__digest"), said=F("confirmed_version__said"))
        .order_by("pk")
        .values("pk", "name", "description", "known", "said")
    )
    for row in rows.iterator(chunk_size=AT_A_TIME):
        passage = _passage(row, model)
        if passage.digest != row["known"]:
            yield passage


def _passage(row: Mapping[str, Any], model: Model) -> _Passage:
    said = Facts.from_json(row["said"])
    parts = (row["name"], row["description"], said.who_for, ", ".join(said.topics))
    text = ". ".join(part.strip().rstrip(".") for part in parts if part)
    digest = hashlib.sha256(f"{model.name}\n{text}".encode()).hexdigest()
    return _Passage(row["pk"], text, digest)


def _batches(passages: Iterable[_Passage]) -> Iterator[list[_Passage]]:
    batch: list[_Passage] = []
    for passage in passages:
        batch.append(passage)
        if len(batch) == AT_A_TIME:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _keep(batch: list[_Passage], model: Model, at: datetime) -> None:
    vectors = model.embed([passage.text for passage in batch], kind="passage")
    ListingMeaning.objects.bulk_create(
        [
            ListingMeaning(
                listing_id=passage.listing,
                model=model.name,
                digest=passage.digest,
                vector=pack(vector),
                made_at=at,
            )
            for passage, vector in zip(batch, vectors, strict=True)
        ],
        update_conflicts=True,
        unique_fields=["listing"],
        update_fields=["model", "digest", "vector", "made_at"],
    )
