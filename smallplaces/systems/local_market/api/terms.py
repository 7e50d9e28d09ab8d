"""Our taxonomies: what kind of thing it is, what makes it easier to come, and its topics.

The first two are fixed lists of ours. Topics are whatever words the public listings use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Func, Min, Q, TextField
from django.db.models.fields.json import KeyTransform

from smallplaces.ground.listings import queries as listings
from smallplaces.ground.listings.models import (
    ACCESS_VOCABULARY,
    KIND_VOCABULARY,
    Access,
    Listing,
)

from .ids import made_id

Json = dict[str, Any]


@dataclass(frozen=True)
class Taxonomy:
    """A list of words by which listings are found."""

    slug: str
    name: str
    description: str

    @property
    def id(self) -> str:
        return made_id("taxonomy", self.slug)

    def row(self) -> Json:
        """Return the taxonomy as the standard writes it."""
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "version": "1",
        }


KIND = Taxonomy("kind", KIND_VOCABULARY, "What it is: a person, a group, a place, a business.")
ACCESS = Taxonomy("access", ACCESS_VOCABULARY, "What makes it easier to come.")
TOPICS = Taxonomy("topics", "Small Places: topics", "What it is about, in its own words.")
TAXONOMIES = (KIND, ACCESS, TOPICS)


@dataclass(frozen=True)
class Term:
    """One word of a taxonomy. `key` is what it is called inside."""

    taxonomy: Taxonomy
    key: str
    name: str

    @property
    def id(self) -> str:
        return made_id("term", self.taxonomy.slug, self.key)

    def row(self) -> Json:
        """Return the term as the standard writes it."""
        return {
            "id": self.id,
            "name": self.name,
            "term": self.name,
            "description": f"{self.taxonomy.slug.capitalize()}: {self.name}",
            "taxonomy": self.taxonomy.name,
            "taxonomy_id": self.taxonomy.id,
        }


KINDS = tuple(Term(KIND, str(kind.value), str(kind.label)) for kind in Listing.Kind)
ACCESSES = tuple(Term(ACCESS, str(each.value), str(each.label)) for each in Access)
FIXED = {term.id: term for term in (*KINDS, *ACCESSES)}


def topic(word: str) -> Term:
    """Return the topic that is this word."""
    return Term(TOPICS, word, word)


def terms_of(listing: Listing, topics: Sequence[str]) -> list[Term]:
    """Return the terms of a listing: its topics as they are given, its kind, its access."""
    has = {str(listing.kind), *listing.access}
    return [*(topic(word) for word in topics), *(one for one in FIXED.values() if one.key in has)]


def topics() -> list[Term]:
    """Return the topics of public listings, in the order in which they first came up. One query."""
    said = Func(
        KeyTransform("topics", "confirmed_version__said"),
        function="jsonb_array_elements_text",
        output_field=TextField(),
    )
    words = (
        listings.listings_visible_to(None)
        .filter(confirmed_version__said__has_key="topics")
        .annotate(topic=said)
        .values("topic")
        .annotate(first=Min("pk"))
        .order_by("first", "topic")
    )
    return [topic(row["topic"]) for row in words]


def all_terms(taxonomy: UUID | None = None) -> list[Term]:
    """Return the terms of one taxonomy, or of every one."""
    wanted = str(taxonomy) if taxonomy else None
    fixed = [term for term in FIXED.values() if wanted in {None, term.taxonomy.id}]
    return [*fixed, *(topics() if wanted in {None, TOPICS.id} else ())]


def term_called(code: UUID) -> Term | None:
    """Return the term with this identifier, or None."""
    known = FIXED.get(str(code))
    return known or next((term for term in topics() if term.id == str(code)), None)


def having(term: UUID | None, taxonomy: UUID | None) -> Q:
    """Return the filter for listings that have this term, and any term of this taxonomy."""
    has_term = _has(term_called(term)) if term else Q()
    return has_term & _has_any(str(taxonomy)) if taxonomy else has_term


def _has(term: Term | None) -> Q:
    if term is None:
        return Q(pk__in=())
    if term.taxonomy is TOPICS:
        return Q(confirmed_version__said__topics__contains=[term.key])
    return Q(kind=term.key) if term.taxonomy is KIND else Q(access__contains=[term.key])


def _has_any(taxonomy: str) -> Q:
    filters = {
        KIND.id: Q(),
        ACCESS.id: ~Q(access=[]),
        TOPICS.id: Q(confirmed_version__said__has_key="topics"),
    }
    return filters.get(taxonomy, Q(pk__in=()))
