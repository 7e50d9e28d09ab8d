"""Fields that read what people write: an hour, an amount of money, words on lines of their own."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from smallplaces.systems.local_market.queries.saying import hour_as_said

LONGEST = 20_000
MOST_POUNDS = 1_000_000
UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
HOUR = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?\s*(am|pm)?")
NAMED_HOURS = {"midday": time(12), "noon": time(12), "midnight": time(0)}
POUNDS = re.compile(r"£?\s*([0-9]{1,3}(?:,?[0-9]{3})*)(?:\.([0-9]{2}))?\s*(?:pounds?)?")
PENCE = re.compile(r"([0-9]{1,4})\s*p(?:ence)?")


class OwnWords(forms.CharField):
    """Words as people write them: what cannot be shown is left out, never a reason to refuse."""

    def to_python(self, value: Any) -> str:
        """Return the words with plain line ends and without signs that nobody can read."""
        words = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        return UNSHOWABLE.sub(" ", words).strip()


class HourField(forms.CharField):
    """An hour of the day: "10am", "7.30pm", "midday", "19:30". Empty is None."""

    def to_python(self, value: Any) -> Any:
        """Return the time, or None. Raises ValidationError with a sentence."""
        words = " ".join(str(value or "").casefold().split())
        if not words:
            return None
        return NAMED_HOURS.get(words) or _hour(words)

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return hour_as_said(value) if isinstance(value, time) else value


def _hour(words: str) -> time:
    found = HOUR.fullmatch(words)
    if found is None:
        raise ValidationError("Write the time like 10am or 7.30pm.")
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    if found[5]:
        hour = hour % 12 + (12 if found[5] == "pm" else 0) if 1 <= hour <= 12 else 99
    elif 1 <= hour <= 12 and len(found[0]) < len("09:00"):
        raise ValidationError(f"Is that in the morning or the evening? Write {hour}am or {hour}pm.")
    try:
        return time(hour, minute, second, int((found[4] or "").ljust(6, "0")))
    except ValueError:
        raise ValidationError("Write the time like 10am or 7.30pm.") from None


class PoundsField(forms.CharField):
    """An amount of money: "2.50", "£12", "50p", "free". Kept in whole pence; empty is None."""

    def to_python(self, value: Any) -> Any:
        """Return whole pence, or None. Raises ValidationError with a sentence."""
        words = " ".join(str(value or "").casefold().split())
        if not words:
            return None
        if words in ("free", "nothing"):
            return 0
        if found := PENCE.fullmatch(words):
            return int(found[1])
        found = POUNDS.fullmatch(words)
        if found is None or int(found[1].replace(",", "")) > MOST_POUNDS:
            raise ValidationError("Write the price like 2.50 or £12. Write 0 when it is free.")
        return int(found[1].replace(",", "")) * 100 + int(found[2] or 0)

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the box."""
        return f"{value // 100}.{value % 100:02}" if isinstance(value, int) else value


class LinesField(forms.CharField):
    """Several short texts, one on each line, kept as a tuple."""

    def to_python(self, value: Any) -> Any:
        """Return what is on each line that says something."""
        words = UNSHOWABLE.sub(" ", str(value or ""))
        return tuple(line.strip() for line in words.splitlines() if line.strip())

    def prepare_value(self, value: Any) -> Any:
        """Return the lines as one text."""
        return "\n".join(value) if isinstance(value, tuple) else value
