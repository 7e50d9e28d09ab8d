"""Every way in which live feeds misbehave, against a real web server on this machine."""

import gzip
import json
from collections.abc import Callable

import httpx
import pytest

from smallplaces.engines.feeds import CannotRead, Limits, read_directory
from smallplaces.engines.feeds.tests.reads import DATA, read_all
from smallplaces.engines.feeds.tests.web import Answering, Params, Reply, serving

QUICK = Limits(backoff=0.001, longest_wait=0.01, timeout=5, details=False, page_size=2)
DETAILED = Limits(backoff=0.001, longest_wait=0.01, timeout=5, page_size=2)
ROOT = {"version": "HSDS-UK-3.0", "profile": "https://path/to/profile", "openapi_url": "x"}


def row(number: int) -> dict[str, object]:
    return {"id": str(number), "name": f"Service {number}", "status": "active"}


def page(rows: list[dict[str, object]], **said: object) -> Reply:
    return Reply({"contents": rows, **said})


def paged(count: int, size: int = 2, **said: object) -> Callable[[Params], Reply]:
    """`/services` of an honest API with `count` services; `said` changes what it claims."""

    def services(params: Params) -> Reply:
        number = int(params.get("page", 1))
        rows = [row(at) for at in range((number - 1) * size, min(number * size, count))]
        last = number * size >= count
        claims = {"total_items": count, "page_number": number, "last_page": last, **said}
        return page(rows, **claims)

    return services


def api(services: Callable[[Params], Reply], root: Reply | None = None) -> Answering:
    """An API whose `/services` answers as told; everything else but the root is a 404."""

    def answering(path: str, params: Params) -> Reply | None:
        if path == "/api":
            return root or Reply(ROOT)
        return services(params) if path == "/api/services" else None

    return answering


def test_an_honest_paged_api_is_read_to_its_end() -> None:
    with serving(api(paged(5))) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert read.names == [f"Service {number}" for number in range(5)]
    assert (read.finished.complete, read.finished.said_total) == (True, 5)
    assert web.asked[1:] == [f"/api/services?per_page=2&page={number}" for number in (1, 2, 3)]
    assert [str(found.where) for found in read.services][-1] == "page 3, row 1"
    assert read.progress


@pytest.mark.parametrize(
    "root",
    [
        Reply({"version": "HSDS-UK-3.0"}),
        Reply({}),
        Reply({"message": "Welcome"}),
        Reply(b"<!doctype html><p>Welcome to our API", headers={"Content-Type": "text/html"}),
        Reply(b"", status=204),
        Reply({"error": "no"}, status=404),
    ],
)
def test_a_root_without_profile_or_without_anything_is_no_obstacle(root: Reply) -> None:
    with serving(api(paged(3), root)) as web:
        assert read_all(f"{web.address}/api/", QUICK).finished.good == 3


def test_endpoints_that_the_standard_lists_and_the_feed_lacks_are_not_needed() -> None:
    with serving(api(paged(1))) as web:
        assert read_all(f"{web.address}/api", QUICK).finished.complete
    assert not any("taxonom" in path or "at_locations" in path for path in web.asked)


def test_an_empty_feed_is_complete_and_empty() -> None:
    with serving(api(lambda _: page([], total_items=0, empty=True))) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert (read.finished.complete, read.finished.seen) == (True, 0)


def test_a_total_that_is_too_small_does_not_stop_the_reading() -> None:
    with serving(api(paged(7, total_items=3, last_page=True))) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert (read.finished.good, read.finished.complete) == (7, True)
    assert "The source says it has 3 rows, and gave 7. All went in." in read.reasons


def test_a_total_that_is_too_large_makes_the_reading_incomplete() -> None:
    with serving(api(paged(4, total_items=400))) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert (read.finished.good, read.finished.complete) == (4, False)
    assert read.finished.why_incomplete == "The source says it has 400 rows, and gave 4."


def test_a_feed_that_ignores_the_page_number_is_read_once() -> None:
    with serving(api(lambda _: page([row(1), row(2)], total_items=2))) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert (read.names, read.finished.repeated) == (["Service 1", "Service 2"], 0)
    assert len(web.asked) < 8


def test_a_page_that_comes_twice_costs_nothing() -> None:
    def services(params: Params) -> Reply:
        number = min(int(params["page"]), 4)
        return paged(6)({"page": str({1: 1, 2: 1, 3: 2, 4: 3}[number])})

    with serving(api(services)) as web:
        assert read_all(f"{web.address}/api", QUICK).finished.good == 6


