"""What people ask for when they look for something near them."""

from typing import Any, cast

from django import forms

from smallplaces.foundation.distance import METRES_A_MILE
from smallplaces.ground.listings.models import Access, Listing
from smallplaces.ground.listings.queries.search import PartOfDay, Question
from smallplaces.ground.places.queries import PlacePoint

from .fields import OwnWords

LONGEST_WORDS = 2000
LONGEST_TYPED = 700  # of any script, written as part of an address, fits what web servers take
LONGEST_PLACE = 120
WEEKDAYS = [
    ("1", "Monday"),
    ("2", "Tuesday"),
    ("3", "Wednesday"),
    ("4", "Thursday"),
    ("5", "Friday"),
    ("6", "Saturday"),
    ("7", "Sunday"),
]
DISTANCES = [
    ("", "Any distance"),
    ("0.5", "A short walk (½ mile)"),
    ("1", "A walk (1 mile)"),
    ("3", "3 miles"),
    ("10", "10 miles"),
    ("25", "25 miles"),
]
PARTS = [
    ("", "Any time"),
    (PartOfDay.MORNING.value, "Morning"),
    (PartOfDay.AFTERNOON.value, "Afternoon"),
    (PartOfDay.EVENING.value, "Evening"),
    (PartOfDay.NIGHT.value, "Night"),
]
PAGE = 20
NOT_IN_THE_LIST = {"invalid_choice": "Choose one from the list."}


class FindForm(forms.Form):
    """Own words, from where, and what an answer must be. Every field may stay empty.

    Words are cut, not refused: whoever writes a lot gets an answer all the same.
    """

    words = OwnWords(
        required=False,
        label="What would you like in your life?",
        help_text="Use your own words. There are no wrong answers.",
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_TYPED}),
    )
    near = OwnWords(
        required=False,
        label="Where are you?",
        help_text="A postcode or the name of a place. You can leave it empty.",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "maxlength": LONGEST_PLACE}),
    )
    within = forms.ChoiceField(
        required=False,
        label="How far can you go?",
        choices=DISTANCES,
        error_messages=NOT_IN_THE_LIST,
    )
    days = forms.MultipleChoiceField(
        required=False,
        label="Which days?",
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_THE_LIST,
    )
    part = forms.ChoiceField(
        required=False,
        label="What time of day?",
        choices=PARTS,
        error_messages=NOT_IN_THE_LIST,
    )
    free = forms.BooleanField(required=False, label="Only what is free")
    access = forms.MultipleChoiceField(
        required=False,
        label="What must there be?",
        choices=Access.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_THE_LIST,
    )
    age = forms.IntegerField(
        required=False,
        label="For someone of what age?",
        min_value=0,
        max_value=120,
        # Not type="number": a browser throws away what it cannot read, and nobody sees why.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Write the age as a number, like 34.",
            "min_value": "Write the age as a number, like 34.",
            "max_value": "Write the age as a number, like 34.",
        },
    )
    kinds = forms.MultipleChoiceField(
        required=False,
        label="Who or what?",
        choices=Listing.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_THE_LIST,
    )

    def clean_words(self) -> str:
        """Return at most LONGEST_WORDS of the words."""
        return str(self.cleaned_data["words"])[:LONGEST_WORDS].strip()

    def clean_near(self) -> str:
        """Return the place as it was written."""
        return str(self.cleaned_data["near"])[:LONGEST_PLACE].strip()

    def question(self, near: PlacePoint | None, *, page: int, size: int = PAGE) -> Question:
        """Return what is asked, from `near`. Needs a cleaned form; wrong answers are left out."""
        said: dict[str, Any] = self.cleaned_data
        part, miles = said.get("part"), said.get("within")
        return Question(
            words=said.get("words", ""),
            near=near.point if near else None,
            near_words=near.name if near else "",
            within_metres=float(miles) * METRES_A_MILE if miles and near else None,
            weekdays=frozenset(int(day) for day in said.get("days", ())),
            hours=PartOfDay(part).hours if part else None,
            free_only=bool(said.get("free")),
            access=frozenset(said.get("access", ())),
            age=said.get("age"),
            kinds=frozenset(said.get("kinds", ())),
            limit=size,
            offset=(page - 1) * size,
        )

    def chosen(self) -> list[tuple[str, str, str]]:
        """Return name, value and words of each thing chosen that narrows the answer."""
        said: dict[str, Any] = self.cleaned_data
        narrowing = [
            (name, value, words_of(field, value))
            for name in ("within", "days", "part", "access", "kinds")
            if isinstance(field := self.fields[name], forms.ChoiceField)
            for value in _each(said.get(name))
        ]
        if said.get("free"):
            narrowing.append(("free", "", "Free"))
        if said.get("age") is not None:
            narrowing.append(("age", "", f"Age {said['age']}"))
        return narrowing


def words_of(field: forms.ChoiceField, value: str) -> str:
    """Return the words of one of the choices of `field`."""
    choices = cast("list[tuple[str, str]]", field.choices)
    return dict(choices)[value]


def _each(value: str | list[str] | None) -> list[str]:
    return ([value] if isinstance(value, str) else value) if value else []
