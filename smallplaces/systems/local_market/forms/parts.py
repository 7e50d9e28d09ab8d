"""A listing written in a few small pages: what, when, where, cost, coming, contact.

Each part shows some fields of the facts and gives back the facts with those fields changed; the
other fields it does not touch.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BaseFormSet, formset_factory

from smallplaces.ground.listings.models import Access, Facts, Listing
from smallplaces.ground.listings.rules import LONGEST
from smallplaces.ground.people.models import Party

from .fields import LinesField, OwnWords
from .rows import MOST_ROWS, CostRow, Rows, TimeRow

KINDS = {
    Listing.Kind.GROUP: "A group or club",
    Listing.Kind.MICRO_ENTERPRISE: "A small local business",
    Listing.Kind.PERSON: "One person",
    Listing.Kind.PUBLIC_PLACE: "A place anyone can go",
    Listing.Kind.ORGANISATION: "An organisation",
}
AGE = {
    "invalid": "Write the age as a number, like 18.",
    "min_value": "Write the age as a number, like 18.",
    "max_value": "Write the age as a number, like 18.",
}


def _words(
    name: str, label: str, help_text: str = "", *, rows: int = 0, required: bool = False,
    attrs: dict[str, str] | None = None,
) -> OwnWords:  # fmt: skip
    """Return a field for the text called `name` of a listing's facts."""
    longest = LONGEST[name]
    return OwnWords(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs=attrs),
        error_messages={
            "required": "Give it a name.",
            "max_length": f"This is too long. Please keep it under {longest:,} letters.",
        },
    )


