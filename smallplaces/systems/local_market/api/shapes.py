"""What every answer looks like: JSON schemas (2020-12), written short and spelled out once.

A name ending in `!` is always there. Source: HSDS-UK 3.0 (docs.openreferraluk.org); fields that
it does not have are from HSDS 3.0 or say that they are ours.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
UUID: Json = {"type": "string", "format": "uuid"}
URI: Json = {"type": "string", "format": "uri"}
EMAIL: Json = {"type": "string", "format": "email"}
DAY: Json = {"type": "string", "format": "date"}
MOMENT: Json = {"type": "string", "format": "date-time"}
CLOCK: Json = {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}
WHOLE: Json = {"type": "integer"}
NUMBER: Json = {"type": "number"}
YES_OR_NO: Json = {"type": "boolean"}


def _one_of(*words: str) -> Json:
    return {"type": "string", "enum": list(words)}


def _a(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _many(name: str) -> Json:
    return {"type": "array", "items": _a(name)}


LOCATION_ROW: Json = {
    "id!": UUID,
    "location_type!": _one_of("physical", "virtual"),
    "latitude": NUMBER,
    "longitude": NUMBER,
}
ORGANIZATION_ROW: Json = {
    "id!": UUID,
    "name!": TEXT,
    "description!": TEXT,
    "email": EMAIL,
    "website": URI,
    "phones": _many("phone"),
}
SERVICE_ROW: Json = {
    "id!": UUID,
    "organization_id!": UUID,
    "name!": TEXT,
    "description": TEXT,
    "url": URI,
    "email": EMAIL,
    "status!": _one_of("active", "temporarily closed"),
    "minimum_age": WHOLE,
    "maximum_age": WHOLE,
    "eligibility_description": TEXT,
    "alert": TEXT,
    "assured_date": DAY,
    "last_modified!": MOMENT,
    "organization": _a("organization_row"),
}
SERVICE: Json = {
    **SERVICE_ROW,
    "schedules": _many("schedule"),
    "cost_options": _many("cost_option"),
    "languages": _many("language"),
    "phones": _many("phone"),
    "attributes!": _many("attribute"),
    "sources": _many("source"),
    "licence": TEXT,
    "attribution!": TEXT,
}
TAXONOMY_ROW: Json = {
    "id!": UUID,
    "name!": TEXT,
    "description!": TEXT,
    "version!": TEXT,
}
AT: Json = {"id!": UUID, "service_id!": UUID, "location_id!": UUID}

SHAPES: Mapping[str, Json] = {
    "about": {
        "version!": TEXT,
        "profile!": URI,
        "openapi_url!": URI,
        "docs_url!": URI,
        "name!": TEXT,
    },
    "problem": {
        "type!": TEXT,
        "title!": TEXT,
        "status!": WHOLE,
        "detail!": TEXT,
        "parameter": TEXT,
    },
    "service_minimal": {
        "id!": UUID,
        "name!": TEXT,
        "status!": TEXT,
        "last_modified!": MOMENT,
        "modified_date!": MOMENT,
    },
    "service_row": SERVICE_ROW,
    "service": {**SERVICE, "service_at_locations": _many("location_of_service")},
    "location_of_service": {**AT, "location!": _a("location")},
    "service_at_location_row": {
        **AT,
        "location!": _a("location_row"),
        "service!": _a("service_row"),
    },
    "service_at_location": {**AT, "location!": _a("location"), "service!": _a("service")},
    "location_row": LOCATION_ROW,
    "location": {
        **LOCATION_ROW,
        "addresses": _many("address"),
        "accessibility": _many("accessibility"),
    },
    "address": {
        "id!": UUID,
        "location_id!": UUID,
        "address_1!": TEXT,
        "city!": TEXT,
        "state_province!": TEXT,
        "postal_code!": TEXT,
        "country!": TEXT,
        "address_type!": _one_of("physical"),
    },
    "accessibility": {
        "id!": UUID,
        "location_id!": UUID,
        "description!": TEXT,
        "accessibility!": TEXT,
    },
    "schedule": {
        "id!": UUID,
        "service_id!": UUID,
        "valid_from": DAY,
        "valid_to": DAY,
        "dtstart": DAY,
        "freq": _one_of("WEEKLY", "MONTHLY"),
        "interval": WHOLE,
        "byday": TEXT,
        "bymonthday": TEXT,
        "count": WHOLE,
        "wkst": TEXT,
        "description": TEXT,
        "opens_at": CLOCK,
        "closes_at": CLOCK,
    },
    "cost_option": {
        "id!": UUID,
        "service_id!": UUID,
        "option": TEXT,
        "amount": {"type": "number", "minimum": 0},
        "currency": _one_of("GBP"),
    },
    "language": {"id!": UUID, "service_id!": UUID, "name!": TEXT},
    "phone": {"id!": UUID, "number!": TEXT},
    "attribute": {
        "id!": UUID,
        "link_id!": UUID,
        "taxonomy_term_id!": UUID,
        "link_type!": TEXT,
        "taxonomy_term!": _a("taxonomy_term"),
    },
    "source": {"name!": TEXT, "url": URI, "licence": TEXT, "date!": DAY},
    "organization_row": ORGANIZATION_ROW,
    "organization": {
        **ORGANIZATION_ROW,
        "services!": {"type": "array", "items": {"anyOf": [_a("service"), _a("service_row")]}},
    },
    "taxonomy_row": TAXONOMY_ROW,
    "taxonomy": {**TAXONOMY_ROW, "taxonomy_terms!": _many("taxonomy_term")},
    "taxonomy_term": {
        "id!": UUID,
        "name!": TEXT,
        "term!": TEXT,
        "description!": TEXT,
        "taxonomy!": TEXT,
        "taxonomy_id!": UUID,
    },
    "page": {
        "total_items!": WHOLE,
        "total_pages!": WHOLE,
        "page_number!": WHOLE,
        "size!": WHOLE,
        "first_page!": YES_OR_NO,
        "last_page!": YES_OR_NO,
        "empty!": YES_OR_NO,
        "contents!": {"type": "array"},
    },
}


def schemas() -> Json:
    """Return every shape as a JSON schema, by name. Nothing but the fields named may be there."""
    return {name: _schema(fields) for name, fields in SHAPES.items()}


def _schema(fields: Json) -> Json:
    return {
        "type": "object",
        "properties": {name.removesuffix("!"): schema for name, schema in fields.items()},
        "required": [name.removesuffix("!") for name in fields if name.endswith("!")],
        "additionalProperties": False,
    }
