"""Locations of the Care Quality Commission (CQC) as neutral records.

Source: the CQC's public API, `/locations/{id}`, Open Government Licence v3.0. All are formal
services. How many people a home has room for is not carried into any text.
"""

from collections.abc import Iterator
from datetime import date

from smallplaces.engines.feeds import values
from smallplaces.engines.feeds.limits import Limits
from smallplaces.engines.feeds.records import (
    FoundLocation,
    FoundOrganisation,
    FoundRating,
    FoundService,
    FoundTerm,
    Status,
    Where,
)
from smallplaces.engines.feeds.values import Doubts, Fields, fields, objects

LICENCE = "Open Government Licence v3.0"
_VOCABULARIES = {
    "gacservicetypes": "cqc:service-type",
    "specialisms": "cqc:specialism",
    "regulatedactivities": "cqc:regulated-activity",
}
_AGES = (("children", 0, 17), ("adults under 65", 18, 64), ("adults over 65", 65, None))


def is_location(row: Fields) -> bool:
    """Whether a row (in the spelling of `values.fields`) is a location of the CQC."""
    return "locationid" in row and ("registrationstatus" in row or "onspdlatitude" in row)


def read_location(row: Fields, where: Where, limits: Limits, doubts: Doubts) -> FoundService:
    """One location, spelled by `values.fields`, as a FoundService. Never raises."""
    types = _names(row, "gacservicetypes", limits)
    people = _names(row, "specialisms", limits)
    low, high = _ages(people)
    return FoundService(
        source_id=values.text(row.get("locationid"), 200),
        name=values.text(row.get("name") or row.get("locationname"), limits.max_name),
        where=where,
        description=_description(types, people),
        kind="organisation",
        formal=True,
        whole="registrationstatus" in row,
        status=_status(row),
        organisation=_provider(row, limits),
        url=values.web_address(row.get("website"), doubts),
        phones=tuple(filter(None, [values.phone(row.get("mainphonenumber"))])),
        locations=(_location(row, limits, doubts),),
        eligibility=", ".join(people),
        minimum_age=low,
        maximum_age=high,
        terms=tuple(_terms(row, limits)),
        ratings=tuple(_ratings(row, limits, doubts)),
        assured_date=_last_visit(row, doubts),
        last_modified=values.moment(fields(row.get("lastreport")).get("publicationdate"), doubts),
        licence=LICENCE,
    )


def _names(row: Fields, key: str, limits: Limits) -> list[str]:
    names = (values.text(at.get("name"), 200) for at in objects(row.get(key), limits.max_items))
    return list(dict.fromkeys(filter(None, names)))


def _description(types: list[str], people: list[str]) -> str:
    sentences = [". ".join(types), f"For: {', '.join(people).lower()}" if people else ""]
    return " ".join(f"{sentence}." for sentence in sentences if sentence)


def _status(row: Fields) -> Status:
    registered = values.text(row.get("registrationstatus")).lower()
    if registered == "deregistered":
        return "defunct"
    if registered != "registered":
        return "unknown"
    return "temporarily closed" if values.text(row.get("dormancy")).upper() == "Y" else "active"


def _provider(row: Fields, limits: Limits) -> FoundOrganisation | None:
    identifier = values.text(row.get("providerid"), 200)
    brand = values.text(row.get("brandname"), limits.max_name).removeprefix("BRAND ")
    name = values.text(row.get("providername"), limits.max_name) or brand
    return FoundOrganisation(identifier, name) if identifier or name else None


def _location(row: Fields, limits: Limits, doubts: Doubts) -> FoundLocation:
    latitude, longitude = values.point(row.get("onspdlatitude"), row.get("onspdlongitude"), doubts)
    lines = (values.text(row.get(f"postaladdressline{at}"), 300) for at in (1, 2))
    return FoundLocation(
        id=values.text(row.get("uprn"), 40),
        name=values.text(row.get("name"), limits.max_name),
        address=tuple(filter(None, lines)),
        town=values.text(row.get("postaladdresstowncity"), 200),
        postcode=values.postcode(row.get("postalcode"), doubts),
        latitude=latitude,
        longitude=longitude,
    )


def _ages(people: list[str]) -> tuple[int | None, int | None]:
    """The span of ages the specialisms name; none when any of them is for everyone."""
    said = " ".join(people).lower()
    spans = [(low, high) for words, low, high in _AGES if words in said]
    if not spans or "everyone" in said:
        return None, None
    tops = [high for _, high in spans]
    return min(low for low, _ in spans), None if None in tops else max(filter(None, tops))


def _terms(row: Fields, limits: Limits) -> Iterator[FoundTerm]:
    for key, vocabulary in _VOCABULARIES.items():
        for name in _names(row, key, limits):
            yield FoundTerm(id=name, name=name, vocabulary=vocabulary)


def _ratings(row: Fields, limits: Limits, doubts: Doubts) -> Iterator[FoundRating]:
    current = fields(row.get("currentratings"))
    overall = fields(current.get("overall"))
    on = values.day(overall.get("reportdate") or current.get("reportdate"), doubts)
    if rating := values.text(overall.get("rating"), 100):
        yield FoundRating("Overall", rating, on)
    for answer in objects(overall.get("keyquestionratings"), limits.max_items):
        question, rating = values.text(answer.get("name"), 100), values.text(answer.get("rating"))
        if question and rating:
            yield FoundRating(question, rating, values.day(answer.get("reportdate"), doubts) or on)


def _last_visit(row: Fields, doubts: Doubts) -> date | None:
    return values.day(fields(row.get("lastinspection")).get("date"), doubts)
