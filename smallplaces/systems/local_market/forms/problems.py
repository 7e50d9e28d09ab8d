"""Something is wrong here, and what became of it."""

from django import forms

from smallplaces.ground.listings.actions.problems import LONGEST_REPLY_TO, LONGEST_WORDS

from .fields import OwnWords


class ProblemForm(forms.Form):
    """What is wrong, and how to answer if they like. No name, no account."""

    words = OwnWords(
        label="What is wrong?",
        help_text="It is closed, the time is not right, it was not safe: anything.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say in a few words what is wrong.",
            "max_length": f"Please keep it under {LONGEST_WORDS:,} letters.",
        },
    )
    reply_to = OwnWords(
        required=False,
        label="How can they answer you?",
        help_text="A phone number or an e-mail address. You can leave it empty.",
        max_length=LONGEST_REPLY_TO,
        error_messages={"max_length": "That is too long for an address or a phone number."},
    )


class SettleForm(forms.Form):
    """What was done about it."""

    answer = OwnWords(
        required=False,
        label="What did you do about it?",
        help_text="You keep this note. It is not shown on the page.",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": f"Please keep it under {LONGEST_WORDS:,} letters."},
    )
