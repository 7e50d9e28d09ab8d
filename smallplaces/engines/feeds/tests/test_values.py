"""Single values: what is read, what is mended, what is dropped with a sentence."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.engines.feeds import values
from smallplaces.engines.feeds.land import on_land
from smallplaces.engines.feeds.plain_text import one_line, plain_text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2005-01-31", date(2005, 1, 31)),
        ("2023-03-15T10:30:45.123Z", date(2023, 3, 15)),
        ("31/01/2005", date(2005, 1, 31)),
        ("20050131", date(2005, 1, 31)),
        ("0000-00-00", None),
        ("0001-01-01T00:00:00", None),
        ("2005-02-30", None),
        ("soon", None),
        (True, None),
        (None, None),
    ],
)
def test_dates_are_read_or_dropped(written: object, expected: date | None) -> None:
    doubts: list[str] = []
    assert values.day(written, doubts) == expected
    assert bool(doubts) == (expected is None and isinstance(written, str))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10:00", time(10)),
        ("10:00:00Z", time(10)),
        ("9.30pm", time(21, 30)),
        ("12am", time(0)),
        ("24:00", time(23, 59)),
        ("2023-03-17T10:42:11.246Z", time(10, 42)),
        ("25:00", None),
        ("late", None),
    ],
)
def test_times_are_read_or_dropped(written: str, expected: time | None) -> None:
    doubts: list[str] = []
    assert values.clock(written, doubts) == expected
    assert bool(doubts) == (expected is None)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (35, 3500),
        (0, 0),
        (3.5, 350),
        ("£3.50", 350),
        ("1,200", 120000),
        ("free", 0),
        (0.1 + 0.2, 30),
        (-1, None),
        (1e30, None),
        ("lots", None),
        (True, None),
        ([], None),
    ],
)
def test_amounts_are_whole_pence(written: object, expected: int | None) -> None:
    assert values.pence(written, []) == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (53.5, -2.1, (53.5, -2.1)),
        ("53.5", "-2.1", (53.5, -2.1)),
        (-2.1, 53.5, (53.5, -2.1)),
        (0, 0, (None, None)),
        (100, 101, (None, None)),
        (55.0, 1.6, (None, None)),
        (48.85, 2.35, (None, None)),
        (53.5, None, (None, None)),
        ("x", "y", (None, None)),
        (float("nan"), 1, (None, None)),
    ],
)
def test_points_are_in_the_uk_or_nowhere(
    latitude: object, longitude: object, expected: tuple[float | None, float | None]
) -> None:
    assert values.point(latitude, longitude, []) == expected


@pytest.mark.parametrize(
    ("town", "latitude", "longitude"),
    [
        ("Lerwick", 60.15, -1.14),
        ("Oldham", 53.54, -2.11),
        ("St Helier", 49.19, -2.11),
        ("Douglas", 54.15, -4.48),
        ("Enniskillen", 54.34, -7.63),
        ("Lowestoft", 52.48, 1.75),
        ("Penzance", 50.12, -5.54),
        ("Ullapool", 57.9, -5.16),
    ],
)
def test_real_towns_at_every_edge_are_on_land(town: str, latitude: float, longitude: float) -> None:
    assert on_land(latitude, longitude), town


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (12, 100, (12, 100)),
        ("5", 11.0, (5, 11)),
        (18, 0, (18, None)),
        (65, 18, (18, 65)),
        (-4, 500, (None, None)),
        ("old", None, (None, None)),
    ],
)
def test_ages_are_years_in_order(
    low: object, high: object, expected: tuple[int | None, int | None]
) -> None:
    assert values.ages(low, high, []) == expected


@pytest.mark.parametrize(
    ("written", "expected", "doubtful"),
    [
        ("ol13aa", "OL1 3AA", False),
        ("OL1", "OL1", False),
        ("ABC 1234", "ABC 1234", True),
        ("", "", False),
    ],
)
def test_postcodes_are_written_one_way(written: str, expected: str, doubtful: bool) -> None:
    doubts: list[str] = []
    assert values.postcode(written, doubts) == expected
    assert bool(doubts) == doubtful


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Tea &amp; <b>cake</b>", "Tea & cake"),
        ("<ul><li>One<li>Two</ul>", "- One\n- Two"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("a <!-- <b>secret</b> --> b", "a b"),
        ("<style>p{}</style>x<script src=x>alert(1)</script>", "x"),
        ("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;", "Fish & chips"),
        ("ages <5 and >2, I <3 it", "ages <5 and >2, I <3 it"),
        ("nul\x00 bell\x07 \u202eback", "nul bell back"),
        ("سلام 👋🏽", "سلام 👋🏽"),
        ("a\r\n\r\n\r\nb", "a\n\nb"),
    ],
)
def test_markup_becomes_text(written: str, shown: str) -> None:
    assert plain_text(written) == shown


@given(st.text())
def test_plain_text_never_holds_what_cannot_be_shown_or_stored(written: str) -> None:
    for shown in (plain_text(written), one_line(written)):
        assert "\x00" not in shown
        shown.encode()
        assert plain_text(shown).count("\n\n\n") == 0


@pytest.mark.parametrize(
    "piece",
    ["<", "<a ", "<!--", '<a b="', '<a b=">', "</", "&", "&#", "<!", "<?", "&#9" + "9" * 50],
)
def test_hostile_markup_of_100_000_characters_is_read(piece: str) -> None:
    hostile = piece * (100_000 // len(piece))
    assert len(plain_text(hostile)) <= len(hostile)


@given(JSON)
def test_no_json_value_makes_a_reader_fail(value: object) -> None:
    doubts: list[str] = []
    values.fields(value)
    values.text(value)
    values.paragraphs(value, 10, "text", doubts)
    values.web_address(value, doubts)
    values.email(value, doubts)
    values.phone(value)
    values.whole_number(value)
    values.pence(value, doubts)
    values.day(value, doubts)
    values.moment(value, doubts)
    values.clock(value, doubts)
    values.postcode(value, doubts)
    values.point(value, value, doubts)
    values.ages(value, value, doubts)
    assert all(isinstance(doubt, str) for doubt in doubts)
