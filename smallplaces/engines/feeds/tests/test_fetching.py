"""Patience and suspicion: how long we wait, whom we believe, where we do not go."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from smallplaces.engines.feeds import CannotRead, Limits, read_directory
from smallplaces.engines.feeds.fetching import Fetcher, own_client, retry_after
from smallplaces.engines.feeds.tests.reads import read_all
from smallplaces.engines.feeds.tests.web import Params, Reply, serving

ROW = {"id": "1", "name": "Choir", "status": "active"}


def answering_with(*answers: httpx.Response | Exception) -> httpx.Client:
    """A client whose answers come from a list, the last one again and again."""
    left = list(answers)

    def handle(request: httpx.Request) -> httpx.Response:
        answer = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    return httpx.Client(transport=httpx.MockTransport(handle))


QUICK = Limits(backoff=0.0, longest_wait=0.0)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (httpx.ReadTimeout("slow"), "“far.example” did not answer in time."),
        (httpx.ConnectTimeout("slow"), "“far.example” did not answer in time."),
        (httpx.ConnectError("no"), "We could not reach “far.example”."),
        (httpx.RemoteProtocolError("?"), "“far.example” did not give an answer we can read."),
    ],
)
def test_an_answer_that_never_comes_is_one_plain_sentence(
    problem: Exception, sentence: str
) -> None:
    with answering_with(problem) as client, pytest.raises(CannotRead) as raised:
        read_directory("https://far.example/feed", client=client, limits=QUICK)
    assert str(raised.value) == sentence


def test_a_timeout_that_passes_is_survived() -> None:
    with answering_with(httpx.ReadTimeout("slow"), httpx.Response(200, json=[ROW])) as client:
        read = read_all("https://far.example/feed", QUICK, client=client)
    assert read.names == ["Choir"]


@pytest.mark.parametrize(
    ("written", "lowest", "highest"),
    [
        ("120", 120, 120),
        ("", 0, 0),
        ("soon", 0, 0),
        ("-5", 0, 0),
        ("9" * 40, 0, 0),
        (format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True), 3000, 3600),
        (format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True), 0, 0),
        ("Wed, 21 Oct 2015 07:28:00 -0000", 0, 0),
    ],
    ids=["seconds", "nothing", "words", "negative", "huge", "to come", "gone", "long gone"],
)
def test_the_time_to_wait_is_read_from_a_number_or_a_date(
    written: str, lowest: float, highest: float
) -> None:
    assert lowest <= retry_after(written) <= highest


@pytest.mark.parametrize("address", ["https://", "http://[::1", "http:///feed", "https://a\nb/"])
def test_an_address_that_is_none_is_one_plain_sentence(address: str) -> None:
    with pytest.raises(CannotRead, match="address"):
        read_directory(address, limits=QUICK)


def test_a_name_that_nobody_knows_is_one_plain_sentence() -> None:
    limits = Limits(refuse_private=True)
    with own_client(limits) as client, pytest.raises(CannotRead, match="no such address"):
        Fetcher(client, limits).get("https://nowhere.invalid/feed")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "[::1]", "0.0.0.0"]
)
def test_a_redirect_into_a_private_network_is_not_followed(host: str) -> None:
    away = httpx.Response(302, headers={"Location": f"http://{host}/secret"})
    with answering_with(away) as client, pytest.raises(CannotRead, match="private network"):
        read_directory("https://1.1.1.1/feed", client=client, limits=Limits(refuse_private=True))


def test_an_answer_that_drips_is_left_in_time() -> None:
    hold = threading.Event()

    def answering(path: str, params: Params) -> Reply:
        hold.wait(0.3)
        return Reply([ROW])

    limits = Limits(timeout=0.05, attempts=2, backoff=0)
    with serving(answering) as web:
        with pytest.raises(CannotRead, match="did not answer in time"):
            read_directory(f"{web.address}/feed", limits=limits)
        hold.set()


def test_an_answer_that_takes_too_long_in_all_is_cut_there() -> None:
    with serving(lambda *_: Reply([ROW])) as web:
        read = read_all(f"{web.address}/feed", Limits(longest_fetch=-1, attempts=1))
    assert not read.finished.complete
    assert "too slowly" in read.finished.why_incomplete


def test_a_list_that_is_refused_is_one_plain_sentence() -> None:
    with (
        serving(lambda *_: Reply(status=403)) as web,
        pytest.raises(CannotRead, match="it answered 403"),
    ):
        read_directory(f"{web.address}/services", limits=QUICK)


def test_a_list_that_is_a_web_page_is_reported() -> None:
    with serving(lambda *_: Reply(b"<html>Sign in")) as web:
        read = read_all(f"{web.address}/services", QUICK)
    assert "web page" in read.bad[0].reason
    assert not read.finished.complete


def test_an_api_that_dies_in_the_middle_stops_after_two_pages_and_keeps_the_rest() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        if params.get("page", "1") == "1":
            return Reply({"contents": [ROW], "total_items": 500})
        return Reply(status=500)

    with serving(answering) as web:
        read = read_all(f"{web.address}/services", QUICK)
    assert (read.finished.good, len(read.bad)) == (1, 2)
    assert read.finished.why_incomplete == "Page 2 could not be fetched."


def test_damaged_packing_and_odd_records_from_an_address_are_reported() -> None:
    replies = {
        "/damaged": Reply(b"\x1f\x8bnot packed"),
        "/odd": Reply(b'{"profile": }'),
        "/string": Reply(b'"hello"'),
    }
    with serving(lambda path, _: replies.get(path)) as web:
        for path in replies:
            read = read_all(f"{web.address}{path}", QUICK)
            assert read.bad, path
            assert not read.services


def test_a_list_with_short_rows_at_its_own_address_is_filled_too() -> None:
    def answering(path: str, params: Params) -> Reply | None:
        if path == "/v3/services":
            return Reply({"contents": [ROW], "total_items": 1, "last_page": True})
        if path == "/v3/services/1":
            return Reply({"contents": [{**ROW, "languages": [{"name": "Welsh"}]}]})
        return None

    with serving(answering) as web:
        (service,) = read_all(f"{web.address}/v3/services?x=1", QUICK).services
    assert service.languages == ("Welsh",)
    assert web.asked == ["/v3/services?x=1", "/v3/services/1"]
