"""Every answer against the schemas that the standard publishes, with everything in the town.

The schemas are not part of the project: without them these tests skip, and the shapes in our own
document are checked in `test_records`.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.outside_data import outside_data
from tests.town import Town

from .asking import FORMATS, ROOT, Json, Market, check_shape, contents, get

SCHEMAS = ("open_referral", "tpximpact_OpenReferralApi", "OpenReferralApi", "Schemas", "V3.0-UK")
LISTS = {
    "/services": "service_list", "/service_at_locations": "service_at_location_list",
    "/taxonomies": "taxonomy_list", "/taxonomy_terms": "taxonomy_term_list",
}  # fmt: skip
THINGS = {
    "/services": "service", "/service_at_locations": "service_at_location",
    "/organizations": "organization", "/taxonomies": "taxonomy", "/taxonomy_terms": "taxonomy_term",
}  # fmt: skip


def check(schema: str, answer: object) -> None:
    """Fail unless `answer` is valid against one of the standard's own schemas, formats too."""
    text = outside_data(*SCHEMAS, f"{schema}.json").read_text()
    errors = Draft202012Validator(json.loads(text), format_checker=FORMATS).iter_errors(answer)
    assert not [f"{schema}{error.json_path[1:]}: {error.message}" for error in errors]


def pages(path: str, **asked: Any) -> Iterator[Json]:
    """Give every page of a list."""
    number, is_last = 1, False
    while not is_last:
        page = get(path, page=number, **asked)
        yield page
        number, is_last = number + 1, page["last_page"]


@pytest.mark.parametrize("path", THINGS)
def test_every_answer_of_the_market_is_valid(market: Market, path: str) -> None:
    if path in LISTS:
        check(LISTS[path], get(path))
        check(LISTS[path], get(path, page=99))
    for row in contents(path, per_page=100):
        check(THINGS[path], row)
        check(THINGS[path], get(f"{path}/{row['id']}"))
        if path == "/organizations":
            check("organization_list", row)
            check(THINGS[path], get(f"{path}/{row['id']}", full_service="true"))


@pytest.mark.parametrize("path", ["/services", "/service_at_locations", "/organizations"])
def test_whole_and_minimal_rows_are_valid(market: Market, path: str) -> None:
    for row in contents(path, full="true"):
        check(THINGS[path], row)
    if path == "/services":
        check("service_list", get(path, minimal="true"))


@pytest.mark.django_db
def test_the_foot_is_valid() -> None:
    check("api_details", get("/"))


@pytest.mark.slow
def test_the_whole_town_is_valid(town: Town) -> None:
    counted = 0
    for path, schema in THINGS.items():
        if "organizations" not in path and "taxonom" not in path:
            for page in pages(path, full="true"):
                counted += page["size"]
                for row in page["contents"]:
                    check(schema, row)
                    check_shape(schema, row)
    for page in pages("/organizations", full_service="true"):
        for row in page["contents"]:
            check("organization", row)
    assert counted > 250
    assert ROOT in get("/")["openapi_url"]
