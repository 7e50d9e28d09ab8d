"""What people choose when they share, open someone else's shelf, or ask for help."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from smallplaces.foundation.shelves import IN_USE, Shelf
from smallplaces.ground.people.models import Party, Person

from .models import Complaint, Look
from .rules import LONGEST_COMPLAINT

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


class SupporterForm(ShareForm):
    """Who acts for me, with what, and whether they may write."""

    field_order = ("who", "shelves", "may_write", "may_pause", "until")
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
    may_write = forms.BooleanField(
        label="They may also write and change things for me",
        required=False,
    )
    may_pause = forms.BooleanField(
        label="They may let everything rest for me, when I cannot say so",
        required=False,
    )


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


class NameForm(forms.Form):
    """Whom to look for, by their whole name."""

    name = forms.CharField(
        label="Whose is it?",
        max_length=120,
        help_text="Write their whole name, as they are called here.",
        error_messages={"required": "Write their name."},
    )


class BreakGlassForm(forms.Form):
    """What to open in need, why, for how long, and whether the person can safely be told."""

    shelf = forms.ChoiceField(
        label="What do you need to open?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you need to open."},
    )
    because = forms.CharField(
        label="Why can it not wait?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="They will read this.",
        error_messages={"required": "Say why it cannot wait."},
    )
    minutes = forms.TypedChoiceField(
        label="For how long?",
        coerce=int,
        choices=[(15, "15 minutes"), (30, "30 minutes"), (60, "1 hour")],
        widget=forms.RadioSelect,
        initial=15,
    )
    why_not_told = forms.CharField(
        label="Would it put them in danger to be told now? Then say why.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Leave this empty if it is safe, and they are told at once. If you write here, "
        "an advocate is told instead, and tells them when it is safe.",
    )

    def __init__(self, *args: object, shelves: Sequence[tuple[Shelf, str]], **kwargs: object):
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = [(shelf.value, words[:1].upper() + words[1:]) for shelf, words in shelves]
        self.fields["shelf"].choices = choices  # type: ignore[attr-defined]

    def clean_shelf(self) -> Shelf:
        """Return the shelf that was chosen."""
        return Shelf(self.cleaned_data["shelf"])


class ReviewForm(forms.Form):
    """Whether it was right to open something in need, and what was found."""

    was_right = forms.TypedChoiceField(
        label="Was it right to open it?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        empty_value=None,
        error_messages={"required": "Say whether it was right."},
    )
    finding = forms.CharField(
        label="What did you find out?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Talk with the one who opened it, and with the person if you can. They will read "
        "this.",
        error_messages={"required": "Say what you found out."},
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


class ComplainForm(forms.Form):
    """What is wrong with how one's data is kept, and who should not read this."""

    kind = forms.ChoiceField(
        label="What is it about?",
        choices=Complaint.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is about.", "invalid_choice": "Choose one."},
    )
    words = forms.CharField(
        label="What is wrong?",
        help_text="Use your own words. What happened, and what should happen now?",
        max_length=LONGEST_COMPLAINT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": "Write a few words first."},
    )
    not_for = forms.ChoiceField(
        label="Is there someone who should not read this?",
        widget=forms.RadioSelect,
        required=False,
        initial="",
        error_messages={"invalid_choice": "Choose one of these."},
    )

    def __init__(self, *args: object, readers: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.readers = {str(reader.code): reader for reader in readers}
        choices = [(code, reader.name) for code, reader in self.readers.items()]
        self.fields["not_for"].choices = [  # type: ignore[attr-defined]
            ("", "No, anyone whose work it is"),
            *choices,
        ]
        if not readers:
            del self.fields["not_for"]

    def clean_not_for(self) -> Person | None:
        """Return who should not read it, None for nobody."""
        return self.readers.get(self.cleaned_data["not_for"])


class AnswerComplaintForm(forms.Form):
    """What was found, and whether the person was right."""

    was_right = forms.TypedChoiceField(
        label="Were they right?",
        choices=[("yes", "Yes, something was wrong"), ("no", "No, I found nothing wrong")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether they were right.",
            "invalid_choice": "Choose one.",
        },
    )
    answer = forms.CharField(
        label="What did you find, and what happens now?",
        max_length=LONGEST_COMPLAINT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": "Write a few words first."},
    )
