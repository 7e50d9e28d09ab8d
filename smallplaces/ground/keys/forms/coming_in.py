"""What people type to open the door."""

import json
from typing import Any

from django import forms

from .pictures import PictureField

OWN, SHARED = "own", "shared"
MOST_LETTERS = 20_000


class DeviceForm(forms.Form):
    """Whose phone or computer this is. Who does not say is signed out when it is closed."""

    device = forms.ChoiceField(
        label="Is this your own phone or computer?",
        choices=[
            (SHARED, "Other people use it too. Sign me out when I close it."),
            (OWN, "It is mine. Keep me signed in for 30 days."),
        ],
        initial=SHARED,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two."},
    )

    @property
    def is_own(self) -> bool:
        """Return whether it is the person's own. Only after the form was found valid."""
        return bool(self.cleaned_data["device"] == OWN)


class SignInForm(forms.Form):
    """An e-mail address to which a link is sent."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a letter. There is no password to remember.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Write your e-mail address.",
            "invalid": "That is not an e-mail address. It needs an @, like name@example.org.",
        },
    )


class JoinForm(SignInForm):
    """What to call someone who would like to join, and where to send the link."""

    field_order = ("name", "email")
    name = forms.CharField(
        label="What would you like to be called?",
        help_text="Any name you like. You can leave out your family name.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "nickname", "spellcheck": "false"}),
        error_messages={"required": "Write what you would like to be called."},
    )


class CardForm(forms.Form):
    """The number and the code on a printed card."""

    number = forms.CharField(
        label="The number on your card",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Write the number on your card."},
    )
    code = forms.CharField(
        label="The code on your card",
        help_text="Big or small letters, spaces and dashes do not matter.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Write the code on your card."},
    )


class CodeForm(DeviceForm):
    """The code from a letter."""

    field_order = ("code", "device")
    code = forms.CharField(
        label="The code from the e-mail",
        help_text="It has six letters or numbers. Big or small letters do not matter.",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}
        ),
        error_messages={"required": "Write the code from the e-mail."},
    )


class PictureForm(DeviceForm):
    """The picture that goes with a card."""

    field_order = ("picture", "device")
    picture = PictureField(label="Which picture did you choose?")


class PasskeyForm(DeviceForm):
    """What the browser answers when it is asked for a passkey."""

    answer = forms.CharField(
        widget=forms.HiddenInput,
        max_length=MOST_LETTERS,
        error_messages={
            "required": "No passkey was used. Try again, or choose another way.",
            "max_length": "That is not a passkey. Try again.",
        },
    )

    def clean_answer(self) -> dict[str, Any]:
        """Return the answer as a mapping with an `id` and a `response`."""
        return answer_in(self.cleaned_data["answer"])


def answer_in(text: str) -> dict[str, Any]:
    """Return what a browser answered. Raises ValidationError for anything of another shape."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        answer = None
    fits = isinstance(answer, dict) and isinstance(answer.get("id"), str)
    if not fits or not isinstance(answer.get("response"), dict):
        raise forms.ValidationError("That is not a passkey. Try again.")
    return dict(answer)
