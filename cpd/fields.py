"""Fields: time spent, as people write it."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_CLOCK = re.compile(r"(?P<hours>\d{1,4})[:.](?P<minutes>[0-5]\d)")
_UNITS = re.compile(
    r"(?:(?P<hours>\d{1,4}(?:[.,]\d{1,2})?)\s*h(?:ours?|rs?)?)?\s*"
    r"(?:(?:and\s*)?(?P<minutes>\d{1,4})\s*m(?:in(?:ute)?s?)?)?"
)
_HOURS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?")
_QUARTERS = {"¼": ".25", "½": ".5", "¾": ".75"}
MINUTES_AN_HOUR = 60


def minutes_in(text: str) -> int | None:
    """Return the minutes in 1:30, 1.5, 1½, 1 h 30 min or 90 min; None if unclear."""
    words = text.strip().lower()
    for sign, decimal in _QUARTERS.items():
        words = re.sub(rf"(\d*)\s*{sign}", rf"\g<1>{decimal}", words)
    if words.startswith("."):
        words = f"0{words}"
    if ":" in words:
        found = _CLOCK.fullmatch(words)
        if not found:
            return None
        return int(found["hours"]) * MINUTES_AN_HOUR + int(found["minutes"])
    if _HOURS.fullmatch(words):
        return _of_hours(words)
    found = _UNITS.fullmatch(words)
    if not words or not found or not any(found.groups()):
        return None
    return _of_hours(found["hours"] or "0") + int(found["minutes"] or 0)


def _of_hours(words: str) -> int:
    return round(float(words.replace(",", ".")) * MINUTES_AN_HOUR)


class TimeSpentField(forms.CharField):
    """Time spent. The value is minutes; it is shown as 1:30."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20)
        options.setdefault(
            "widget",
            forms.TextInput(attrs={"class": "w-s", "autocomplete": "off"}),
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return 0
        minutes = minutes_in(text)
        if minutes is None:
            raise ValidationError("Enter hours and minutes, such as 1:30")
        return minutes

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"])

    def run_validators(self, value: Any) -> None:
        """Say nothing of the length of a number."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value // MINUTES_AN_HOUR}:{value % MINUTES_AN_HOUR:02}"
        return value


class DayField(forms.DateField):
    """A day, by the browser's own calendar, or typed as people here write it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault(
            "widget",
            forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}),
        )
        options.setdefault(
            "input_formats",
            ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"],
        )
        messages = {"invalid": "Enter a day, such as 9/12/2026"}
        options["error_messages"] = messages | options.get("error_messages", {})
        super().__init__(**options)
