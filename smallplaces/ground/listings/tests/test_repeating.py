"""When a listing happens next, and its calendar."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from smallplaces.ground.listings import queries
from smallplaces.ground.listings.models import Facts, Listing, ListingVersion, Time
from smallplaces.ground.listings.queries.repeating import (
    NotARule,
    check_rule,
    moments,
    parts_of,
    weekdays_of,
)

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)  # a Monday, four weeks before the clocks change


def listing_at(*times: Time, state: str = Listing.State.OPEN) -> Listing:
    """Return an unsaved listing that happens at `times`."""
    facts = Facts(
        name="Tea",
        kind="GROUP",
        description="Tea.",
        times=times,
        where="Hall",
        url="https://tea.example.org",
        latitude=53.5,
        longitude=-2.1,
    )
    version = ListingVersion(number=3, said=facts.as_json(), made_at=AT, confirmed_at=AT)
    return Listing(
        name="Tea",
        state=state,
        confirmed_version=version,
        made_at=AT,
        changed_at=AT,
        description=facts.description,
        where=facts.where,
        url=facts.url,
    )


def starts(*times: Time, after: datetime = AT, limit: int = 4) -> list[str]:
    """Return the next starts as local text."""
    found = queries.next_times(listing_at(*times), after=after, limit=limit)
    return [f"{each.starts_at.astimezone(LONDON):%d %b %H:%M %z}" for each in found]


def test_ten_in_the_morning_stays_ten_when_the_clocks_change() -> None:
    sundays = Time("FREQ=WEEKLY;BYDAY=SU", time(10), time(12))
    assert starts(sundays, after=datetime(2026, 3, 20, tzinfo=UTC), limit=2) == [
        "22 Mar 10:00 +0000",
        "29 Mar 10:00 +0100",
    ]
    assert starts(sundays, after=datetime(2026, 10, 17, tzinfo=UTC), limit=2) == [
        "18 Oct 10:00 +0100",
        "25 Oct 10:00 +0000",
    ]


def test_an_hour_that_the_clocks_skip_is_moved_on() -> None:
    night = Time(opens_at=time(1, 30), starts_on=date(2026, 3, 29))
    assert starts(night) == ["29 Mar 02:30 +0100"]


def test_times_of_several_rules_come_in_order() -> None:
    fridays = Time("FREQ=WEEKLY;BYDAY=FR", time(9))
    tuesdays = Time("FREQ=WEEKLY;BYDAY=TU", time(14))
    assert starts(fridays, tuesdays) == [
        "03 Mar 14:00 +0000",
        "06 Mar 09:00 +0000",
        "10 Mar 14:00 +0000",
        "13 Mar 09:00 +0000",
    ]


def test_what_has_begun_today_is_over_and_a_whole_day_is_not() -> None:
    assert starts(Time("FREQ=DAILY", time(10)), limit=1) == ["03 Mar 10:00 +0000"]
    assert starts(Time("FREQ=DAILY"), limit=1) == ["02 Mar 00:00 +0000"]


def test_a_night_ends_on_the_next_day() -> None:
    [night] = queries.next_times(
        listing_at(Time("FREQ=WEEKLY;BYDAY=FR", time(18), time(2))), after=AT, limit=1
    )
    assert night.ends_at is not None
    assert night.ends_at - night.starts_at == timedelta(hours=8)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (Time("FREQ=MONTHLY;BYDAY=1TU", time(10)), ["03 Mar 10:00 +0000", "07 Apr 10:00 +0100"]),
        (Time("FREQ=MONTHLY;BYDAY=-1FR", time(10)), ["27 Mar 10:00 +0000", "24 Apr 10:00 +0100"]),
        (
            Time("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", time(9), starts_on=date(2026, 2, 25)),
            ["11 Mar 09:00 +0000", "25 Mar 09:00 +0000"],
        ),
        (
            Time("FREQ=WEEKLY", time(9), starts_on=date(2020, 1, 1)),
            ["04 Mar 09:00 +0000", "11 Mar 09:00 +0000"],
        ),
        (Time("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260304", time(9)), ["04 Mar 09:00 +0000"]),
        (Time("FREQ=WEEKLY;BYDAY=WE;UNTIL=20260304T235900Z", time(9)), ["04 Mar 09:00 +0000"]),
        (Time("FREQ=WEEKLY;BYDAY=WE", time(9), ends_on=date(2026, 3, 4)), ["04 Mar 09:00 +0000"]),
        (Time("FREQ=DAILY;COUNT=3", time(9), starts_on=date(2026, 3, 1)), ["03 Mar 09:00 +0000"]),
        (
            Time("FREQ=YEARLY", time(9), starts_on=date(2020, 5, 1)),
            ["01 May 09:00 +0100", "01 May 09:00 +0100"],
        ),
        # What would be a guess is not said.
        (Time("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", time(9)), []),
        (Time("FREQ=WEEKLY", time(9)), []),
        (Time("FREQ=DAILY;COUNT=3", time(9)), []),
        (Time("FREQ=HOURLY", time(9)), []),
        (Time("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", time(9)), []),
        (Time(words="Now and then"), []),
        (Time("FREQ=DAILY", time(9), starts_on=date(9999, 12, 30)), []),
    ],
)
def test_next_times(when: Time, expected: list[str]) -> None:
    assert starts(when, limit=2) == expected


def test_a_paused_listing_says_no_next_time() -> None:
    paused = listing_at(Time("FREQ=DAILY"), state=Listing.State.PAUSED)
    assert queries.next_times(paused, after=AT) == []


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "DAILY",
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=DAILY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=DAILY;COUNT=99999999999",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=DAILY;" * 40,
        "FREQ=DAILY;COUNT=²",
    ],
)
def test_a_rule_that_no_group_keeps_is_not_read(rule: str) -> None:
    with pytest.raises(NotARule):
        check_rule(rule)


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (Time("FREQ=WEEKLY;BYDAY=SU,MO"), [1, 7]),
        (Time("FREQ=DAILY"), [1, 2, 3, 4, 5, 6, 7]),
        (Time("FREQ=MONTHLY;BYDAY=-1FR"), [5]),
        (Time("FREQ=MONTHLY;BYMONTHDAY=3"), []),
        (Time("FREQ=WEEKLY", starts_on=date(2026, 3, 4)), [3]),
        (Time("nonsense"), []),
        (Time(starts_on=date(2026, 3, 8)), [7]),
        (Time(), []),
    ],
)
def test_weekdays(when: Time, days: list[int]) -> None:
    assert weekdays_of(when) == days


weekly = st.lists(
    st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=7, unique=True
).map(lambda days: "FREQ=WEEKLY;BYDAY=" + ",".join(days))
rules = weekly | st.sampled_from(
    ["FREQ=DAILY", "FREQ=MONTHLY;BYDAY=2TH", "FREQ=MONTHLY;BYMONTHDAY=31"]
)
NEW_YEAR = date(2026, 1, 1)


@given(rules, st.dates(date(2015, 1, 1), NEW_YEAR), st.dates(NEW_YEAR, date(2030, 1, 1)))
def test_skipping_ahead_finds_the_same_days(rule: str, starts_on: date, on_or_after: date) -> None:
    when = Time(rule, time(9), starts_on=starts_on)
    plain = rrulestr(rule, dtstart=datetime.combine(starts_on, time(9)))
    wanted = plain.xafter(datetime.combine(on_or_after, time()), count=5, inc=True)
    assert list(islice(moments(when, on_or_after=on_or_after), 5)) == list(wanted)
    assert all(
        m.isoweekday() in (weekdays_of(when) or range(1, 8))
        for m in islice(moments(when, on_or_after=on_or_after), 5)
    )


def events_of(listing: Listing) -> list[Any]:
    """Return the events of a listing's calendar, read back from its bytes."""
    return list(Calendar.from_ical(queries.as_icalendar(listing)).walk("VEVENT"))


