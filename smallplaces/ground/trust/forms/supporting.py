"""What people choose when someone acts for someone, and what is noted about a decision."""

from collections.abc import Mapping
from typing import Any

from django import forms

from smallplaces.foundation.shelves import Shelf
from smallplaces.ground.people.models import LegalPaper, Person, Supporter
from smallplaces.ground.people.rules import BY_THE_PERSON

from .sharing import ShareForm, shelf_choices

A_DAY = {
    "required": "Choose a day.",
    "invalid": "That is not a day. Choose a day, a month and a year.",
}
BY_LAW = [ground for ground in Supporter.Ground if ground not in BY_THE_PERSON]


def every_shelf() -> list[tuple[str, str]]:
    """Return every shelf, also one with nothing on it yet: a paper of the law may reach it."""
    return [(shelf.value, shelf.about("the person").capitalize()) for shelf in Shelf]


def ask_for_both(form: forms.Form, data: Mapping[str, Any]) -> None:
    """Add an error where someone might change what they may not see."""
    if not set(data.get("writes") or ()) <= set(data.get("shelves") or ()):
        form.add_error("writes", "They can only change what they may see. Choose both.")


def person_called(name: str) -> Person:
    """Return the one person here with this name. Raises ValidationError for none, or two."""
    found = list(Person.objects.filter(name__iexact=name.strip(), left_at=None)[:2])
    if len(found) != 1:
        sentence = "Two people here have this name." if found else "Nobody here has this name."
        raise forms.ValidationError(f"{sentence} Look at how they are called here.")
    return found[0]


class SupporterForm(ShareForm):
    """Who acts for me, with what, and whether they may write."""

    field_order = ("who", "ground", "shelves", "writes", "may_pause", "until")
    who = forms.ChoiceField(
        label="Who would you like to ask?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who to ask."},
    )
    shelves = forms.MultipleChoiceField(
        label="What may they help with?",
        widget=forms.CheckboxSelectMultiple,
        choices=shelf_choices,
        error_messages={"required": "Choose at least one thing."},
    )
    ground = forms.ChoiceField(
        label="How will they help?",
        widget=forms.RadioSelect,
        initial=Supporter.Ground.ASKED,
        choices=[
            (Supporter.Ground.ASKED, "They help me with what I choose here"),
            (
                Supporter.Ground.NOMINATED,
                "They also get my direct payment for me, because I want that (nominated person)",
            ),
        ],
        required=False,
    )
    writes = forms.MultipleChoiceField(
        label="What may they also write and change?",
        widget=forms.CheckboxSelectMultiple,
        choices=shelf_choices,
        required=False,
        help_text="Leave this empty if they should only look.",
    )
    may_pause = forms.BooleanField(
        label="They may let everything rest for me, when I cannot say so",
        required=False,
    )

    def clean_ground(self) -> str:
        """Return the ground that was chosen; asked, when nothing was."""
        return self.cleaned_data["ground"] or Supporter.Ground.ASKED

    def clean(self) -> dict[str, object]:
        """Ask that they may see what they may change."""
        data = super().clean() or {}
        ask_for_both(self, data)
        return data


class BeginByLawForm(forms.Form):
    """Who acts for whom by law, on what paper, with what: for whoever looked at the paper."""

    person = forms.CharField(
        label="For whom?",
        max_length=120,
        help_text="Their whole name, as they are called here.",
        error_messages={"required": "Write the name of the person."},
    )
    supporter = forms.CharField(
        label="Who acts for them?",
        max_length=120,
        help_text="Their whole name. They must be here too.",
        error_messages={"required": "Write the name of the one who acts."},
    )
    ground = forms.ChoiceField(
        label="On what ground?",
        widget=forms.RadioSelect,
        choices=[(ground, ground.label) for ground in BY_LAW],
        error_messages={"required": "Choose the ground."},
    )
    kind = forms.ChoiceField(
        label="Which paper did you see?",
        widget=forms.RadioSelect,
        choices=LegalPaper.Kind.choices,
        error_messages={"required": "Choose the paper you saw."},
    )
    number = forms.CharField(label="Its number, if it has one", max_length=60, required=False)
    from_on = forms.DateField(
        label="From which day is it good?",
        widget=forms.SelectDateWidget(years=range(1990, 2041)),
        error_messages=A_DAY,
    )
    until_on = forms.DateField(
        label="Until which day? Leave it empty if it has no end.",
        required=False,
        widget=forms.SelectDateWidget(years=range(2020, 2061)),
        help_text="A parent acts until the 18th birthday.",
        error_messages=A_DAY,
    )
    shelves = forms.MultipleChoiceField(
        label="What does the paper let them see?",
        widget=forms.CheckboxSelectMultiple,
        choices=every_shelf,
        error_messages={"required": "Choose at least one thing."},
    )
    writes = forms.MultipleChoiceField(
        label="What does it let them write and change?",
        widget=forms.CheckboxSelectMultiple,
        choices=every_shelf,
        required=False,
    )
    may_pause = forms.BooleanField(
        label="They may let everything rest for the person", required=False
    )

    def clean_person(self) -> Person:
        """Return the person."""
        return person_called(self.cleaned_data["person"])

    def clean_supporter(self) -> Person:
        """Return the one who acts."""
        return person_called(self.cleaned_data["supporter"])

    def clean(self) -> dict[str, object]:
        """Ask that they may see what they may change."""
        data = super().clean() or {}
        ask_for_both(self, data)
        return data


class DecisionForm(forms.Form):
    """What was decided, how the person was helped to decide it, and whether they could, then."""

    person = forms.CharField(
        label="Whose decision is it?",
        max_length=120,
        help_text="Their whole name, as they are called here.",
        error_messages={"required": "Write the name of the person."},
    )
    decision = forms.CharField(
        label="Which decision? Only one.",
        max_length=300,
        help_text="For example: whether to move to the flat in Mill Lane.",
        error_messages={"required": "Say which decision."},
    )
    how_helped = forms.CharField(
        label="How was the person helped to decide it?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say how they were helped."},
    )
    could_decide = forms.TypedChoiceField(
        label="Could they decide it, this time?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No, not this decision, not today")],
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": "Choose yes or no."},
    )
    why_not = forms.CharField(
        label="If no: why not?",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What could they not understand, keep in mind, weigh up or say?",
    )
    best_interests = forms.CharField(
        label="If no: what was done, and why is it best for them?",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What would they want? Whom did you ask? Is there a way that limits them less?",
    )
    look_again_on = forms.DateField(
        label="When do you look at this again?",
        widget=forms.SelectDateWidget,
        error_messages=A_DAY,
    )

    def clean_person(self) -> Person:
        """Return the person."""
        return person_called(self.cleaned_data["person"])


class OwnWordsForm(forms.Form):
    """The person's own words beside a note."""

    words = forms.CharField(
        label="Your own words",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They stand beside the note. Nobody else can change them.",
    )
