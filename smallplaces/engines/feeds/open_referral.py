"""Open Referral rows as neutral records: HSDS 2, HSDS 3.0, Open Referral UK 1 and 3.

Source: https://docs.openreferraluk.org and https://docs.openreferral.org. The versions differ in
where they hang things and how they spell them; a row is read for what it has, whichever version
it claims. Cost: about 60 µs for a list row, 150 µs for a whole service.
"""

import re
from collections.abc import Iterator
from typing import Literal

from smallplaces.engines.feeds import values
from smallplaces.engines.feeds.limits import Limits
from smallplaces.engines.feeds.records import (
    FoundCost,
    FoundLocation,
    FoundOrganisation,
    FoundService,
    FoundTerm,
    Kind,
    Status,
    Where,
)
from smallplaces.engines.feeds.schedules import read_schedules
from smallplaces.engines.feeds.values import Doubts, Fields, fields, objects

Shape = Literal["service", "service at location", "organisation", "taxonomy", "location", "other"]

WHOLE_KEYS = frozenset(
    (
        *("serviceatlocations", "locations", "location", "serviceareas", "contacts", "phones"),
        *("schedules", "regularschedules", "regularschedule", "costoptions", "languages"),
        *("eligibilitys", "eligibilities", "eligibility", "fundings", "funding"),
        *("attributes", "linktaxonomies", "servicetaxonomys", "servicetaxonomies", "taxonomies"),
    )
)
_ORGANISATION_KEYS = frozenset(
    ("website", "organizationidentifiers", "parentorganizationid", "taxstatus", "legalstatus")
)
_TAXONOMY_KEYS = frozenset(("termuri", "taxonomy", "vocabulary", "taxonomyterms"))
_TAXONOMY_ONLY = frozenset(("id", "name", "description", "uri", "version"))
_LOCATION_KEYS = frozenset(("latitude", "longitude", "addresses", "locationtype"))
OWNER_KEYS = frozenset(("organization", "organisation", "organizationid", "organisationid"))
_SERVICE_KEYS = OWNER_KEYS | frozenset(
    (
        *("status", "fees", "assureddate", "minimumage", "eligibilitys", "costoptions"),
        *("schedules", "serviceatlocations"),
    )
)
_STATUSES: dict[str, Status] = {
    "active": "active",
    "inactive": "inactive",
    "defunct": "defunct",
    "temporarily closed": "temporarily closed",
    "temporarily_closed": "temporarily closed",
    "suspended": "temporarily closed",
    "closed": "defunct",
}
_GROUP = re.compile(
    r"\b(?:club|group|society|choir|band|circle|guild|allotment association|anglers|walkers|"
    r"ramblers|friends of|coffee morning|lunch club|caf[eé]|shed|crochet|knit\w*|fellowship)\b",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:park|library|museum|gallery|swimming pool|leisure centre|playground|gardens?|"
    r"nature reserve|community centre|village hall)$",
    re.I,
)


def shape_of(row: Fields) -> Shape:
    """What a row is, by the keys it has (in the spelling of `values.fields`)."""
    keys = row.keys()
    shape: Shape = "service" if "name" in row and "properties" not in row else "other"
    if isinstance(row.get("service"), dict):
        shape = "service at location"
    elif keys & _LOCATION_KEYS and not keys & (OWNER_KEYS | {"status"}):
        shape = "location"
    elif keys & _SERVICE_KEYS:
        shape = "service"
    elif keys & _ORGANISATION_KEYS:
        shape = "organisation"
    elif keys & _TAXONOMY_KEYS or (keys <= _TAXONOMY_ONLY and keys & {"uri", "version"}):
        shape = "taxonomy"
    return shape


