"""What people say at the door, and when they ask why or answer."""

from django import forms

from ..models import Look
from .sharing import shelf_choices


class AskWhyForm(forms.Form):
    """Asking someone why they looked. Words are welcome, and not needed."""

    words = forms.CharField(
        label="Would you like to say more?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="You can leave this empty. They will read it.",
    )


class AnswerForm(forms.Form):
    """Saying why one looked, or what came of it."""

    words = forms.CharField(
        label="Your answer",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="They will read this, with your name.",
        error_messages={"required": "Write a few words first."},
    )


class LooksForm(forms.Form):
    """What to look for in one's own log. Everything can be left empty."""

    who = forms.CharField(label="Who looked?", max_length=120, required=False)
    shelf = forms.ChoiceField(label="What did they open?", required=False)
    since = forms.DateField(
        label="From which day?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "That is not a day."},
    )
    until = forms.DateField(
        label="To which day?",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "That is not a day."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["shelf"].choices = [("", "Anything"), *shelf_choices()]  # type: ignore[attr-defined]


class DoorForm(forms.Form):
    """Why someone opens a shelf that is not their own."""

    reason = forms.ChoiceField(
        label="Why are you looking?",
        choices=Look.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say why you are looking."},
    )
    words = forms.CharField(
        label="In your own words",
        max_length=300,
        required=False,
        widget=forms.TextInput,
        help_text="Only needed for “Something else”.",
    )

    def clean(self) -> dict[str, object]:
        """Ask for words when the reason is something else."""
        data = super().clean() or {}
        if data.get("reason") == Look.Reason.OWN_WORDS and not str(data.get("words", "")).strip():
            self.add_error("words", "Say in a few words why you are looking.")
        return data
