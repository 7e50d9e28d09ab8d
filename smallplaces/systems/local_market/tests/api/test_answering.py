"""Headers, methods and mistakes."""

import json
import re

import pytest
from django.test import Client

from smallplaces.systems.local_market.api.endpoints import ENDPOINTS
from tests.cast import Cast, client_of

from .asking import ROOT, Market, check_shape, get

BAD = [
    ("/services", "page", "0"), ("/services", "page", "-1"), ("/services", "page", "one"),
    ("/services", "page", "1.5"), ("/services", "page", "٣"), ("/services", "page", "9" * 400),
    ("/services", "per_page", "0"), ("/services", "per_page", "1e3"),
    ("/services", "search", "x" * 501), ("/services", "search", "a\x00b"),
    ("/services", "taxonomy_term_id", "fishing"), ("/services", "taxonomy_id", "{}"),
    ("/services", "organization_id", "1"), ("/services", "modified_after", "yesterday"),
    ("/services", "modified_after", "0001-01-01"), ("/services", "modified_after", "2026-13-01"),
    ("/services", "full", "yes"), ("/services", "minimal", "1"), ("/services", "format", "xml"),
    ("/services", "minimum_age", "131"), ("/services", "maximum_age", "old"),
    ("/services", "start_time", "25:00"), ("/services", "end_time", "noon"),
    ("/services", "day", "Caturday"), ("/services", "postcode", "ZZ99 9ZZ"),
    ("/services", "postcode", "Todmorden"), ("/services", "proximity", "100"),
    ("/services", "serach", "fishing"), ("/services/", "limit", "3"),
    ("/organizations", "minimal", "true"), ("/taxonomies", "full", "true"),
    ("/taxonomy_terms", "top_only", "?"), ("/taxonomy_terms", "parent_id", "x"), ("/", "page", "1"),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "name", "given"), BAD)
def test_a_bad_parameter_is_named(path: str, name: str, given: str) -> None:
    response = Client().get(ROOT + path, {name: given})
    said = response.json()

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert said["parameter"] == name
    assert said["detail"].endswith((".", "…"))
    check_shape("problem", said)


@pytest.mark.django_db
def test_a_parameter_given_twice_is_refused() -> None:
    response = Client().get(f"{ROOT}/services?page=1&page=2")
    assert response.status_code == 400
    assert response.json()["parameter"] == "page"


@pytest.mark.django_db
def test_distance_needs_a_postcode_and_says_how_much() -> None:
    assert get("/services", 400, proximity="10")["parameter"] == "proximity"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/services/nothing", "/services/a/b", "/openapi.yaml", "/taxonomies/%00",
     *(f"/{each.path}/5c4d79d7-cc55-470e-9f1f-8cad074e4892" for each in ENDPOINTS)],
)  # fmt: skip
def test_what_is_not_there_is_said_in_json(market: Market, path: str) -> None:
    said = get(path, 404)
    assert said["title"] == "Not here"
    check_shape("problem", said)


@pytest.mark.parametrize("path", ["", "/", "/services", "/services/", "/openapi.json"])
def test_any_website_may_read_and_only_read(market: Market, path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    got, head, options, post = (
        getattr(strict, method)(ROOT + path) for method in ("get", "head", "options", "post")
    )

    assert (got.status_code, head.status_code, options.status_code) == (200, 200, 204)
    assert head["ETag"] == got["ETag"]
    assert post.status_code == 405
    assert post["Allow"] == options["Allow"] == "GET, HEAD, OPTIONS"
    assert post.json()["title"] == "Read only"
    for response in (got, head, options, post):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.cookies


def test_an_answer_that_has_not_changed_is_not_sent_again(market: Market) -> None:
    client, address = Client(), f"{ROOT}/services/{market.cakes.code}"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    other = client.get(f"{ROOT}/services", headers={"If-None-Match": first["ETag"]})

    assert first["Last-Modified"] == "Mon, 02 Mar 2026 10:30:00 GMT"
    assert first["Cache-Control"] == "public, max-age=60"
    assert again.status_code == 304
    assert again.content == b""
    assert again["Access-Control-Allow-Origin"] == "*"
    assert other.status_code == 200


def test_who_asks_makes_no_difference(market: Market, cast: Cast) -> None:
    address = f"{ROOT}/services?per_page=100"
    nobody = Client().get(address)
    hana = client_of(cast.hana).get(address)
    assert nobody.json() == hana.json()
    assert client_of(cast.hana).get(f"{ROOT}/services/{market.draft.code}").status_code == 404


@pytest.mark.django_db
def test_the_document_names_every_address_and_parameter() -> None:
    document = get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://testserver/api/v3"}]
    for endpoint in ENDPOINTS:
        listed = document["paths"][f"/{endpoint.path}"]["get"]
        assert {each["name"] for each in listed["parameters"]} == {
            each.name for each in endpoint.list_parameters
        }
        assert f"/{endpoint.path}/{{id}}" in document["paths"]
    wanted = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert wanted <= set(document["components"]["schemas"])


@pytest.mark.django_db
def test_the_page_for_readers_names_every_parameter() -> None:
    page = Client().get(f"{ROOT}/docs/")
    words = page.content.decode()
    assert page.status_code == 200
    assert "default-src 'none'" in page["Content-Security-Policy"]
    for endpoint in ENDPOINTS:
        assert f"/{endpoint.path}/{{id}}" in words
        for parameter in endpoint.list_parameters:
            assert f"<code>{parameter.name}</code>" in words
