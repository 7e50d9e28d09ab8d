"""What people choose when they leave. Forms clean; they never save."""

from django import forms


class AskToBeForgottenForm(forms.Form):
    """Whether to hide everything meanwhile, and that one has read what goes and what stays."""

    hide = forms.TypedChoiceField(
        label="What should happen until then?",
        choices=[
            ("yes", "Hide all of it from everyone now"),
            ("no", "Leave it as it is, so I can go on"),
        ],
        coerce=lambda said: said == "yes",
        initial="yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what should happen until then.",
            "invalid_choice": "Choose what should happen until then.",
        },
    )
    has_read = forms.BooleanField(
        label="I have read what goes and what stays",
        error_messages={"required": "Tick this when you have read it."},
    )
