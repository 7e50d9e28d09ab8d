"""Whatever a file holds, good rows go in, bad ones are reported, and nothing raises."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smallplaces.engines.feeds import CannotRead, Limits, read_directory
from smallplaces.engines.feeds.tests.reads import DATA, read_all, read_bytes, read_rows
from smallplaces.engines.feeds.tests.test_values import JSON

ANY_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
KEYS = st.sampled_from(
    [
        "id",
        "name",
        "description",
        "status",
        "url",
        "email",
        "organization",
        "locations",
        "location",
        "schedules",
        "contacts",
        "phones",
        "attributes",
        "cost_options",
        "eligibilitys",
        "service_at_locations",
        "service",
        "languages",
        "latitude",
        "longitude",
        "addresses",
        "amount",
        "freq",
        "byday",
        "opens_at",
        "assured_date",
        "last_modified",
        "contents",
        "content",
        "services",
        "locationId",
        "registrationStatus",
        "specialisms",
        "currentRatings",
    ]
)
RECORDS = st.recursive(
    JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@ANY_FILE
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(tmp_path: Path, data: bytes) -> None:
    read_bytes(tmp_path, data)
    read_bytes(tmp_path, data, name="feed.jsonl")


@ANY_FILE
@given(document=RECORDS)
def test_any_json_is_read_without_an_error_and_kept_as_json(
    tmp_path: Path, document: object
) -> None:
    read = read_bytes(tmp_path, json.dumps(document).encode())
    for service in read.services:
        kept = json.dumps(service.source_record, allow_nan=False, ensure_ascii=False)
        assert "\x00" not in kept
        assert "\\u0000" not in kept
        kept.encode()
        for schedule in service.schedules:
            assert schedule.rrule.startswith("FREQ=") or not schedule.rrule


@ANY_FILE
@given(document=st.lists(st.dictionaries(KEYS, RECORDS, min_size=1, max_size=8), max_size=3))
def test_any_rows_with_the_keys_of_the_standard_are_read(
    tmp_path: Path, document: list[object]
) -> None:
    read = read_rows(tmp_path, *document)
    assert read.finished.complete


def test_a_feed_cut_at_any_byte_gives_the_rows_before_the_cut_and_says_so(tmp_path: Path) -> None:
    rows = [{"id": "é1", "name": "A {}[]"}, {"id": "2", "name": 'B "\\'}, {"id": "3", "name": "C"}]
    data = json.dumps({"total_items": 3, "contents": rows}, ensure_ascii=False).encode()
    written = [json.dumps(row, ensure_ascii=False).encode() for row in rows]
    ends = [data.index(row) + len(row) for row in written]
    for cut in range(len(data)):
        read = read_bytes(tmp_path, data[:cut])
        assert len(read.services) == sum(end <= cut for end in ends), cut
        assert not read.finished.complete, cut
        assert read.bad, cut
    assert read_bytes(tmp_path, data).finished.complete


def test_packed_data_cut_at_any_byte_gives_what_came(tmp_path: Path) -> None:
    data = gzip.compress(json.dumps([{"id": "1", "name": "A"}] * 3).encode())
    for cut in range(1, len(data)):
        assert not read_bytes(tmp_path, data[:cut]).finished.complete, cut
    assert read_bytes(tmp_path, data).finished.good == 1


def test_one_service_twice_the_same_is_given_once(tmp_path: Path) -> None:
    row = {"id": "1", "name": "A"}
    read = read_rows(tmp_path, row, row, row)
    assert (read.names, read.finished.good, read.finished.repeated) == (["A"], 1, 2)


def test_one_id_with_two_contents_is_given_again_and_reported(tmp_path: Path) -> None:
    read = read_rows(tmp_path, {"id": "1", "name": "A"}, {"id": "1", "name": "B"})
    assert (read.names, read.finished.good, read.finished.repeated) == (["A", "B"], 1, 1)
    assert read.reasons == ["This id came before with other content. We keep the last."]
    assert str(read.doubts[0].where) == "row 2"


def test_lines_are_read_one_by_one_and_reported_by_their_number() -> None:
    read = read_all(DATA / "lines.jsonl")
    assert read.names == ["Knitting circle", "Choir", "Choir of the hill"]
    assert [str(bad.where) for bad in read.bad] == ["line 2"]
    assert (read.finished.good, read.finished.repeated) == (2, 2)


@pytest.mark.parametrize("document", ["v3_page.json", "v1_page.json"])
def test_a_document_that_is_misnamed_is_read_for_what_it_is(tmp_path: Path, document: str) -> None:
    data = (DATA / document).read_bytes()
    assert len(read_bytes(tmp_path, data, name="feed.jsonl").services) == 2
    lines = (DATA / "lines.jsonl").read_bytes().replace(b"\n", b"\r\n")
    assert read_bytes(tmp_path, lines, name="feed.json").finished.good == 2
    one = b'{"id": "1", "name": "A"}'
    assert read_bytes(tmp_path, one, name="feed.ndjson").names == ["A"]


def test_a_name_of_100_000_characters_is_cut_and_said(tmp_path: Path) -> None:
    read = read_rows(tmp_path, {"id": "1", "name": "é" * 100_000, "description": "x " * 50_000})
    (service,) = read.services
    assert (len(service.name), service.name[-1]) == (300, "…")
    assert len(service.description) <= 20_000
    assert "The name has 100,000 characters. We kept the first 300." in read.reasons
    assert "not_kept" in service.source_record


def test_not_a_number_infinity_and_numbers_out_of_range_are_nothing(tmp_path: Path) -> None:
    data = (
        b'[{"id": "1", "name": "A", "minimum_age": NaN, "maximum_age": Infinity,'
        b'"status": "active",'
        b'"locations": [{"latitude": -Infinity, "longitude": 1e999, "n": 1' + b"0" * 5000 + b"}]}]"
    )
    (service,) = read_bytes(tmp_path, data).services
    assert (service.minimum_age, service.maximum_age) == (None, None)
    assert service.locations[0].latitude is None
    json.dumps(service.source_record, allow_nan=False)


def test_nul_and_half_characters_are_taken_out_of_everything(tmp_path: Path) -> None:
    data = b'[{"id": "1\\u0000", "name": "A\\u0000B\\ud800", "x\\u0000": ["\\udfff", "\x00"]}]'
    (service,) = read_bytes(tmp_path, data).services
    assert (service.source_id, service.name) == ("1", "AB")
    assert service.source_record["x"] == ["", ""]


def test_letters_of_another_encoding_are_read_and_doubted(tmp_path: Path) -> None:
    read = read_bytes(tmp_path, '[{"id": "1", "name": "Café Zoë"}]'.encode("cp1252"))
    assert read.names == ["Café Zoë"]
    assert "Windows-1252" in read.reasons[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The source is empty."),
        (b"<html><body>Sign in", "This is a web page or XML"),
        (b"PK\x03\x04....", "This is a zip archive"),
        (b"name,phone\nA,1\n", "not a record"),
        (b"\x1f\x8bnot really packed", "damaged"),
    ],
)
def test_what_is_not_json_is_named_for_what_it_is(tmp_path: Path, data: bytes, reason: str) -> None:
    read = read_bytes(tmp_path, data)
    assert reason in read.bad[0].reason
    assert not read.finished.complete


def test_rows_of_wrong_types_are_reported_and_the_others_go_in(tmp_path: Path) -> None:
    deep = {"id": "deep", "name": "Deep", "x": json.loads("[" * 300 + "]" * 300)}
    read = read_rows(tmp_path, 5, None, "text", [1], {"id": "1", "name": "A"}, {"name": []}, deep)
    assert read.names == ["A"]
    assert read.finished.complete is False or read.finished.bad == 4
    assert any("nested more than" in bad.reason for bad in read.bad)


def test_nesting_a_million_deep_is_reported(tmp_path: Path) -> None:
    read = read_bytes(tmp_path, b'[{"id":' + b"[" * 1_000_000)
    assert not read.finished.complete
    whole = b'[{"id":' + b"[" * 100_000 + b"]" * 100_000 + b'}, {"id": "2", "name": "B"}]'
    assert read_bytes(tmp_path, whole).names == ["B"]


def test_a_record_of_50_megabytes_is_reported_within_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    with path.open("wb") as file:
        file.write(b'{"contents": [{"id": "1", "name": "A", "description": "')
        for _ in range(50):
            file.write(b"x" * 1_048_576)
        file.write(b'"}, {"id": "2", "name": "B"}]}')
    tracemalloc.start()
    read = read_all(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read.names == ["B"]
    assert "too many to read" in read.bad[0].reason
    assert str(read.bad[0].where) == "row 1"
    assert peak < 12_000_000


def test_reading_stops_at_the_limits_of_the_caller(tmp_path: Path) -> None:
    rows = [{"id": str(number), "name": "A"} for number in range(50)]
    by_rows = read_rows(tmp_path, *rows, limits=Limits(max_rows=10))
    assert (by_rows.finished.good, by_rows.finished.complete) == (10, False)
    by_bytes = read_rows(tmp_path, *rows, limits=Limits(max_bytes=100))
    assert not by_bytes.finished.complete


def test_progress_is_given_as_rows_pass(tmp_path: Path) -> None:
    rows = [{"id": str(number), "name": "A"} for number in range(50)]
    read = read_rows(tmp_path, *rows, limits=Limits(progress_every=20))
    assert [progress.seen for progress in read.progress] == [0, 20, 40]


def test_what_cannot_be_opened_raises_one_plain_sentence_at_the_call(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="There is no file"):
        read_directory(tmp_path / "none.json")
    with pytest.raises(CannotRead, match="is a folder"):
        read_directory(tmp_path)
    with pytest.raises(CannotRead, match="its name is not possible"):
        read_directory("nul\0name")
