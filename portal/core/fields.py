"""Fields: what people type about the body's own business, whoever they are.

A moment is UK time even where a person's own screens show another zone, and a sum is
typed in pounds and kept in pence.
"""

import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .clock import UK
from .words import in_uk

MOST_POUNDS = 100_000
TURNING_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def uk_moment(day: date, hours: time) -> datetime:
    """Return the moment at which a clock in the UK shows this.

    Of the hour that comes twice in October the first is meant. Raises
    ValidationError for the hour that never comes in March.
    """
    moment = datetime.combine(day, hours, tzinfo=UK)
    there_and_back = in_uk(datetime.fromtimestamp(moment.timestamp(), tz=UK))
    if there_and_back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise ValidationError(
            "The clocks go forward then, so that time never comes. Enter a later one.",
            code="no_such_time",
        )
    # As the database gives moments back: two readings of the hour that comes twice
    # are never equal across zones.
    return moment.astimezone(UTC)


def one_line(text: str) -> str:
    """Return the text without line ends, controls or marks that turn its direction.

    In a name they would break the header of a mail, or make it read as another's.
    """
    visible = (
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter
        for letter in text
        if letter not in TURNING_MARKS
    )
    return " ".join("".join(visible).split())


class OneLineField(forms.CharField):
    """A name, a title: one line, whatever was pasted."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


class UKDateTimeField(forms.DateTimeField):
    """A moment, typed and shown as UK time."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, datetime) and timezone.is_aware(value):
            return in_uk(value).replace(tzinfo=None)
        return value

    def to_python(self, value: Any) -> datetime | None:
        # Read as what a clock shows, in a zone whose clocks never change, and only
        # then placed: the zone that happens to be active belongs to the reader.
        with timezone.override(UTC):
            typed = super().to_python(value)
        return None if typed is None else uk_moment(typed.date(), typed.time())

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class PoundsField(forms.DecimalField):
    """A sum typed as pounds, such as 95 or £95.50, and handed on as whole pence."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            min_value=options.pop("min_value", 0),
            max_value=options.pop("max_value", MOST_POUNDS),
            decimal_places=2,
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{value // 100}.{value % 100:02}" if value % 100 else value // 100
        return value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("£", "").replace(",", "").strip()
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * Decimal(100))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((self.clean(data) or 0) != (initial or 0))
        except ValidationError:
            return True
