"""Facts as values: written and read back, compared, and told in words."""

import json
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.ground.listings import queries
from smallplaces.ground.listings.models import Access, Cost, Facts, Listing, Time
from smallplaces.ground.listings.queries.comparing import rule_in_words
from tests.cast import Cast

texts = st.text(max_size=20)
times = st.builds(
    Time,
    rrule=texts,
    opens_at=st.none() | st.times(),
    closes_at=st.none() | st.times(),
    starts_on=st.none() | st.dates(),
    ends_on=st.none() | st.dates(),
    words=texts,
)
costs = st.builds(Cost, words=texts, pence=st.none() | st.integers(0, 10**8))
numbers = st.none() | st.floats(-90, 90)
words = st.lists(texts.filter(bool), max_size=3).map(tuple)
facts = st.builds(
    Facts,
    name=texts,
    kind=st.sampled_from(Listing.Kind.values),
    description=texts,
    is_formal=st.booleans(),
    latitude=numbers,
    longitude=numbers,
    times=st.lists(times, max_size=2).map(tuple),
    costs=st.lists(costs, max_size=2).map(tuple),
    is_free=st.booleans(),
    access=st.lists(st.sampled_from(Access.values), max_size=2).map(tuple),
    min_age=st.none() | st.integers(0, 130),
    max_age=st.none() | st.integers(0, 130),
    languages=words,
    topics=words,
    notice=texts,
)


@given(facts)
def test_facts_written_and_read_back_are_the_same(said: Facts) -> None:
    assert Facts.from_json(json.loads(json.dumps(said.as_json()))) == said


def test_nought_says_something_and_is_kept() -> None:
    said = Facts(
        name="x", kind="GROUP", min_age=0, latitude=0.0, longitude=0.0, costs=(Cost(pence=0),)
    )
    assert Facts.from_json(said.as_json()) == said
    assert said.as_json()["min_age"] == 0


def test_a_key_of_a_later_version_is_left_out() -> None:
    assert Facts.from_json({"name": "x", "kind": "GROUP", "colour": "blue"}).name == "x"


@given(facts, facts)
def test_what_differs_is_named_on_both_sides_alike(one: Facts, other: Facts) -> None:
    there = queries.compare_facts(one, other)
    back = queries.compare_facts(other, one)
    assert [(d.field, d.before, d.after) for d in there] == [
        (d.field, d.after, d.before) for d in back
    ]
    assert bool(there) == (one != other)
    assert all(d.words for d in there)


@given(facts)
def test_nothing_differs_from_itself(said: Facts) -> None:
    assert queries.compare_facts(said, said) == []


def test_a_difference_is_told_in_plain_words(fishing: Facts) -> None:
    after = replace(
        fishing,
        costs=(Cost("a morning", 0), Cost("tea", 150), Cost("ask us")),
        access=(Access.STEP_FREE,),
        is_free=True,
        times=(Time("FREQ=WEEKLY;BYDAY=SA,SU", time(9), time(12), date(2026, 4, 4)),),
    )
    told = {d.words: (d.before, d.after) for d in queries.compare_facts(fishing, after)}
    assert told == {
        "When": ("Every Saturday", "Every Saturday and Sunday, 09:00 to 12:00, from 4 April 2026"),
        "What it costs": ("£2.00 a morning", "Free a morning; £1.50 tea; ask us"),
        "Free": ("", "Yes"),
        "What makes it easier to come": ("", "Step-free way in"),
    }


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "Every day"),
        ("FREQ=WEEKLY;BYDAY=MO,FR", "Every Monday and Friday"),
        ("FREQ=WEEKLY", "Every week"),
        ("FREQ=MONTHLY;BYDAY=1TU", "Every month on the first Tuesday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "Every month on the last Friday"),
        ("FREQ=MONTHLY", "Every month"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("", ""),
    ],
)
def test_a_rule_is_told_in_words(rule: str, words: str) -> None:
    assert rule_in_words(rule) == words


def test_a_number_written_another_way_is_no_disagreement(cast: Cast, anglers: Listing) -> None:
    from .conftest import another_source, found, moved, read

    same = moved(
        found(
            "1",
            name="Canal Anglers",
            kind="group",
            phones=("+44 161 496 0001",),
            url="http://anglers.example.org/",
            description="",
        ),
        name="Towpath",
        address=("Bridge 12",),
        town="",
        postcode="OL96BG",
        latitude=53.54,
        longitude=-2.13,
    )
    read(cast, another_source(cast, "Council"), same)
    assert queries.disagreements(anglers, anglers.source_records.all()) == []


def test_the_keeper_and_a_source_can_disagree(cast: Cast, anglers: Listing) -> None:
    from .conftest import another_source, found, moved, read

    other = moved(
        found("1", name="Canal Anglers", kind="group", description="Closed on Sundays."),
        latitude=53.54,
        longitude=-2.13,
    )
    read(cast, another_source(cast, "Council"), other)
    sources = anglers.source_records.all()
    found_out = {each.field: each for each in queries.disagreements(anglers, sources)}
    assert [said.who for said in found_out["description"].sayings] == [
        "What is shown here",
        "Council",
    ]