def read_service(row: Fields, where: Where, limits: Limits, doubts: Doubts) -> FoundService:
    """One row, spelled by `values.fields`, as a FoundService. Never raises.

    What was mended or dropped is added to `doubts`.
    """
    if shape_of(row) == "service at location":
        row = _joined(row)
    organisation = _organisation(row, limits, doubts)
    name = _name(row.get("name"), limits, doubts)
    low, high, eligibility = _who_for(row, limits, doubts)
    locations = tuple(_locations(row, limits, doubts))
    contacts = [*objects(row.get("contacts"), limits.max_items)]
    return FoundService(
        source_id=values.text(row.get("id"), 200),
        name=name,
        where=where,
        description=values.paragraphs(
            row.get("description"), limits.max_text, "description", doubts
        ),
        kind=_kind(name),
        whole=not WHOLE_KEYS.isdisjoint(row),
        status=_status(row.get("status"), doubts),
        organisation=organisation,
        url=values.web_address(row.get("url"), doubts),
        email=_email(row, contacts, doubts),
        phones=_phones(row, contacts, limits),
        locations=locations,
        schedules=tuple(read_schedules(row, limits, doubts)),
        costs=tuple(_costs(row, limits, doubts)),
        fees=_fees(row, limits, doubts),
        eligibility=eligibility,
        minimum_age=low,
        maximum_age=high,
        languages=_languages(row, limits),
        accessibility=tuple(dict.fromkeys(fact for at in locations for fact in at.access)),
        terms=tuple(_terms(row, limits)),
        alert=values.paragraphs(row.get("alert"), limits.max_text, "alert", doubts),
        waiting_time=values.text(row.get("waittime") or row.get("waitingtime")),
        assured_date=values.day(row.get("assureddate"), doubts),
        last_modified=values.moment(row.get("lastmodified"), doubts),
        licence=values.text(row.get("licence") or row.get("license"), 300),
    )


def _joined(row: Fields) -> Fields:
    """A service at a location turned round: the service, with this one location in it."""
    service = fields(row["service"])
    at_location = {key: item for key, item in row.items() if key != "service"}
    return {**service, "serviceatlocations": [at_location]}


def _name(value: object, limits: Limits, doubts: Doubts) -> str:
    name = values.text(value, limits.max_name)
    if isinstance(value, str) and len(name) == limits.max_name < len(value):
        kept = limits.max_name
        doubts.append(f"The name has {len(value):,} characters. We kept the first {kept:,}.")
    return name


def _kind(name: str) -> Kind:
    if _GROUP.search(name):
        return "group"
    return "place" if _PLACE.search(name) else "organisation"


def _status(value: object, doubts: Doubts) -> Status:
    written = values.text(value, 60).lower()
    if written and written not in _STATUSES and not written.isdecimal():
        doubts.append(f"We do not know the status “{written}”.")
    return _STATUSES.get(written, "unknown")


def _organisation(row: Fields, limits: Limits, doubts: Doubts) -> FoundOrganisation | None:
    value = row.get("organization") or row.get("organisation")
    if isinstance(value, str):
        value = {"name": value}
    found = fields(value)
    identifier = found.get("id", row.get("organizationid", row.get("organisationid")))
    organisation = FoundOrganisation(
        id=values.text(identifier, 200),
        name=values.text(found.get("name"), limits.max_name),
        description=values.paragraphs(
            found.get("description"), limits.max_text, "organisation’s description", doubts
        ),
        url=values.web_address(found.get("website") or found.get("url"), doubts),
        email=values.email(found.get("email"), doubts),
        phone=next(iter(_phones(found, [], limits)), ""),
    )
    return organisation if organisation.id or organisation.name else None


def _email(row: Fields, contacts: list[Fields], doubts: Doubts) -> str:
    own = values.email(row.get("email"), doubts)
    return own or next(filter(None, (values.email(at.get("email"), []) for at in contacts)), "")


def _phones(row: Fields, contacts: list[Fields], limits: Limits) -> tuple[str, ...]:
    found = [values.phone(row.get("phone") or row.get("telephone"))]
    for holder in (row, *contacts):
        found += [
            values.phone(at.get("number")) for at in objects(holder.get("phones"), limits.max_items)
        ]
        found.append(values.phone(holder.get("telephone")))
    return tuple(dict.fromkeys(filter(None, found)))


def _places(row: Fields, limits: Limits) -> Iterator[Fields]:
    for key in ("serviceatlocations", "serviceatlocation"):
        for at_location in objects(row.get(key), limits.max_items):
            yield from objects(at_location.get("location"), 1)
    for key in ("locations", "location"):
        yield from objects(row.get(key), limits.max_items)


