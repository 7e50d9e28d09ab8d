"""What people type and choose for a break. Forms clean; they never save."""

from collections.abc import Sequence
from datetime import timedelta

from django import forms

from smallplaces.ground.people.models import Party, StandingWish

from .queries import QUESTIONS, Thing

HINTS = {
    "signs": "For example: I stop answering the door. I talk very fast.",
    "helps": "For example: A cup of tea, and no questions. My music.",
    "does_not_help": "For example: Many people at once. Being told to calm down.",
    "whom_to_ring": "Names and numbers, the first one first.",
    "to_remember": "For example: It passes. I am still me.",
}


def _box(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class NotesForm(forms.Form):
    """Five questions for days on which one is not well. Nothing has to be filled in."""

    started_from = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.CharField(
                label=question,
                help_text=HINTS[name],
                max_length=2_000,
                required=False,
                widget=_box(4),
            )


class WhoForm(forms.Form):
    """One of the parties a person knows here."""

    who = forms.ChoiceField(
        label="Who?", widget=forms.RadioSelect, error_messages={"required": "Choose who."}
    )

    def __init__(self, *args: object, parties: Sequence[Party], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.parties = {str(party.code): party for party in parties}
        choices = [(code, party.name) for code, party in self.parties.items()]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]

    def clean_who(self) -> Party | None:
        """Return the party that was chosen, None for nobody on here."""
        return self.parties.get(self.cleaned_data["who"])


class TellForm(WhoForm):
    """Whom to tell about a break, and in what words."""

    who = forms.ChoiceField(
        label="Who should know?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who should know."},
    )
    words = forms.CharField(
        label="What should they read?",
        help_text="You can leave this empty. They then only read that you take a break.",
        max_length=300,
        required=False,
        widget=_box(3),
    )


class StandingWishForm(WhoForm):
    """What should happen in a break, and with whom."""

    field_order = ("kind", "whom", "words", "who")
    kind = forms.ChoiceField(
        label="What kind of wish is it?",
        choices=StandingWish.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    whom = forms.CharField(
        label="Who or what is it about?",
        help_text="For example: Jo. Tuesday’s visit. The day centre.",
        max_length=120,
        error_messages={"required": "Say who or what."},
    )
    words = forms.CharField(
        label="What do you want?",
        help_text="For example: Please feed the cat.",
        max_length=300,
        widget=_box(3),
        error_messages={"required": "Say what you want."},
    )
    who = forms.ChoiceField(
        label="Should someone here read it while you take a break?",
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )

    def __init__(self, *args: object, parties: Sequence[Party], **kwargs: object) -> None:
        super().__init__(*args, parties=parties, **kwargs)
        chosen = self.fields["who"]
        chosen.choices = [("", "Nobody on here"), *chosen.choices]  # type: ignore[attr-defined]


class OpenInBreaksForm(WhoForm):
    """Who may read the notes while one takes a break, and for how long that holds."""

    who = forms.ChoiceField(
        label="Who may read your notes while you take a break?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who."},
    )
    days = forms.TypedChoiceField(
        label="How long should this hold?",
        help_text="It stops by itself then. You can stop it at any time.",
        coerce=int,
        choices=[(91, "Three months"), (182, "Six months"), (365, "A year")],
        initial=182,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long."},
    )

    def clean_days(self) -> timedelta:
        """Return for how long it holds."""
        return timedelta(days=self.cleaned_data["days"])


class RestThingForm(forms.Form):
    """One thing to let rest."""

    thing = forms.ChoiceField(
        label="What should rest?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one thing."},
    )

    def __init__(self, *args: object, things: Sequence[Thing], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.things = things
        choices = [(thing.thing, thing.words) for thing in things]
        self.fields["thing"].choices = choices  # type: ignore[attr-defined]
