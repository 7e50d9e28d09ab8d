"""What people choose when they share, and whom they never want to see something."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from smallplaces.foundation.shelves import IN_USE, Shelf
from smallplaces.ground.people.models import Party

LONGEST = timedelta(days=366)


def shelf_choices() -> list[tuple[str, str]]:
    """Return every shelf in use with what is on it, as a choice."""
    return [(shelf.value, shelf.sentence.capitalize()) for shelf in IN_USE]


def end_of(day: date) -> datetime:
    """Return the last moment of `day` where this place is."""
    return timezone.make_aware(datetime.combine(day, time.max))


class UntilForm(forms.Form):
    """Anything that lasts until a day."""

    until = forms.DateField(
        label="Until when?",
        help_text="It stops by itself on that day. For example, 3 3 2027.",
        widget=forms.SelectDateWidget,
        error_messages={
            "required": "Say until when. You can choose a new day later.",
            "invalid": "That is not a day. Write it like 3 3 2027.",
        },
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today

    def clean_until(self) -> datetime:
        """Return the end of the chosen day; it must be still to come and within a year."""
        day: date = self.cleaned_data["until"]
        if day < self.today:
            raise forms.ValidationError("That day has gone. Choose one that is still to come.")
        if day > self.today + LONGEST:
            raise forms.ValidationError("Choose a day within a year. You can make it longer later.")
        return end_of(day)


class ShareForm(UntilForm):
    """Who may see what, until when."""

    field_order: Sequence[str] = ("who", "shelves", "until")
    who = forms.ChoiceField(
        label="Who may see it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may see it."},
    )
    shelves = forms.MultipleChoiceField(
        label="What may they see?",
        widget=forms.CheckboxSelectMultiple,
        choices=shelf_choices,
        error_messages={"required": "Choose at least one thing."},
    )

    def __init__(
        self, *args: object, parties: Sequence[Party], today: date, **kwargs: object
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        self.parties = {str(party.code): party for party in parties}
        choices = [(code, party.name) for code, party in self.parties.items()]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def clean_who(self) -> Party:
        """Return the party that was chosen."""
        return self.parties[self.cleaned_data["who"]]

    def clean_shelves(self) -> list[Shelf]:
        """Return the shelves that were chosen."""
        return [Shelf(value) for value in self.cleaned_data["shelves"]]


class RefuseForm(forms.Form):
    """Whom one never wants to see something."""

    who = forms.ChoiceField(
        label="Who may never see it?",
        widget=forms.RadioSelect,
        help_text="They are not told. If it is a circle, it holds for everyone in it.",
        error_messages={"required": "Choose who."},
    )
    shelf = forms.ChoiceField(
        label="What may they never see?",
        widget=forms.RadioSelect,
        initial="",
        required=False,
    )

    def __init__(self, *args: object, parties: Sequence[Party], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.parties = {str(party.code): party for party in parties}
        choices = [(code, party.name) for code, party in self.parties.items()]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]
        anything = [("", "Anything of mine"), *shelf_choices()]
        self.fields["shelf"].choices = anything  # type: ignore[attr-defined]

    def clean_who(self) -> Party:
        """Return the party that was chosen."""
        return self.parties[self.cleaned_data["who"]]

    def clean_shelf(self) -> Shelf | None:
        """Return the shelf that was chosen; None for everything."""
        return Shelf(self.cleaned_data["shelf"]) if self.cleaned_data["shelf"] else None
