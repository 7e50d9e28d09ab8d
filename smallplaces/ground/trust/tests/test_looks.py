"""Reading one's own log: on a page, in a spreadsheet, and by a program."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.trust import actions
from smallplaces.ground.trust.models import Look
from tests.cast import Cast, build_cast, client_of

DAY = timedelta(days=1)


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast, at whose Amina Cerys looked on five days, and Bryn once for his circle."""
    made = build_cast(at=datetime.now(UTC) - 10 * DAY)
    for days in range(5):
        actions.look(
            viewer=made.cerys, person=made.amina, shelf=(Shelf.PLAN, Shelf.WORDS)[days % 2],
            reason=Look.Reason.OWN_WORDS, words="=1+1 to see", at=made.at + days * DAY,
        )  # fmt: skip
    actions.share(
        person=made.amina, viewer=made.anglers, shelf=Shelf.PLAN, until=made.at + 30 * DAY,
        by=made.amina, at=made.at,
    )  # fmt: skip
    actions.look(
        viewer=made.bryn, person=made.amina, shelf=Shelf.PLAN, reason=Look.Reason.ASKED_ME,
        at=made.at + 6 * DAY,
    )  # fmt: skip
    return made


def text(client: Client, path: str, **asked: str) -> str:
    response = client.get(path, asked)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("asked", "times"),
    [
        ({}, 6),
        ({"who": "ery"}, 5),
        ({"who": "Bryn"}, 1),
        ({"shelf": "words"}, 2),
        ({"who": "Cerys", "shelf": "plan"}, 3),
        ({"since": "2000-01-01", "until": "2000-01-02"}, 0),
        ({"since": "not a day"}, 6),
        ({"until": "9999-12-31"}, 6),
        ({"shelf": "nothing"}, 6),
        ({"who": "x" * 500}, 6),
        ({"page": "999"}, 6),
    ],
)
def test_the_log_is_searched_and_what_cannot_be_read_asks_for_nothing(
    cast: Cast, asked: dict[str, str], times: int
) -> None:
    page = text(client_of(cast.amina), "/my/looks/", **asked)
    assert (f"{times} times, " in page or f"{times} time, " in page) is (times > 0)
    assert ("Nobody looked in this way." in page) is (times == 0)


def test_each_day_is_found_by_its_own_day(cast: Cast) -> None:
    day = (cast.at + 2 * DAY).date().isoformat()
    assert "1 time, " in text(client_of(cast.amina), "/my/looks/", since=day, until=day)


def test_the_spreadsheet_has_the_same_lines_and_no_formula(cast: Cast) -> None:
    page = text(client_of(cast.amina), "/my/looks/list.csv", who="Cerys")
    rows = list(csv.reader(io.StringIO(page.removeprefix("\ufeff"))))
    assert len(rows) == 6
    assert {row[1] for row in rows[1:]} == {"Cerys"}
    assert all(row[4] == "'=1+1 to see" for row in rows[1:])


@pytest.mark.parametrize("path", ["/my/looks/", "/my/looks/list.csv", "/my/usage/findUsage"])
def test_everyone_reads_only_their_own_log(cast: Cast, path: str) -> None:
    for who in (cast.dev, cast.cerys, cast.gwen):
        said = text(client_of(who), path)
        assert "to see" not in said
        assert "Bryn" not in said
    assert Client().get(path).status_code == 302


def usage(client: Client, **asked: str) -> Any:
    response = client.get("/my/usage/findUsage", asked)
    assert response.status_code == 200
    return response.json()["findUsageResponse"]


def test_a_program_of_the_person_finds_who_used_what_and_for_whom(cast: Cast) -> None:
    amina = client_of(cast.amina)
    found = usage(amina)
    assert found["total"] == 6
    first, second, *_ = found["usage"]
    assert set(first) == {
        "logtime", "action", "receiverCode", "receiverName", "onBehalfOf", "receiverSystem",
    }  # fmt: skip
    assert (first["receiverName"], first["onBehalfOf"]) == ("Bryn", "Larkbridge Anglers")
    assert second["action"] == "your plan, your wishes and your steps: =1+1 to see"
    assert datetime.fromisoformat(first["logtime"]) > datetime.fromisoformat(second["logtime"])
    assert usage(amina, offset="1", limit="2")["usage"] == found["usage"][1:3]
    assert usage(amina, offset="6")["usage"] == []
    since = (cast.at + 5 * DAY).isoformat()
    assert [row["receiverName"] for row in usage(amina, periodStart=since)["usage"]] == ["Bryn"]
    assert usage(amina, periodEnd=since)["total"] == 5
    period = amina.get("/my/usage/usagePeriod").json()
    first_look = datetime.fromisoformat(period["periodStart"])
    assert abs(first_look - cast.at) < timedelta(seconds=1)
    assert usage(client_of(cast.dev))["total"] == 0
    assert Client().get("/my/usage/heartbeat").json() == {"status": "ok"}


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": "-1"},
        {"limit": "1e3"},
        {"offset": "9" * 5_000},
        {"offset": "٣"},
        {"periodStart": "yesterday"},
        {"periodEnd": "2026-13-45T00:00:00Z"},
        {"periodEnd": "9999-12-31T23:59:59-23:00"},
    ],
)
def test_what_cannot_be_read_is_said(cast: Cast, asked: dict[str, str]) -> None:
    response = client_of(cast.amina).get("/my/usage/findUsage", asked)
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        assert response.json()["message"].endswith(".")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(
        st.sampled_from(["periodStart", "periodEnd", "offset", "limit", "who", "since", "page"]),
        st.text(max_size=40),
        max_size=4,
    )
)
def test_nothing_asked_breaks_it(cast: Cast, asked: dict[str, str]) -> None:
    amina = client_of(cast.amina)
    for path in ("/my/usage/findUsage", "/my/looks/", "/my/looks/list.csv"):
        assert amina.get(path, asked).status_code in {200, 400}