class PartForm(forms.Form):
    """One part of a listing. `started_from` is the version its writer had before them."""

    part: ClassVar[str] = ""
    title: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    row: ClassVar[type[TimeRow] | type[CostRow] | None] = None
    rows_field: ClassVar[str] = ""
    row_words: ClassVar[str] = ""
    rows_template: ClassVar[str] = ""

    def __init__(self, data: Any, facts: Facts) -> None:
        super().__init__(data, initial=self.initial_of(facts))
        self.before = facts
        self.rows = self._rows(data, facts)

    def _rows(self, data: Any, facts: Facts) -> "BaseFormSet[Any] | None":
        if self.row is None:
            return None
        had = [self.row.initial_of(one) for one in getattr(facts, self.rows_field)]
        made = formset_factory(
            self.row, Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        return made(data, initial=had, prefix=self.rows_field)

    def initial_of(self, facts: Facts) -> dict[str, Any]:
        """Return what the form shows for `facts`."""
        return {name: getattr(facts, name) for name in self.base_fields if hasattr(facts, name)}

    def is_valid(self) -> bool:
        """Return whether the form and all its rows are; what a row lacks is said at the top too."""
        are_rows_valid = self.rows is None or self.rows.is_valid()
        is_valid = super().is_valid()
        if not are_rows_valid:
            for sentence in self._wrong_in_rows():
                self.add_error(None, sentence)
        return is_valid and are_rows_valid

    def _wrong_in_rows(self) -> Iterable[str]:
        if self.rows is None:
            return
        yield from map(str, self.rows.non_form_errors())
        for number, row in enumerate(self.rows.forms, start=1):
            for sentences in row.errors.values():
                yield f"{self.row_words} {number}: {' '.join(map(str, sentences))}"

    def facts(self) -> Facts:
        """Return the facts as they were, with what this part says. Needs a valid form."""
        said = {name: self.cleaned_data[name] for name in self.base_fields}
        if self.rows is not None:
            rows = cast("list[TimeRow | CostRow]", self.rows.forms)
            said[self.rows_field] = tuple(row.said() for row in rows if row.is_said())
        return replace(self.before, **self.settled(said))

    def settled(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return what changes in the facts, from what was cleaned."""
        return said

    def add_sentences(self, sentences: Mapping[str, str]) -> None:
        """Show what the rules of listings say, at the field where it is in this part."""
        for field, sentence in sentences.items():
            self.add_error(field if field in self.fields else None, sentence)


class WhatPart(PartForm):
    """What it is."""

    part, title = "what", "What is it?"

    name = _words("name", "What is it called?", required=True)
    kind = forms.ChoiceField(
        label="What kind of thing is it?", choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of thing it is."},
    )  # fmt: skip
    description = _words(
        "description", "What is it like?", "Write as you would tell a neighbour.", rows=6
    )
    topics = LinesField(
        required=False, label="What is it about?", help_text="A word or two on each line.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    is_formal = forms.BooleanField(
        required=False, label="It is a formal service, with paid staff and rules of its own"
    )
    notice = _words("notice", "Is there any news?", "Closed in August, say.", rows=2)


class WhenPart(PartForm):
    """When it happens."""

    part, title = "when", "When is it?"
    row, rows_field, row_words = TimeRow, "times", "Time"
    rows_template = "local_market/_times_row.html"


class WherePart(PartForm):
    """Where it is."""

    part, title = "where", "Where is it?"

    where = _words("where", "Where do people go?", "A street, a building, a meeting point.")
    postcode = _words(
        "postcode", "Postcode", "We show it on the map from this.",
        attrs={"autocomplete": "postal-code"},
    )  # fmt: skip

    def settled(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return the place. A new postcode is a new point, which is looked up from it."""
        said["postcode"] = said["postcode"].upper()
        if said["postcode"] != self.before.postcode.upper():
            return said | {"latitude": None, "longitude": None}
        return said | {"postcode": self.before.postcode}


class CostPart(PartForm):
    """What it costs, all of it."""

    part, title = "cost", "What does it cost?"
    hint = "Say everything people will pay, so that nobody is caught out."
    row, rows_field, row_words = CostRow, "costs", "Line"
    rows_template = "local_market/_costs_row.html"

    is_free = forms.BooleanField(required=False, label="It is free")


class ComingPart(PartForm):
    """Who it is for, and what makes it easier to come."""

    part, title = "coming", "Who is it for, and what makes it easier to come?"

    who_for = _words("who_for", "Who is it for?", rows=2)
    min_age = forms.IntegerField(
        required=False, label="From what age?", min_value=0, max_value=130, error_messages=AGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    max_age = forms.IntegerField(
        required=False, label="Up to what age?", min_value=0, max_value=130, error_messages=AGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    access = forms.MultipleChoiceField(
        required=False,
        label="What is there?",
        help_text="Only tick what you have seen yourself.",
        choices=Access.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    access_words = _words("access_words", "Anything else about getting there and in?", rows=3)
    languages = LinesField(
        required=False, label="Which languages are spoken?", help_text="One on each line.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def settled(self, said: dict[str, Any]) -> dict[str, Any]:
        """Return what was chosen, in the order it was in before."""
        chosen = set(said["access"])
        was = [fact for fact in self.before.access if fact in chosen]
        return said | {"access": (*was, *(fact for fact in said["access"] if fact not in was))}


class ContactPart(PartForm):
    """How to get in touch. Everyone can read this."""

    part, title = "contact", "How can people get in touch?"
    hint = "Everyone can read this. You can leave it empty, and let us introduce people to you."

    phone = _words("phone", "Phone", attrs={"autocomplete": "tel", "inputmode": "tel"})
    email = _words("email", "E-mail", attrs={"autocomplete": "email", "inputmode": "email"})
    url = _words("url", "Web page", "It starts with https://", attrs={"inputmode": "url"})


PARTS: dict[str, type[PartForm]] = {
    one.part: one for one in (WhatPart, WhenPart, WherePart, CostPart, ComingPart, ContactPart)
}


class StartForm(forms.Form):
    """What a new listing needs before anything else: a name, a kind, and who keeps it."""

    name = _words("name", "What is it called?", required=True)
    kind = forms.ChoiceField(
        label="What kind of thing is it?", choices=list(KINDS.items()), widget=forms.RadioSelect,
        error_messages={"required": "Say what kind of thing it is."},
    )  # fmt: skip
    keeper = forms.ModelChoiceField(
        Party.objects.none(),
        label="Who keeps it?",
        help_text="Their name is shown, and they hear when something is wrong.",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Say who keeps it."},
    )

    def __init__(self, data: Any, *, keepers: Any) -> None:
        super().__init__(data)
        field = cast("forms.ModelChoiceField[Party]", self.fields["keeper"])
        field.queryset = keepers
        field.label_from_instance = lambda party: party.name  # type: ignore[method-assign,assignment]
        only = keepers[0] if len(keepers) == 1 else None
        field.initial = only.pk if only else None

    def facts(self) -> Facts:
        """Return the first facts. Needs a valid form."""
        return Facts(name=self.cleaned_data["name"], kind=self.cleaned_data["kind"])
