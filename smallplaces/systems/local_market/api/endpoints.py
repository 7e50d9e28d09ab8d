"""Every address of the API in one table: addresses, checks and documents all come from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from . import parameters as p
from . import terms
from .filters import HAS_A_PLACE, narrowed, public
from .ids import SERVICE_AT_LOCATION, mirrored
from .organizations import organization, organizations
from .paging import Rows, rows_in, rows_of
from .parameters import Asked, Parameter
from .records import (
    minimal_row,
    service,
    service_at_location,
    service_at_location_row,
    service_row,
    with_everything,
    with_what_rows_need,
)

Json = dict[str, Any]


@dataclass(frozen=True)
class Endpoint:
    """One kind of thing: its list, and one of it by its identifier.

    `rows` are the names of the shapes that a list may hold; `shape` is that of one whole thing.
    """

    path: str
    thing: str
    says: str
    rows: tuple[str, ...]
    shape: str
    list_parameters: tuple[Parameter, ...]
    one_parameters: tuple[Parameter, ...]
    find: Callable[[Asked], Rows]
    get: Callable[[UUID, Asked], Json | None]


def _services(asked: Asked) -> Rows:
    found = narrowed(asked)
    if asked.get("minimal"):
        return rows_of(found, lambda listings: listings.defer("words"), minimal_row)
    if asked.get("full"):
        return rows_of(found, with_everything, service)
    return rows_of(found, with_what_rows_need, service_row)


def _service(code: UUID, _asked: Asked) -> Json | None:
    listing = with_everything(public().filter(code=code)).first()
    return service(listing) if listing else None


def _service_at_locations(asked: Asked) -> Rows:
    found = narrowed(asked).filter(HAS_A_PLACE)
    if asked.get("full"):
        return rows_of(found, with_everything, service_at_location)
    return rows_of(found, with_what_rows_need, service_at_location_row)


def _service_at_location(code: UUID, _asked: Asked) -> Json | None:
    of_service = mirrored(code, SERVICE_AT_LOCATION)
    listing = with_everything(public().filter(HAS_A_PLACE, code=of_service)).first()
    return service_at_location(listing) if listing else None


def _organization(code: UUID, asked: Asked) -> Json | None:
    return organization(code, full_service=bool(asked.get("full_service")))


def _taxonomies(asked: Asked) -> Rows:
    return rows_in(_named([each.row() for each in terms.TAXONOMIES], asked))


def _taxonomy(code: UUID, _asked: Asked) -> Json | None:
    found = next((each for each in terms.TAXONOMIES if each.id == str(code)), None)
    if found is None:
        return None
    return {**found.row(), "taxonomy_terms": [term.row() for term in terms.all_terms(code)]}


def _taxonomy_terms(asked: Asked) -> Rows:
    """None of our terms is under another."""
    found = () if "parent_id" in asked else terms.all_terms(asked.get("taxonomy_id"))
    return rows_in(_named([term.row() for term in found], asked))


def _taxonomy_term(code: UUID, _asked: Asked) -> Json | None:
    term = terms.term_called(code)
    return term.row() if term else None


def _named(rows: Sequence[Json], asked: Asked) -> list[Json]:
    """Return the rows whose name or description has every word that is searched for."""
    words = asked.get("search", "").casefold().split()
    return [
        row
        for row in rows
        if all(word in f"{row['name']} {row['description']}".casefold() for word in words)
    ]


ENDPOINTS = (
    Endpoint(
        "services",
        "service",
        "What there is: groups, places, people, businesses.",
        ("service_row", "service", "service_minimal"),
        "service",
        (*p.NARROWING, p.MINIMAL, p.FULL, *p.PAGING),
        (),
        _services,
        _service,
    ),
    Endpoint(
        "service_at_locations",
        "service at a location",
        "The same, by where they are.",
        ("service_at_location_row", "service_at_location"),
        "service_at_location",
        (*p.NARROWING, p.FULL, *p.PAGING),
        (),
        _service_at_locations,
        _service_at_location,
    ),
    Endpoint(
        "organizations",
        "organization",
        "Who offers what there is.",
        ("organization_row", "organization"),
        "organization",
        (p.SEARCH, p.FULL, p.FULL_SERVICE, *p.PAGING),
        (p.FULL_SERVICE,),
        organizations,
        _organization,
    ),
    Endpoint(
        "taxonomies",
        "taxonomy",
        "Our lists of words.",
        ("taxonomy_row",),
        "taxonomy",
        (p.SEARCH, *p.PAGING),
        (),
        _taxonomies,
        _taxonomy,
    ),
    Endpoint(
        "taxonomy_terms",
        "taxonomy term",
        "The words of those lists.",
        ("taxonomy_term",),
        "taxonomy_term",
        (p.SEARCH, p.TAXONOMY, p.TOP_ONLY, p.PARENT, *p.PAGING),
        (),
        _taxonomy_terms,
        _taxonomy_term,
    ),
)
