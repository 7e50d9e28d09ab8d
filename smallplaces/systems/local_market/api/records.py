"""Listings as the standard's records. Only what a listing says in public is ever written.

Fields beyond the UK profile come from HSDS 3.0 (`phones`, `eligibility_description`, names of
languages, `currency`), or are ours: `sources`, `licence`, `attribution`.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db.models import Prefetch, QuerySet
from django.utils.encoding import iri_to_uri

from smallplaces.ground.listings.models import (
    Access,
    Cost,
    Facts,
    Listing,
    Organisation,
    SourceRecord,
)
from smallplaces.ground.people.models import Party

from . import ids
from .ids import made_id, mirrored
from .places import location_of
from .schedules import schedule_of
from .terms import terms_of

Json = dict[str, Any]
STATUSES = {Listing.State.OPEN: "active", Listing.State.PAUSED: "temporarily closed"}


def with_what_rows_need(found: QuerySet[Listing]) -> QuerySet[Listing]:
    """Return `found` with everything that short rows read, in one query."""
    return found.select_related(
        "organisation",
        "keeper__circle",
        "confirmed_version__source",
        "place__parent__parent__parent",
    ).defer("words")


def with_everything(found: QuerySet[Listing]) -> QuerySet[Listing]:
    """Return `found` with everything that whole records read, in two queries."""
    records = SourceRecord.objects.select_related("source").defer("raw", "said").order_by("pk")
    return with_what_rows_need(found).prefetch_related(Prefetch("source_records", records))


def said(fields: Json) -> Json:
    """Return `fields` without those that say nothing. Nought says something."""
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def minimal_row(listing: Listing) -> Json:
    """Return the least that is a valid service: to see what is new, gone or changed."""
    moment = written(listing.changed_at)
    return {
        "id": str(listing.code),
        "name": listing.name,
        "status": STATUSES[_state(listing)],
        "last_modified": moment,
        "modified_date": moment,
    }


def service_row(listing: Listing) -> Json:
    """Return the fields of a service that have one value each, with its organisation."""
    organization = organization_row(listing)
    facts = listing.facts
    return said(
        {
            "id": str(listing.code),
            "organization_id": organization["id"],
            "name": listing.name,
            "description": listing.description,
            "url": iri_to_uri(listing.url),
            "email": listing.email,
            "status": STATUSES[_state(listing)],
            "minimum_age": listing.min_age,
            "maximum_age": listing.max_age,
            "eligibility_description": facts.who_for,
            "alert": facts.notice,
            "assured_date": listing.confirmed_on.isoformat() if listing.confirmed_on else None,
            "last_modified": written(listing.changed_at),
            "organization": organization,
        }
    )


def service(listing: Listing, *, with_locations: bool = True) -> Json:
    """Return a whole service with everything that hangs on it."""
    facts, code = listing.facts, str(listing.code)
    whole = {
        "schedules": [
            said({"id": made_id(code, "schedule", at), "service_id": code, **schedule_of(when)})
            for at, when in enumerate(facts.times)
        ],
        "cost_options": [
            said({"id": made_id(code, "cost", at), "service_id": code, **_cost(cost)})
            for at, cost in enumerate(_costs(facts))
        ],
        "languages": [
            {"id": made_id(code, "language", name), "service_id": code, "name": name}
            for name in facts.languages
        ],
        "phones": _phones(code, listing.phone),
        "attributes": [
            {
                "id": made_id(code, "attribute", term.id),
                "link_id": code,
                "taxonomy_term_id": term.id,
                "link_type": "service",
                "taxonomy_term": term.row(),
            }
            for term in terms_of(listing, facts.topics)
        ],
        "service_at_locations": [_at_location(listing)]
        if with_locations and _is_somewhere(listing)
        else [],
        "sources": sources_of(listing.source_records.all()),
        "licence": _licence(listing),
        "attribution": _attribution(listing),
    }
    return service_row(listing) | said(whole)


def service_at_location_row(listing: Listing) -> Json:
    """Return where a service is, as a short row."""
    whole = _at_location(listing)
    location = {
        name: value
        for name, value in whole["location"].items()
        if name not in {"addresses", "accessibility"}
    }
    return {**whole, "location": location, "service": service_row(listing)}


def service_at_location(listing: Listing) -> Json:
    """Return where a service is, with the whole location and the whole service."""
    return {**_at_location(listing), "service": service(listing, with_locations=False)}


def organization_row(listing: Listing) -> Json:
    """Return who offers a listing: its organisation, else its circle, else the listing itself.

    A person is never named here: someone who lists what they do is known by what the listing says.
    """
    if listing.organisation is not None:
        return _body(listing.organisation)
    keeper = listing.keeper
    if keeper is not None and keeper.kind == Party.Kind.CIRCLE:
        code = mirrored(keeper.code, ids.CIRCLE)
        return {"id": str(code), "name": keeper.name, "description": keeper.circle.aim}
    return {
        "id": str(mirrored(listing.code, ids.ITSELF)),
        "name": listing.name,
        "description": listing.Kind(listing.kind).label,
    }


def written(moment: datetime) -> str:
    """Return a moment as the standard writes it: UTC, to the microsecond."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _state(listing: Listing) -> Listing.State:
    return Listing.State(listing.state)


def _body(organisation: Organisation) -> Json:
    optional = said({"email": organisation.email, "website": iri_to_uri(organisation.url)})
    phones = _phones(str(organisation.code), organisation.phone)
    return {
        "id": str(organisation.code),
        "name": organisation.name,
        "description": organisation.description,
        **optional,
        **said({"phones": phones}),
    }


def _phones(owner: str, number: str) -> list[Json]:
    return [{"id": made_id(owner, "phone", number), "number": number}] if number else []


def _costs(facts: Facts) -> tuple[Cost, ...]:
    """Return what it costs; that it is free is a cost of nought."""
    says_free = any(cost.pence == 0 for cost in facts.costs)
    return (Cost("", 0), *facts.costs) if facts.is_free and not says_free else facts.costs


def _cost(cost: Cost) -> Json:
    if cost.pence is None:
        return {"option": cost.words}
    return {"option": cost.words, "amount": cost.pence / 100, "currency": "GBP"}


def _is_somewhere(listing: Listing) -> bool:
    has_point = listing.latitude is not None
    is_online = Access.ONLINE.value in listing.access
    return bool(listing.where or listing.postcode or has_point or is_online)


def _at_location(listing: Listing) -> Json:
    location = said(location_of(listing))
    return {
        "id": str(mirrored(listing.code, ids.SERVICE_AT_LOCATION)),
        "service_id": str(listing.code),
        "location_id": location["id"],
        "location": location,
    }


def sources_of(records: Iterable[SourceRecord]) -> list[Json]:
    """Return where the listing was read: who says so, since when, under which licence."""
    return [
        said(
            {
                "name": record.source.name,
                "url": _web_address(record.source.address),
                "licence": record.source.licence,
                "date": (record.said_on or record.first_read_at.date()).isoformat(),
            }
        )
        for record in records
    ]


def _web_address(address: str) -> str:
    """Return the address of a source without its question: some carry a key, some are files."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return iri_to_uri(urlunsplit((parts.scheme, host, parts.path, "", "")))


def _licence(listing: Listing) -> str:
    version = listing.confirmed_version
    return version.source.licence if version and version.source else ""


def _attribution(listing: Listing) -> str:
    """Return whom to name when this record is used."""
    version = listing.confirmed_version
    if version is None or version.source is None:
        return "Written here by whoever keeps this listing."
    licence = f" Licence: {version.source.licence}." if version.source.licence else ""
    return f"From {version.source.name}.{licence}"
