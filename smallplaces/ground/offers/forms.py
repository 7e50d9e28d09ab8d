"""What people write when they give, ask, answer and meet."""

import datetime as dt
import re
from collections.abc import Iterable

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from smallplaces.ground.people.models import Person

from .models import Side

CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.IGNORECASE)
NOON = 12
CONTACT_HELP = (
    "A phone number, an e-mail address, or where you are often found. "
    "They read it only when you both say yes."
)


def sent_in(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with `request`, even nothing; None when the page is only read."""
    return request.POST if request.method == "POST" else None


def textarea(rows: int, longest: int) -> forms.Textarea:
    """Return a box of `rows` lines."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": longest})


class OfferForm(forms.Form):
    """Something to give."""

    words = forms.CharField(
        label="What would you like to give, or do with someone?",
        help_text="For example: I can help mend bikes. I would like to play chess.",
        widget=textarea(3, 300),
        max_length=300,
        error_messages={"required": "Write what you would like to give."},
    )


class AskForm(forms.Form):
    """Asking to be introduced."""

    opening_words = forms.CharField(
        label="What would you like to say first?",
        help_text="They will read this. You do not have to give your name or say why.",
        widget=textarea(4, 1000),
        max_length=1000,
        error_messages={"required": "Write a few words for them to read."},
    )
    contact = forms.CharField(
        label="How could they reach you, if you both say yes?",
        help_text=CONTACT_HELP,
        max_length=300,
        required=False,
    )
    go_between = forms.ChoiceField(
        label="Would you like someone to help?",
        help_text="They will know that you asked and read what you write here. "
        "They never see how to reach you.",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, go_betweens: Iterable[Person], **kwargs: object) -> None:
        """Offer `go_betweens` to choose from, and nobody first."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.people = {str(person.code): person for person in go_betweens}
        choices = [("", "No, thank you")]
        choices += [(code, person.name) for code, person in self.people.items()]
        field = self.fields["go_between"]
        if isinstance(field, forms.ChoiceField):
            field.choices, field.required, field.initial = choices, False, ""
        if not self.people:
            del self.fields["go_between"]

    def clean_go_between(self) -> Person | None:
        """Return the person chosen, or None."""
        return self.people.get(self.cleaned_data["go_between"])


class AnswerForm(forms.Form):
    """Yes, not now or no."""

    answer = forms.ChoiceField(
        label="Would you like to be introduced?",
        widget=forms.RadioSelect,
        choices=[
            (Side.Answer.YES.value, "Yes"),
            (Side.Answer.NOT_NOW.value, "Not now"),
            (Side.Answer.NO.value, "No"),
        ],
        error_messages={"required": "Choose yes, not now or no."},
    )
    contact = forms.CharField(
        label="If yes, how could they reach you?",
        help_text=CONTACT_HELP,
        max_length=300,
        required=False,
    )
    may_tell_go_between = forms.BooleanField(
        label="The person who helps with this may know what I answered", required=False
    )

    def __init__(self, *args: object, has_go_between: bool, **kwargs: object) -> None:
        """Ask about the go-between only when there is one."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not has_go_between:
            del self.fields["may_tell_go_between"]


class ContactForm(forms.Form):
    """How the other side can reach this one."""

    contact = forms.CharField(
        label="How can they reach you?", help_text=CONTACT_HELP, max_length=300, required=False
    )


class MeetingForm(forms.Form):
    """When and where to meet."""

    day = forms.DateField(
        label="Which day?",
        help_text="For example, 3 3 2027",
        widget=forms.SelectDateWidget,
        error_messages={
            "required": "Say which day.",
            "invalid": "That is not a day. Write it like 3 3 2027.",
        },
    )
    time = forms.CharField(
        label="What time?",
        help_text="For example, 2pm or 10.30am",
        max_length=10,
        error_messages={"required": "Say what time."},
    )
    meet_where = forms.CharField(
        label="Where?",
        help_text="Somewhere public is a good start, like a café or a library.",
        max_length=300,
        error_messages={"required": "Say where you would like to meet."},
    )

    def clean_time(self) -> dt.time:
        """Return the time of day from words like "2pm", "2.30 pm" or "14:30"."""
        read = read_time(self.cleaned_data["time"])
        if read is None:
            raise forms.ValidationError("Write the time like 2pm or 10.30am.")
        return read

    def meet_at(self) -> dt.datetime:
        """Return the moment chosen, where this place is. Needs a valid form."""
        return timezone.make_aware(
            dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"])
        )


def read_time(words: str) -> dt.time | None:
    """Return the time of day that `words` say, or None. Without am or pm it is a 24-hour clock."""
    found = CLOCK.fullmatch(words.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower()
    if half and not 1 <= hour <= NOON:
        return None
    if half:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    try:
        return dt.time(hour, minute)
    except ValueError:
        return None


class HowWasItForm(forms.Form):
    """How a first meeting was."""

    how = forms.ChoiceField(
        label="How was it?",
        widget=forms.RadioSelect,
        choices=Side.HowWasIt.choices,
        error_messages={"required": "Choose what fits best."},
    )
    words = forms.CharField(
        label="Is there anything you would like to say?",
        help_text="They will read this when they have said how it was too, or after two weeks.",
        widget=textarea(3, 1000),
        max_length=1000,
        required=False,
    )