def test_pages_without_end_are_left() -> None:
    with serving(api(lambda params: page([row(int(params["page"]))]))) as web:
        limits = Limits(details=False, max_pages=12)
        read = read_all(f"{web.address}/api", limits)
    assert (read.finished.good, read.finished.complete) == (12, False)
    assert "no end to the pages" in read.finished.why_incomplete


def test_a_first_page_numbered_zero_is_fetched_too() -> None:
    def services(params: Params) -> Reply:
        number = int(params["page"])
        rows = [row(number)] if number < 3 else []
        return Reply({"content": rows, "number": number, "first": number == 0})

    with serving(api(services)) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert sorted(read.names) == ["Service 0", "Service 1", "Service 2"]


def test_a_page_past_the_end_may_be_a_404() -> None:
    def services(params: Params) -> Reply:
        return paged(4)(params) if int(params["page"]) < 3 else Reply(status=404)

    with serving(api(services)) as web:
        assert read_all(f"{web.address}/api", QUICK).finished.complete


def test_short_rows_are_filled_from_their_own_address() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        if path == "/api/services/0":
            return Reply({**row(0), "schedules": [{"freq": "DAILY"}]})
        if path == "/api/services/1":
            return Reply({"id": "another", "name": "Somebody else"})
        return api(paged(3))(path, params)

    with serving(answering) as web:
        read = read_all(f"{web.address}/api", DETAILED)
    first, second, third = read.services
    assert (first.whole, second.whole, third.whole) == (True, False, False)
    assert first.schedules[0].rrule == "FREQ=DAILY"
    assert second.name == "Service 1"
    assert any("whole record could not be fetched" in reason for reason in read.reasons)


def test_a_feed_without_details_is_not_asked_for_each_of_them() -> None:
    with serving(api(paged(40, size=40))) as web:
        read = read_all(f"{web.address}/api", DETAILED)
    assert read.finished.good == 40
    assert sum("/services/" in path for path in web.asked) == DETAILED.details_failing


def test_errors_that_pass_are_waited_for() -> None:
    failures = [503, 429, 500]

    def services(params: Params) -> Reply:
        if failures:
            return Reply(status=failures.pop(), headers={"Retry-After": "1"})
        return paged(2)(params)

    with serving(api(services)) as web:
        assert read_all(f"{web.address}/api", QUICK).finished.complete


def test_a_page_that_stays_broken_is_reported_and_the_next_ones_go_in() -> None:
    def services(params: Params) -> Reply:
        return Reply(status=500) if params["page"] == "2" else paged(6)(params)

    with serving(api(services)) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert read.finished.good == 4
    assert not read.finished.complete
    assert str(read.bad[0].where) == "page 2"


def test_a_connection_lost_on_the_way_is_tried_again() -> None:
    tries: list[int] = []

    def services(params: Params) -> Reply:
        tries.append(1)
        whole = paged(2)(params)
        return Reply(whole.sent[:40], length=500) if len(tries) == 1 else whole

    with serving(api(services)) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert (read.finished.good, read.finished.complete, read.finished.bad) == (2, True, 0)


def test_a_connection_lost_every_time_still_gives_the_rows_before() -> None:
    body = json.dumps({"contents": [row(1), row(2)]}).encode()[:-20]
    with serving(lambda path, _: Reply(body, length=5000)) as web:
        read = read_all(f"{web.address}/services", QUICK)
    assert read.names == ["Service 1"]
    assert not read.finished.complete


def test_a_page_cut_inside_a_row_gives_the_rows_before_and_the_next_pages() -> None:
    def services(params: Params) -> Reply:
        whole = paged(6)(params)
        return Reply(whole.sent[:80]) if params["page"] == "2" else whole

    with serving(api(services)) as web:
        read = read_all(f"{web.address}/api", QUICK)
    assert read.names == ["Service 0", "Service 1", "Service 2", "Service 4", "Service 5"]
    assert not read.finished.complete
    assert read.bad[0].where.page == 2


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (lambda data: data, {"Content-Type": "text/html"}),
        (gzip.compress, {"Content-Encoding": "gzip"}),
        (gzip.compress, {"Content-Type": "application/gzip"}),
        (lambda data: gzip.compress(gzip.compress(data)), {"Content-Encoding": "gzip"}),
        (lambda data: b"\xef\xbb\xbf" + data, {}),
        (lambda data: data.decode().encode("utf-16"), {"Content-Type": "text/plain"}),
    ],
)
def test_the_packing_and_the_content_type_do_not_matter(
    body: Callable[[bytes], bytes], headers: dict[str, str]
) -> None:
    data = body((DATA / "v3_page.json").read_bytes())
    with serving(lambda path, _: Reply(data, headers=headers)) as web:
        read = read_all(f"{web.address}/feed.json", QUICK)
    assert read.names == ["Mill Pond Anglers", "Tuesday lunch club"]


