"""How long law and this place give for something."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smallplaces.foundation.terms import TERMS, NoTerm, Term, term_of

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


def test_five_working_days_leave_out_the_weekend() -> None:
    friday = datetime(2026, 11, 27, 9, tzinfo=UTC)
    term = term_of("complaint.acknowledge", on=friday.date())
    assert term.after(friday) == datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert term.after(friday + timedelta(days=1)) == datetime(2026, 12, 4, 9, tzinfo=UTC)


@given(MOMENTS)
def test_our_promise_to_acknowledge_ends_on_a_working_day_before_the_law_does(
    moment: datetime,
) -> None:
    on = date(2026, 12, 1)
    ours, law = (
        term_of(name, on=on).after(moment)
        for name in ("complaint.acknowledge", "complaint.acknowledge.law")
    )
    assert moment < ours < law
    assert ours.weekday() < 5


@given(MOMENTS, st.integers(1, 12))
def test_years_end_on_the_same_day_or_the_last_of_february(moment: datetime, years: int) -> None:
    end = Term("x", "", date(2000, 1, 1), "A test", years=years).after(moment)
    assert end.year == moment.year + years
    assert (end.month, end.day) in {(moment.month, moment.day), (2, 28)}


def test_the_row_of_the_nation_holds_and_the_longest_where_none_is_known() -> None:
    on = date(2026, 11, 27)
    assert term_of("complaint.keep", nation="Scotland", on=on).years == 5
    assert term_of("complaint.keep", nation="England", on=on).years == 6
    assert term_of("complaint.keep", nation="Nowhere", on=on).years == 6


def test_a_term_holds_from_its_first_day() -> None:
    assert term_of("complaint.acknowledge.law", on=date(2026, 6, 19)).days == 30
    with pytest.raises(NoTerm):
        term_of("complaint.acknowledge.law", on=date(2026, 6, 18))
    with pytest.raises(NoTerm):
        term_of("no such thing", on=date(2026, 6, 18))


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{term.name} {term.nation}")
def test_every_term_has_a_source_and_one_length(term: Term) -> None:
    assert term.source
    assert sum(map(bool, (term.days, term.working_days, term.years))) == 1
    assert term.words[0].isdigit()
