"""The pictures that a person can choose for their card, and how a form shows them.

Each is drawn in templates/keys/_picture.html. Names are one plain word, so that a picture can be
said aloud or read by a screen reader.
"""

from django import forms

PICTURES = [
    (name.lower(), name)
    for name in (
        "Apple",
        "Ball",
        "Bell",
        "Bird",
        "Boat",
        "Book",
        "Bus",
        "Cat",
        "Chair",
        "Clock",
        "Cloud",
        "Cup",
        "Drum",
        "Fish",
        "Flower",
        "Hat",
        "House",
        "Kite",
        "Leaf",
        "Moon",
        "Star",
        "Sun",
        "Tree",
        "Umbrella",
    )
]


class PictureField(forms.ChoiceField):
    """One of the pictures."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            choices=PICTURES,
            widget=forms.RadioSelect,
            error_messages={
                "required": "Choose a picture.",
                "invalid_choice": "Choose one of the pictures.",
            },
        )
