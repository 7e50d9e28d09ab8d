"""What people type and choose to open the door."""

from .coming_in import (
    CardForm,
    CodeForm,
    DeviceForm,
    JoinForm,
    PasskeyForm,
    PictureForm,
    SignInForm,
)
from .keeping import AddPasskeyForm, AppForm, FindForm, NameForm, NamePasskeyForm, NewCardForm

__all__ = [
    "AddPasskeyForm",
    "AppForm",
    "CardForm",
    "CodeForm",
    "DeviceForm",
    "FindForm",
    "JoinForm",
    "NameForm",
    "NamePasskeyForm",
    "NewCardForm",
    "PasskeyForm",
    "PictureForm",
    "SignInForm",
]
