"""Rows of a listing's form: one time, one part of what it costs. Nobody here reads a rule."""

from typing import Any

from django import forms

from smallplaces.ground.listings.models import Cost, Time
from smallplaces.systems.local_market.queries.saying import (
    DAY_NAMES,
    NTH_NAMES,
    Pattern,
    Repeats,
    pattern_of,
    rule_of,
    when_as_said,
)

from .fields import HourField, OwnWords, PoundsField

REPEATS = {
    Repeats.WEEKLY: "Every week",
    Repeats.FORTNIGHTLY: "Every other week",
    Repeats.MONTHLY: "Once a month",
    Repeats.DAILY: "Every day",
    Repeats.ONCE: "Just once",
    Repeats.VARIES: "It varies",
}
MOST_ROWS = 100
NOT_A_DATE = {"invalid": "Write the date in numbers, like 3 3 2027."}
TOO_LONG = {"max_length": "Please say it in fewer words."}


class Row(forms.Form):
    """One row. A row in which nothing is said does not count."""

    def is_said(self) -> bool:
        """Return whether the cleaned row says anything and was not taken away."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return not self.cleaned_data.get("DELETE") and any(
            value not in (None, "", [], ()) for value in said.values()
        )


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """Several rows, each of which can be taken away."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Add the tick that takes a row away."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Take this away"


class TimeRow(Row):
    """One time: how often, on which days, from when to when.

    `rule` carries the rule it had, so that what this form cannot say is not lost.
    """

    rule = forms.CharField(required=False, widget=forms.HiddenInput)
    repeats = forms.ChoiceField(required=False, label="How often?")
    days = forms.TypedMultipleChoiceField(
        required=False,
        label="On which days?",
        coerce=int,
        choices=list(DAY_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    nth = forms.TypedChoiceField(
        required=False,
        label="Which one in the month?",
        help_text="Only for once a month: the second Saturday, say.",
        coerce=int,
        empty_value=None,
        choices=[("", "Not once a month"), *((n, f"The {name}") for n, name in NTH_NAMES.items())],
    )
    opens_at = HourField(required=False, label="From what time?", help_text="Like 10am.")
    closes_at = HourField(required=False, label="Until what time?", help_text="Like 12.30pm.")
    starts_on = forms.DateField(
        required=False,
        label="First day",
        help_text="Needed for just once, and for every other week.",
        widget=forms.SelectDateWidget,
        error_messages=NOT_A_DATE,
    )
    ends_on = forms.DateField(
        required=False,
        label="Last day",
        help_text="Leave it empty when it goes on.",
        widget=forms.SelectDateWidget,
        error_messages=NOT_A_DATE,
    )
    words = OwnWords(
        required=False,
        label="Anything else about this time?",
        help_text="Not in school holidays, say.",
        max_length=500,
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices: list[tuple[str, str]] = [("", "Choose"), *REPEATS.items()]
        rule = self._rule_it_had()
        if rule and pattern_of(Time(rule)).repeats == Repeats.KEPT:
            choices.append((Repeats.KEPT, f"As it is: {when_as_said(Time(rule))}"))
        self.fields["repeats"].choices = choices  # type: ignore[attr-defined]

    def _rule_it_had(self) -> str:
        if self.is_bound:
            return str(self.data.get(self.add_prefix("rule"), ""))[:300]
        return str(self.initial.get("rule", ""))

    @staticmethod
    def initial_of(when: Time) -> dict[str, Any]:
        """Return what the row shows for `when`."""
        pattern = pattern_of(when)
        return {
            "rule": when.rrule, "repeats": pattern.repeats, "days": list(pattern.days),
            "nth": pattern.nth, "opens_at": when.opens_at, "closes_at": when.closes_at,
            "starts_on": when.starts_on, "ends_on": when.ends_on, "words": when.words,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Check that what was chosen goes together."""
        said = super().clean() or self.cleaned_data
        if self.has_changed() and not said.get("DELETE") and not self.errors:
            for field, sentence in _missing(said):
                self.add_error(field, sentence)
        return said

    def said(self) -> Time:
        """Return the time. Needs a cleaned row. A rule whose pattern did not change is kept."""
        said = self.cleaned_data
        chosen = Repeats(said["repeats"] or Repeats.VARIES)
        days = tuple(said["days"]) if chosen in DAILY_OR_LESS else ()
        pattern = Pattern(chosen, days, said["nth"] if chosen == Repeats.MONTHLY else None)
        had = said["rule"]
        is_as_it_was = bool(had) and pattern_of(Time(had)) == pattern
        return Time(
            rrule=had if is_as_it_was else rule_of(pattern),
            opens_at=said["opens_at"],
            closes_at=said["closes_at"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            words=said["words"],
        )


DAILY_OR_LESS = (Repeats.WEEKLY, Repeats.FORTNIGHTLY, Repeats.MONTHLY)


def _missing(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Return what is missing or too much in a row, field by field."""
    chosen, days = said["repeats"], said["days"]
    wrong = []
    if not chosen:
        wrong.append(("repeats", "Say how often it is."))
    if chosen in DAILY_OR_LESS and not days:
        wrong.append(("days", "Choose on which days."))
    if chosen == Repeats.MONTHLY and len(days) > 1:
        wrong.append(("days", "Choose one day. For a second one, add another time."))
    if chosen == Repeats.MONTHLY and said["nth"] is None:
        wrong.append(("nth", "Say which one in the month: the first, the second …"))
    if chosen == Repeats.FORTNIGHTLY and said["starts_on"] is None:
        wrong.append(("starts_on", "Give one day when it is on, so that we know which weeks."))
    if chosen == Repeats.ONCE and said["starts_on"] is None:
        wrong.append(("starts_on", "Say on which day it is."))
    if chosen == Repeats.VARIES and said["starts_on"] is not None:
        wrong.append(("repeats", "With a first day, say how often: just once, or every week."))
    if said["starts_on"] and said["ends_on"] and said["ends_on"] < said["starts_on"]:
        wrong.append(("ends_on", "The last day comes after the first."))
    return wrong


class CostRow(Row):
    """One part of what it costs: so much for what."""

    pounds = PoundsField(
        required=False, label="How much?", help_text="Like 2.50. Leave it empty if you cannot say."
    )
    words = OwnWords(
        required=False,
        label="For what?",
        help_text="A session, an hour, the bus there, tea.",
        max_length=300,
        error_messages=TOO_LONG,
    )

    @staticmethod
    def initial_of(cost: Cost) -> dict[str, Any]:
        """Return what the row shows for `cost`."""
        return {"pounds": cost.pence, "words": cost.words}

    def said(self) -> Cost:
        """Return the part of the cost. Needs a cleaned row."""
        return Cost(words=self.cleaned_data["words"], pence=self.cleaned_data["pounds"])