def test_lines_of_json_and_a_bare_list_are_read_from_an_address() -> None:
    replies = {
        "/lines": Reply((DATA / "lines.jsonl").read_bytes()),
        "/list": Reply([row(1), row(2)]),
        "/one": Reply(row(3)),
    }
    with serving(lambda path, _: replies.get(path)) as web:
        assert read_all(f"{web.address}/lines", QUICK).finished.good == 2
        assert read_all(f"{web.address}/list", QUICK).finished.good == 2
        assert read_all(f"{web.address}/one", QUICK).names == ["Service 3"]


def test_redirects_are_followed_but_not_in_circles_nor_out_of_the_web() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        to = {"/old": "/api", "/loop": "/loop", "/file": "file:///etc/hostname"}
        if path in to:
            return Reply(status=302, headers={"Location": to[path]})
        return api(paged(2))(path, params)

    with serving(answering) as web:
        assert read_all(f"{web.address}/api/services", QUICK).finished.good == 2
        with pytest.raises(CannotRead, match="round in circles"):
            read_directory(f"{web.address}/loop", limits=QUICK)
        with pytest.raises(CannotRead, match="not an http or https address"):
            read_directory(f"{web.address}/file", limits=QUICK)


def test_a_base_address_that_redirects_is_read_where_it_moved_to() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        if path.startswith("/old"):
            return Reply(status=301, headers={"Location": path.replace("/old", "/api")})
        return api(paged(2))(path, params)

    with serving(answering) as web:
        assert read_all(f"{web.address}/old", QUICK).finished.good == 2


def test_a_base_address_that_moved_alone_is_followed_to_its_list() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        if path == "/old":
            return Reply(status=301, headers={"Location": "/api"})
        return api(paged(2))(path, params)

    with serving(answering) as web:
        assert read_all(f"{web.address}/old", QUICK).finished.good == 2


@pytest.mark.parametrize("address", ["ftp://x.example/f", "file:///etc/hostname", "gopher://x"])
def test_other_kinds_of_address_are_refused(address: str) -> None:
    with pytest.raises(CannotRead, match="files and web addresses"):
        read_directory(address)


def test_private_addresses_are_refused_when_asked() -> None:
    with serving(api(paged(2))) as web:
        limits = Limits(refuse_private=True)
        with pytest.raises(CannotRead, match="private network"):
            read_directory(f"{web.address}/api", limits=limits)
        with pytest.raises(CannotRead, match="private network"):
            read_directory(web.address.replace("127.0.0.1", "localhost"), limits=limits)
        assert not web.asked


def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    called: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        called.append(request)
        return httpx.Response(200, json=[row(1)])

    client = httpx.Client(transport=httpx.MockTransport(handle))
    limits = Limits(refuse_private=True)
    read = read_all("https://1.1.1.1/list", limits, client=client)
    assert read.finished.good == 1
    assert called[0].headers["host"] == "1.1.1.1"
    assert called[0].extensions["sni_hostname"] == "1.1.1.1"
    assert not client.is_closed


def test_nobody_at_home_is_one_plain_sentence() -> None:
    with serving(lambda *_: None) as web:
        pass
    with pytest.raises(CannotRead, match="We could not reach"):
        read_directory(f"{web.address}/api", limits=QUICK)


def test_an_address_with_nothing_there_is_one_plain_sentence() -> None:
    with (
        serving(lambda *_: None) as web,
        pytest.raises(CannotRead, match="did not give us its list"),
    ):
        read_directory(f"{web.address}/api", limits=QUICK)


def test_an_answer_too_large_is_stopped_and_what_came_goes_in() -> None:
    rows = [row(number) for number in range(1000)]
    with serving(lambda path, _: Reply(rows)) as web:
        read = read_all(f"{web.address}/list", Limits(max_bytes=20_000, attempts=1))
    assert 0 < read.finished.good < 1000
    assert not read.finished.complete


def test_a_small_answer_that_unpacks_to_a_large_one_is_stopped() -> None:
    bomb = gzip.compress(b"[" + b" " * 30_000_000)
    with serving(lambda path, _: Reply(bomb, headers={"Content-Encoding": "gzip"})) as web:
        read = read_all(f"{web.address}/list", Limits(max_bytes=1_000_000, attempts=1))
    assert "larger than 1,000,000 bytes" in read.finished.why_incomplete
