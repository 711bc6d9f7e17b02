"""What staff type about an access code."""

from typing import Any

from django import forms

from events.booking import codes
from events.models import AccessCode, Event
from portal.core.fields import OneLineField, UKDateTimeField

HERE, COURSE = "event", "course"


class CodeChangeForm(forms.Form):
    """What may change later: for whom it is, how many places, until when."""

    label = OneLineField(
        label="What it is for",
        max_length=100,
        help_text="As you know it, such as: trainees of Eastmere, autumn.",
        error_messages={"required": "Enter what it is for."},
    )
    owner = OneLineField(
        label="Who answers for it",
        max_length=150,
        help_text="A funder, an employer, a team.",
        error_messages={"required": "Enter who answers for it."},
    )
    cost_centre = OneLineField(label="Cost centre", max_length=60, required=False)
    places = forms.IntegerField(
        label="Places it pays for",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Empty means any number. Fewer than are used stops further ones.",
    )
    ends_at = UKDateTimeField(
        label="Good until",
        required=False,
        help_text="UK time. Empty means as long as bookings are taken.",
    )

    @staticmethod
    def initial_of(code: AccessCode) -> dict[str, object]:
        names = ("label", "owner", "cost_centre", "places", "ends_at")
        return {name: getattr(code, name) for name in names}


class CodeForm(CodeChangeForm):
    code = forms.CharField(
        label="Code",
        max_length=codes.LONGEST,
        required=False,
        help_text="Letters and digits. Left empty, one is made that nobody guesses: "
        "that is safer than a word.",
    )
    scope = forms.ChoiceField(
        label="Good for",
        choices=[(HERE, "This event alone"), (COURSE, "Every date of its course")],
        initial=HERE,
        widget=forms.RadioSelect,
    )
    percent_off = forms.IntegerField(
        label="Per cent off",
        initial=100,
        min_value=0,
        max_value=100,
        help_text="100 pays for all of it; 0 opens the door and pays nothing.",
        error_messages={"required": "Enter the per cent, from 0 to 100."},
    )
    places_per_booking = forms.IntegerField(
        label="Places in one booking",
        initial=1,
        min_value=1,
        max_value=200,
        error_messages={"required": "Enter how many, such as 1."},
    )
    starts_at = UKDateTimeField(
        label="Good from", required=False, help_text="UK time. Empty means at once."
    )
    field_order = (
        "label",
        "code",
        "scope",
        "percent_off",
        "places",
        "places_per_booking",
        "starts_at",
        "ends_at",
        "owner",
        "cost_centre",
    )

    def __init__(self, *args: Any, event: Event, **more: Any) -> None:
        super().__init__(*args, **more)
        self.event = event
        if event.course_id is None:
            del self.fields["scope"]

    def clean_code(self) -> str:
        typed = codes.uniform(self.cleaned_data["code"])
        if typed and not typed.isalnum():
            raise forms.ValidationError("Use letters and digits alone.")
        if typed and len(typed) < 6:  # noqa: PLR2004 - said in the message
            raise forms.ValidationError("Use at least 6 letters and digits.")
        return typed

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It would end before it starts.")
        return typed

    def facts(self) -> dict[str, Any]:
        """Return what `codes.make` is told."""
        typed = dict(self.cleaned_data)
        of_course = typed.pop("scope", HERE) == COURSE
        typed["event"] = None if of_course else self.event
        typed["course"] = self.event.course if of_course else None
        return typed
