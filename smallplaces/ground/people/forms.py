"""What people type to open the door."""

from django import forms


class SignInForm(forms.Form):
    """An e-mail address to which a link is sent."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link. There is no password to remember.",
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
