"""What people type to change how they sign in."""

from typing import Any

from django import forms

from .coming_in import MOST_LETTERS, answer_in
from .pictures import PictureField


class NamePasskeyForm(forms.Form):
    """What a passkey is called, so that its owner knows it again."""

    name = forms.CharField(
        label="What do you call it?",
        help_text="So you know it again. For example: my blue phone.",
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Write a name for it."},
    )


class AddPasskeyForm(NamePasskeyForm):
    """A new passkey: its name, and what the browser answers."""

    answer = forms.CharField(
        widget=forms.HiddenInput,
        max_length=MOST_LETTERS,
        error_messages={
            "required": "No passkey was made. Try again.",
            "max_length": "That is not a passkey. Try again.",
        },
    )

    def clean_answer(self) -> dict[str, Any]:
        """Return the answer as a mapping with an `id` and a `response`."""
        return answer_in(self.cleaned_data["answer"])


class AppForm(forms.Form):
    """The code that an app shows."""

    code = forms.CharField(
        label="The code that the app shows now",
        help_text="It has six numbers. It changes every half minute.",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Write the code that the app shows."},
    )


class NewCardForm(forms.Form):
    """The picture that will go with a new card."""

    picture = PictureField(
        label="Choose a picture",
        help_text="Keep it in mind. It is not printed on the card.",
    )


class FindForm(forms.Form):
    """The name of someone who lost their card."""

    name = forms.CharField(
        label="What are they called here?",
        help_text="The whole name, as they use it here.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Write their name."},
    )


class NameForm(forms.Form):
    """What to call someone who would like to join."""

    name = forms.CharField(
        label="What would you like to be called?",
        help_text="Any name you like. You can leave out your family name.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false"}),
        error_messages={"required": "Write what you would like to be called."},
    )
