"""A listing goes through its forms and comes back as it was."""

from datetime import date, time

import pytest
from django.http import QueryDict
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler
from hypothesis import given, settings

from smallplaces.ground.listings.models import Cost, Facts, Listing, Time
from smallplaces.systems.local_market.forms import PARTS, FindForm, PartForm

from .facts import SUNDAYS, all_facts, posted

FORM = """
{% for field in form.visible_fields %}<c-field :field="field" />{% endfor %}
{{ form.rows.management_form }}
{% for row in form.rows %}
  {% for field in row.hidden_fields %}{{ field }}{% endfor %}
  {% include form.rows_template %}
{% endfor %}
"""
NOTHING = Facts(name="", kind=Listing.Kind.GROUP)


def browser_post(form: PartForm, **changed: str | list[str]) -> QueryDict:
    """Return what a browser sends from `form` as it is shown, with some answers changed."""
    html = engines["django"].from_string(CottonCompiler().process(FORM)).render({"form": form})
    data = QueryDict(mutable=True)
    for name, values in {**posted(html), **changed}.items():
        data.setlist(name, values if isinstance(values, list) else [values])
    return data


@pytest.mark.parametrize("part", PARTS)
@settings(max_examples=40, deadline=None)
@given(facts=all_facts())
def test_facts_come_back_from_the_form_as_they_went_in(part: str, facts: Facts) -> None:
    form = PARTS[part](None, facts)
    again = PARTS[part](browser_post(form), facts)
    assert again.is_valid(), (again.errors, again.rows and again.rows.errors)
    assert again.facts() == facts


def when_posted(**changed: str | list[str]) -> PartForm:
    return PARTS["when"](browser_post(PARTS["when"](None, NOTHING), **changed), NOTHING)


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        ({"repeats": "weekly", "days": ["2", "5"]}, "FREQ=WEEKLY;BYDAY=TU,FR"),
        ({"repeats": "monthly", "days": ["6"], "nth": "2"}, "FREQ=MONTHLY;BYDAY=2SA"),
        ({"repeats": "monthly", "days": ["5"], "nth": "-1"}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"repeats": "daily"}, "FREQ=DAILY"),
        ({"repeats": "varies", "words": "when it rains"}, ""),
    ],
)
def test_answers_become_a_rule_that_nobody_sees(
    answers: dict[str, str | list[str]], rule: str
) -> None:
    form = when_posted(**{f"times-0-{name}": value for name, value in answers.items()})
    assert form.is_valid(), form.errors
    assert form.facts().times[0].rrule == rule


def test_every_other_week_starts_on_a_day() -> None:
    answers: dict[str, str | list[str]] = {"times-0-repeats": "fortnightly", "times-0-days": ["2"]}
    form = when_posted(**answers)
    assert not form.is_valid()
    assert "which weeks" in str(form.errors)
    day: dict[str, str | list[str]] = {
        "times-0-starts_on_day": "6", "times-0-starts_on_month": "1",
        "times-0-starts_on_year": "2026",
    }  # fmt: skip
    form = when_posted(**answers, **day)
    assert form.is_valid(), form.errors
    assert form.facts().times == (
        Time("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", starts_on=date(2026, 1, 6)),
    )


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"opens_at": "10am"}, "how often"),
        ({"repeats": "weekly"}, "which days"),
        ({"repeats": "monthly", "days": ["1", "2"], "nth": "1"}, "one day"),
        ({"repeats": "monthly", "days": ["1"]}, "which one in the month"),
        ({"repeats": "once"}, "which day it is"),
        ({"repeats": "weekly", "days": ["1"], "opens_at": "7"}, "7am or 7pm"),
        ({"repeats": "weekly", "days": ["1"], "opens_at": "25:00"}, "like 10am"),
        ({"repeats": "weekly", "days": ["1"], "opens_at": "soon"}, "like 10am"),
        ({"repeats": "secondly"}, "one of the answers"),
        ({"repeats": "once", "starts_on_day": "31", "starts_on_month": "2",
          "starts_on_year": "2026"}, "in numbers"),
    ],
)  # fmt: skip
def test_what_is_missing_in_a_time_is_said(
    answers: dict[str, str | list[str]], sentence: str
) -> None:
    form = when_posted(**{f"times-0-{name}": value for name, value in answers.items()})
    assert not form.is_valid()
    assert sentence in str(form.errors)


def test_a_time_can_be_taken_away() -> None:
    facts = Facts(name="A", kind=Listing.Kind.GROUP, times=(SUNDAYS, Time(words="later")))
    shown = PARTS["when"](None, facts)
    form = PARTS["when"](browser_post(shown, **{"times-0-DELETE": "on"}), facts)
    assert form.is_valid()
    assert form.facts().times == (Time(words="later"),)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10am", time(10)), ("10.30 pm", time(22, 30)), ("12am", time(0)), ("midday", time(12)),
        ("19:30", time(19, 30)), ("09:05", time(9, 5)), ("12.15pm", time(12, 15)), ("", None),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_write_them(written: str, read: time | None) -> None:
    answers: dict[str, str | list[str]] = {
        "times-0-repeats": "daily", "times-0-opens_at": written,
    }  # fmt: skip
    form = when_posted(**answers)
    assert form.is_valid(), form.errors
    assert form.facts().times[0].opens_at == read


@pytest.mark.parametrize(
    ("written", "pence"),
    [("2.50", 250), ("£12", 1200), ("50p", 50), ("free", 0), ("1,250", 125_000), ("0", 0)],
)
def test_prices_are_read_as_people_write_them(written: str, pence: int) -> None:
    shown = PARTS["cost"](None, NOTHING)
    form = PARTS["cost"](browser_post(shown, **{"costs-0-pounds": written}), NOTHING)
    assert form.is_valid(), form.errors
    assert form.facts().costs == (Cost("", pence),)


@pytest.mark.parametrize("written", ["-1", "2.5.0", "a lot", "9999999999", "£"])
def test_a_price_that_is_none_is_said(written: str) -> None:
    shown = PARTS["cost"](None, NOTHING)
    form = PARTS["cost"](browser_post(shown, **{"costs-0-pounds": written}), NOTHING)
    assert not form.is_valid()
    assert "Write the price like" in str(form.errors)


def test_a_new_postcode_is_a_new_point() -> None:
    facts = Facts(name="A", kind="GROUP", postcode="OL9 6BG", latitude=53.5, longitude=-2.1)
    shown = PARTS["where"](None, facts)
    form = PARTS["where"](browser_post(shown, postcode="ol1 1aa"), facts)
    assert form.is_valid()
    assert (form.facts().postcode, form.facts().latitude) == ("OL1 1AA", None)


def test_words_are_cut_and_never_refused() -> None:
    form = FindForm(QueryDict("words=" + "a" * 100_000 + "%00b"))
    assert form.is_valid()
    assert len(form.cleaned_data["words"]) == 2000
