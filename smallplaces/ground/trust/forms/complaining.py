"""What people say when something is wrong with their data, and what they are answered."""

from collections.abc import Sequence

from django import forms

from smallplaces.ground.people.models import Person

from ..models import Complaint
from ..rules import LONGEST_COMPLAINT


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
