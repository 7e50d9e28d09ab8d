"""What people type into the pages of the good life. Forms clean; they never save."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator

from smallplaces.foundation.typed import LONGEST, TooLong, as_typed
from smallplaces.ground.people.models import HowToTalkWithMe

from .models import Page
from .queries import CLOSENESS

REVIEW_IN = {"90": "In three months", "182": "In six months", "365": "In a year"}


class AsTyped(forms.CharField):
    """Words as they were typed, without what no database can hold. Never cut by the browser."""

    def __init__(self, *, most: int = LONGEST, rows: int = 0, **kwargs: Any) -> None:
        """Take at most `most` letters; `rows` makes it a box with several lines."""
        self.most = most
        if rows:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "dir": "auto"}))
        else:
            kwargs.setdefault("widget", forms.TextInput(attrs={"dir": "auto"}))
        super().__init__(strip=not rows, **kwargs)
        self.validators = [
            check
            for check in self.validators
            if not isinstance(check, ProhibitNullCharactersValidator)
        ]

    def to_python(self, value: Any) -> str:
        """Return the words. Raises ValidationError with a sentence when there are too many."""
        try:
            return str(super().to_python(as_typed(str(value or ""), limit=self.most)))
        except TooLong as problem:
            raise ValidationError(str(problem)) from problem


class Started(forms.Form):
    """What a page remembers about itself: its name, and which saying was on the screen."""

    page = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    started_from = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)

    def clean_page(self) -> str:
        """Return the name of the page without anything odd in it."""
        return "".join(filter(str.isalnum, self.cleaned_data["page"]))

    def clean_started_from(self) -> int:
        """Return a number, 0 for anything else."""
        return as_number(self.cleaned_data["started_from"])


def as_number(text: str) -> int:
    """Return `text` as a whole number, 0 if it is not one of at most nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class WordsForm(Started):
    """One question, one box."""

    words = AsTyped(rows=8, required=False)


class HowToTalkForm(Started):
    """What helps, what does not, in which form, with whom, and when to look again."""

    words = AsTyped(rows=5, required=False)
    do_not = AsTyped(
        rows=3,
        required=False,
        label="What should people not do?",
        help_text="For example: Do not shout. Do not talk over my head.",
    )
    do_not_from = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    formats = forms.MultipleChoiceField(
        label="What works for you?",
        help_text="Pick as many as you like.",
        required=False,
        choices=HowToTalkWithMe.Format.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    someone_to_help_talk = AsTyped(
        most=200,
        required=False,
        label="Does someone help you to talk?",
        help_text="For example: My sister Cerys. A sign language interpreter.",
    )
    review_in = forms.ChoiceField(
        label="When should we ask you again?",
        choices=list(REVIEW_IN.items()),
        widget=forms.RadioSelect,
        required=False,
    )

    def clean_do_not_from(self) -> int:
        """Return a number, 0 for anything else."""
        return as_number(self.cleaned_data["do_not_from"])

    def clean_review_in(self) -> int:
        """Return a number of days; a year when nothing was picked."""
        return int(self.cleaned_data["review_in"] or 365)


class SomeoneForm(forms.Form):
    """One person who matters."""

    name = AsTyped(
        most=120,
        label="What is their name?",
        help_text="The name you call them by.",
        error_messages={"required": "Write a name. A first name or “the man at the shop” is fine."},
    )
    who_they_are = AsTyped(
        most=120,
        required=False,
        label="Who are they to you?",
        help_text="For example: My sister. A friend from football. My support worker.",
    )
    closeness = forms.TypedChoiceField(
        label="How close are they?",
        choices=list(CLOSENESS.items()),
        coerce=int,
        initial=1,
        widget=forms.RadioSelect,
        error_messages={"required": "Pick how close they are."},
    )
    is_paid = forms.BooleanField(required=False, label="They are paid to be with me or help me")
    what_they_bring = AsTyped(
        most=300,
        required=False,
        label="What do they bring to your life?",
        help_text="For example: She makes me laugh. He fixes my bike.",
    )


class PickForm(forms.Form):
    """Some of the person's own sentences, and room for one more."""

    picked = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    own_words = AsTyped(required=False)

    def __init__(
        self, *args: Any, sentences: list[str], most: int, label: str, **kwargs: Any
    ) -> None:
        """Offer `sentences`; the own words have at most `most` letters."""
        super().__init__(*args, **kwargs)
        self.fields["picked"] = forms.MultipleChoiceField(
            label=label,
            required=False,
            choices=[(one, one) for one in sentences],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["own_words"] = AsTyped(
            most=most,
            required=False,
            label="Or say it in other words" if sentences else "Say it in your own words",
        )
        if not sentences:
            del self.fields["picked"]

    def clean(self) -> dict[str, Any]:
        """Return what was picked or written as `words`."""
        own = self.cleaned_data.get("own_words", "").strip()
        words = [*self.cleaned_data.get("picked", []), *([own] if own else [])]
        if not words and not self.errors:
            raise ValidationError("Pick something, or write it in your own words.")
        return {**self.cleaned_data, "words": words}


class WishForm(forms.Form):
    """A wish in the person's words."""

    words = AsTyped(
        most=500,
        rows=3,
        label="What would you like?",
        help_text="For example: Go fishing again. Learn to cook for my friends.",
        error_messages={"required": "Write what you would like. A few words are enough."},
    )


class StepForm(forms.Form):
    """One step towards a wish."""

    words = AsTyped(
        most=300,
        label="What is a first small step?",
        help_text="For example: Ask Dev where he fishes.",
        error_messages={"required": "Write one small step. A few words are enough."},
    )
    who_helps = AsTyped(
        most=200,
        required=False,
        label="Who can help?",
        help_text="For example: Cerys. Nobody, I can do it.",
    )


class DoneForm(forms.Form):
    """What came of a step."""

    what_came_of_it = AsTyped(
        most=500,
        required=False,
        label="What came of it?",
        help_text="Good or not so good, in your words. You can leave this empty.",
    )


class CameOfForm(forms.Form):
    """What came of a wish."""

    state = forms.ChoiceField(
        label="How is it going with this wish?",
        widget=forms.RadioSelect,
        choices=[
            ("OPEN", "I still would like this"),
            ("PAUSED", "Not now"),
            ("HAPPENED", "It happened"),
            ("LET_GO", "I let it go"),
        ],
        error_messages={"required": "Pick one."},
    )
    words = AsTyped(
        most=2000,
        rows=3,
        required=False,
        label="What came of it?",
        help_text="In your words. You can leave this empty.",
    )


class PartsForm(forms.Form):
    """What stands on the one page."""

    parts = forms.MultipleChoiceField(
        label="What should be on your page?",
        required=False,
        choices=Page.Part.choices,
        help_text="How to talk with you is always there, if you said it.",
        widget=forms.CheckboxSelectMultiple,
    )