def test_a_calendar_can_be_read_back() -> None:
    listing = listing_at(
        Time("FREQ=WEEKLY;BYDAY=TH;UNTIL=20260709", time(10), time(12), words="Term time"),
        Time("FREQ=MONTHLY;BYDAY=1SA"),
        Time(starts_on=date(2026, 12, 25), opens_at=time(11)),
        Time(words="Whenever the sun shines"),
    )
    thursday, saturday, christmas = events_of(listing)
    assert thursday["dtstart"].dt == datetime(2026, 3, 5, 10, tzinfo=LONDON)
    assert thursday["dtstart"].params["TZID"] == "Europe/London"
    assert thursday["rrule"].to_ical() == b"FREQ=WEEKLY;UNTIL=20260709T225959Z;BYDAY=TH"
    assert thursday["description"] == "Term time\n\nTea."
    assert saturday["dtstart"].dt == date(2026, 3, 7)
    assert christmas["dtstart"].dt == datetime(2026, 12, 25, 11, tzinfo=LONDON)
    assert len({event["uid"] for event in (thursday, saturday, christmas)}) == 3
    assert b"BEGIN:VTIMEZONE" in queries.as_icalendar(listing)


def test_a_calendar_stays_the_same_and_an_event_keeps_its_name_when_its_hour_changes() -> None:
    listing = listing_at(Time("FREQ=DAILY", time(10)))
    assert queries.as_icalendar(listing) == queries.as_icalendar(listing)
    later = listing_at(Time("FREQ=DAILY", time(11)))
    later.code = listing.code
    assert events_of(listing)[0]["uid"] == events_of(later)[0]["uid"]


def test_a_paused_listing_is_cancelled_in_calendars() -> None:
    [event] = events_of(listing_at(Time("FREQ=DAILY"), state=Listing.State.PAUSED))
    assert event["status"] == "CANCELLED"


def test_a_listing_without_a_version_has_an_empty_calendar() -> None:
    empty = Listing(name="Tea", state=Listing.State.DRAFT)
    assert events_of(empty) == []
    assert queries.next_times(empty, after=AT) == []


def test_the_parts_of_a_rule_are_told_apart() -> None:
    assert parts_of("RRULE:freq=weekly;BYDAY=mo") == {"FREQ": "WEEKLY", "BYDAY": "MO"}