def _locations(row: Fields, limits: Limits, doubts: Doubts) -> Iterator[FoundLocation]:
    for place in _places(row, limits):
        written = place.get("addresses") or place.get("physicaladdresses")
        address = next(iter(objects(written or place.get("address"), 1)), place)
        latitude, longitude = values.point(place.get("latitude"), place.get("longitude"), doubts)
        code = address.get("postalcode") or address.get("postcode")
        yield FoundLocation(
            id=values.text(place.get("id"), 200),
            name=values.text(place.get("name"), limits.max_name),
            address=_address_lines(address),
            town=values.text(address.get("city") or address.get("town"), 200),
            postcode=values.postcode(code, doubts),
            latitude=latitude,
            longitude=longitude,
            access=_access(place, limits),
        )


def _address_lines(address: Fields) -> tuple[str, ...]:
    lines = (values.text(address.get(f"address{at}"), 300) for at in (1, 2, 3, 4))
    return tuple(filter(None, lines))


def _access(place: Fields, limits: Limits) -> tuple[str, ...]:
    facts: list[str] = []
    for key in ("accessibility", "accessibilityfordisabilities"):
        for fact in objects(place.get(key), limits.max_items):
            facts.append(values.text(fact.get("description") or fact.get("accessibility")))
            facts.append(values.text(fact.get("details")))
    facts.append(values.text(place.get("transportation")))
    return tuple(dict.fromkeys(filter(None, facts)))


def _costs(row: Fields, limits: Limits, doubts: Doubts) -> Iterator[FoundCost]:
    for cost in objects(row.get("costoptions"), limits.max_items):
        amount, words = cost.get("amount"), [cost.get("option"), cost.get("amountdescription")]
        currency = values.text(cost.get("currency"), 10).upper()
        if currency not in ("", "GBP", "£"):
            doubts.append(f"A price is in {currency}, so we kept it as words.")
            words, amount = [values.text(amount), currency, *words], None
        found = FoundCost(
            pence=values.pence(amount, doubts),
            text=", ".join(filter(None, (values.text(word) for word in words))),
            valid_from=values.day(cost.get("validfrom"), doubts),
            valid_to=values.day(cost.get("validto"), doubts),
        )
        if found.text or found.pence is not None:
            yield found


def _fees(row: Fields, limits: Limits, doubts: Doubts) -> str:
    said = row.get("feesdescription") or row.get("fees")
    return values.paragraphs(said, limits.max_text, "text about fees", doubts)


def _who_for(row: Fields, limits: Limits, doubts: Doubts) -> tuple[int | None, int | None, str]:
    said = [values.text(row.get("eligibilitydescription"))]
    lows, highs = [row.get("minimumage")], [row.get("maximumage")]
    for key in ("eligibilitys", "eligibilities", "eligibility"):
        if isinstance(row.get(key), str):
            said.append(values.text(row[key]))
        for rule in objects(row.get(key), limits.max_items):
            said.append(values.text(rule.get("eligibility")))
            lows.append(rule.get("minimumage"))
            highs.append(rule.get("maximumage"))
    low = min((age for age in map(values.whole_number, lows) if age is not None), default=None)
    high = max((age for age in map(values.whole_number, highs) if age is not None), default=None)
    return *values.ages(low, high, doubts), ", ".join(dict.fromkeys(filter(None, said)))


def _languages(row: Fields, limits: Limits) -> tuple[str, ...]:
    found = (
        values.text(at.get("name") or at.get("language") or at.get("code"), 100)
        for at in objects(row.get("languages"), limits.max_items)
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _terms(row: Fields, limits: Limits) -> Iterator[FoundTerm]:
    keys = ["attributes", "linktaxonomies", "servicetaxonomys", "servicetaxonomies", "taxonomies"]
    seen: set[FoundTerm] = set()
    for link in (at for key in keys for at in objects(row.get(key), limits.max_items)):
        term = fields(link.get("taxonomyterm") or link.get("taxonomy")) or link
        found = FoundTerm(
            id=values.text(term.get("id"), 200),
            name=values.text(term.get("name") or term.get("term"), 200),
            vocabulary=values.text(term.get("vocabulary") or term.get("taxonomy"), 200),
            uri=values.web_address(term.get("termuri"), []),
        )
        if found.name and found not in seen:
            seen.add(found)
            yield found
