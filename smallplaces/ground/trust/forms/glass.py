"""What people say when they open something in need, and look into it."""

from collections.abc import Sequence

from django import forms

from smallplaces.foundation.shelves import Shelf


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
