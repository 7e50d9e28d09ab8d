"""Where a listing is, as the standard's location: point, address and what helps to come in."""

from typing import Any

from smallplaces.ground.listings.models import Access, Facts, Listing
from smallplaces.ground.places import queries as places
from smallplaces.ground.places.models import Place

from .ids import made_id

Json = dict[str, Any]
COUNTRY = "GB"


def location_of(listing: Listing) -> Json:
    """Return the location of a listing. It needs `place` with everything above it.

    Of one person it holds only what they wrote, and no point worked out from a postcode.
    """
    facts, location = listing.facts, made_id(listing.code, "location")
    is_person = listing.kind == Listing.Kind.PERSON
    point = facts if is_person else listing
    return {
        "id": location,
        "location_type": "physical" if _is_physical(listing) else "virtual",
        "latitude": point.latitude,
        "longitude": point.longitude,
        "addresses": _addresses(listing, location) if listing.where or listing.postcode else [],
        "accessibility": [
            {
                "id": made_id(location, "accessibility", words),
                "location_id": location,
                "description": words,
                "accessibility": words,
            }
            for words in access_phrases(facts)
        ],
    }


def _is_physical(listing: Listing) -> bool:
    return bool(listing.where or listing.postcode or listing.latitude is not None)


def _addresses(listing: Listing, location: str) -> list[Json]:
    """Return the one address, with all the parts that the standard insists on."""
    city, region = _city_and_region(listing.place if listing.kind != "PERSON" else None)
    where = listing.where.removesuffix(f", {city}") if city else listing.where
    return [
        {
            "id": made_id(location, "address"),
            "location_id": location,
            "address_1": where if where != city else "",
            "city": city,
            "state_province": region,
            "postal_code": listing.postcode,
            "country": COUNTRY,
            "address_type": "physical",
        }
    ]


def _city_and_region(place: Place | None) -> tuple[str, str]:
    """Return the town (our district) and the region that `place` lies in, as far as known."""
    named = {each.kind: each.name for each in places.path_of(place)} if place else {}
    region = named.get(Place.Kind.REGION) or named.get(Place.Kind.NATION) or ""
    return named.get(Place.Kind.DISTRICT, ""), region


def access_phrases(facts: Facts) -> list[str]:
    """Return what makes it easier to come: our facts in their words, then what else is said.

    In an order of its own, so that reading a record of ours and writing it again changes nothing.
    """
    free = [words.strip() for words in facts.access_words.split(";") if words.strip()]
    known = {str(each.label): str(each.value) for each in Access}
    first = [label for label, value in known.items() if value in facts.access or label in free]
    return list(dict.fromkeys([*first, *free]))
