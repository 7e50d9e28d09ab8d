"""Whatever is asked, the answer is a page or a sentence about what was wrong; never an error."""

from datetime import datetime
from urllib.parse import quote, urlencode

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.systems.local_market.api.endpoints import ENDPOINTS, Endpoint
from smallplaces.systems.local_market.api.parameters import Parameter
from smallplaces.systems.local_market.api.terms import TAXONOMIES, all_terms

from .asking import ROOT, Market, check_shape

USUAL = settings(
    max_examples=200, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
ODD = st.sampled_from([
    "", "0", "-1", "1e9", "NaN", "inf", "null", "true", "%", "'", "\\", "a'b\\c", "|&!():*<->",
    "' OR 1=1 --", "\x00", "\ufeff", "٣", "ﬁshing", "\U0001f3a3", "\u202e", "9" * 5_000, "a " * 240,
    "2026-02-30", "24:00", "OL14 5A", "{}", "[]",
])  # fmt: skip
WORDS = st.sampled_from(["fishing", "cakes", "fishign", "the", "money advice", "Afon & llyn"])
CLOCKS = st.times().map(lambda at: at.strftime("%H:%M"))
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 31)).map(datetime.isoformat)


def value_for(parameter: Parameter) -> st.SearchStrategy[str]:
    """Return how to make values for a parameter: good, bad and strange."""
    schema = parameter.schema
    if schema.get("type") == "boolean":
        good: st.SearchStrategy[str] = st.sampled_from(["true", "false", "True"])
    elif schema.get("type") in {"integer", "number"}:
        good = st.integers(0, 200).map(str)
    elif schema.get("format") == "uuid":
        good = st.uuids().map(str) | st.sampled_from([each.id for each in TAXONOMIES])
    elif schema.get("format") == "date-time":
        good = MOMENTS
    elif parameter.name in {"start_time", "end_time"}:
        good = CLOCKS
    else:
        good = WORDS | st.sampled_from(["json", "MO", "OL14", "friday"])
    return good | good | good | ODD | st.text(max_size=30)


@st.composite
def requests(draw: st.DrawFn) -> tuple[Endpoint, dict[str, str]]:
    endpoint = draw(st.sampled_from(ENDPOINTS))
    some = st.sampled_from(endpoint.list_parameters)
    chosen = draw(st.lists(some, unique_by=lambda each: each.name, max_size=4))
    return endpoint, {each.name: draw(value_for(each)) for each in chosen}


@USUAL
@given(requests())
def test_any_list_is_a_page_or_says_what_is_wrong(
    market: Market, request_: tuple[Endpoint, dict[str, str]]
) -> None:
    endpoint, asked = request_
    query = urlencode(asked, errors="surrogatepass")
    response = Client().get(f"{ROOT}/{endpoint.path}?{query}")

    assert response.status_code in {200, 400}, (asked, response.status_code)
    if response.status_code == 400:
        check_shape("problem", response.json())
        assert response.json()["parameter"] in asked
    elif not response.streaming:
        page = response.json()
        check_shape("page", page)
        assert page["size"] == len(page["contents"]) <= page["total_items"]
        assert page["empty"] == (not page["contents"])
        assert page["last_page"] == (page["page_number"] >= page["total_pages"])


@USUAL
@given(st.sampled_from(ENDPOINTS), st.text(max_size=40) | st.uuids().map(str))
def test_any_identifier_is_found_or_not_here(
    market: Market, endpoint: Endpoint, identifier: str
) -> None:
    path = quote(identifier, safe="", errors="replace")
    response = Client().get(f"{ROOT}/{endpoint.path}/{path}")
    is_the_list = not identifier
    assert response.status_code == (200 if is_the_list else 404)
    check_shape("page" if is_the_list else "problem", response.json())


@settings(USUAL, max_examples=40)
@given(st.data())
def test_a_filter_only_takes_away(market: Market, data: st.DataObject) -> None:
    terms = [term.id for term in all_terms()]
    some = {
        "taxonomy_term_id": data.draw(st.sampled_from(terms)), "search": data.draw(WORDS),
        "day": data.draw(st.sampled_from(["MO", "SA"])), "minimum_age": "8", "postcode": "OL14",
    }  # fmt: skip
    chosen = data.draw(st.lists(st.sampled_from(sorted(some)), unique=True, min_size=1))

    def found(names: list[str]) -> set[str]:
        answer = Client().get(f"{ROOT}/services", {name: some[name] for name in names})
        return {row["id"] for row in answer.json()["contents"]}

    assert found(chosen) == set.intersection(*(found([name]) for name in chosen))
