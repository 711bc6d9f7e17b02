"""What staff type about one place: who comes, when, what comes back; and the mix."""

from typing import Any

from django import forms

from events.booking.allocations import Plan
from events.booking.group_forms import MoveForm, NameForm
from events.models import Allocation, Event
from portal.body.models import Agency, Area
from portal.core.fields import OneLineField, PoundsField, UKDateTimeField

WHY = "Stands in the history with your name. It is not sent."


class ReasonForm(forms.Form):
    reason = OneLineField(
        label="Why",
        max_length=200,
        help_text=WHY,
        error_messages={"required": "Say why, for whoever looks at it later."},
    )


class SubstituteForm(NameForm):
    """Who comes instead. A reason sets the policy's hour aside."""

    reason = OneLineField(
        label="Why the rules are set aside",
        max_length=200,
        required=False,
        help_text=f"Only after the hour of the policy. {WHY}",
    )


class StaffMoveForm(MoveForm):
    reason = OneLineField(
        label="Why the rules are set aside",
        max_length=200,
        required=False,
        help_text=f"Only after the hour of the policy. {WHY}",
    )


class GiveUpForm(ReasonForm):
    """Why a place is given up, and what comes back where the terms are set aside."""

    pence = PoundsField(
        label="What comes back, in pounds",
        required=False,
        help_text="Empty means by the terms, as said. From the sum of the payment "
        "policy on, a second person has to agree before it goes.",
    )

    @property
    def decided(self) -> int | None:
        return self.cleaned_data["pence"]


class AllocationForm(forms.Form):
    name = OneLineField(
        label="Name",
        max_length=60,
        help_text="Such as: Midwifery.",
        error_messages={"required": "Enter a name, such as: Midwifery."},
    )
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label="Kinds of agency",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Areas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Who works for one of the agencies, or in one of the areas, belongs "
        "here. Of several parts the first wins.",
    )
    minimum = forms.IntegerField(
        label="Places kept",
        min_value=0,
        max_value=100_000,
        initial=0,
        help_text="Nobody else may take these until the day below.",
        error_messages={"required": "Enter a number, or 0."},
    )
    maximum = forms.IntegerField(
        label="At most",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="Holds for good. Empty means up to the capacity.",
    )
    release_at = UKDateTimeField(
        label="Kept until",
        required=False,
        help_text="UK time. Then what is left is offered to those who wait, and free "
        "for everybody. Empty means until booking closes.",
    )

    def __init__(
        self, *args: Any, event: Event, allocation: Allocation | None, **more: Any
    ) -> None:
        if allocation is not None:
            more.setdefault("initial", _initial_of(allocation))
        super().__init__(*args, **more)
        self.event, self.allocation = event, allocation
        self.fields["agencies"].queryset = Agency.objects.filter(in_use=True)
        self.fields["areas"].queryset = Area.objects.filter(in_use=True)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = self.event.allocations.filter(name__iexact=name)
        if self.allocation is not None:
            others = others.exclude(pk=self.allocation.pk)
        if others.exists():
            raise forms.ValidationError("Another part of this event has that name.")
        return name

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        most, least = typed.get("maximum"), typed.get("minimum")
        if most is not None and least is not None and most < least:
            self.add_error("maximum", "At most is less than what is kept.")
        if not typed.get("agencies") and not typed.get("areas"):
            self.add_error("agencies", "Choose at least one agency or area.")
        return typed

    def plan(self) -> Plan:
        typed = self.cleaned_data
        return Plan(
            typed["name"],
            typed["minimum"],
            typed["maximum"],
            typed["release_at"],
            list(typed["agencies"]),
            list(typed["areas"]),
        )


def _initial_of(allocation: Allocation) -> dict[str, object]:
    return {
        "name": allocation.name,
        "agencies": list(allocation.agencies.all()),
        "areas": list(allocation.areas.all()),
        "minimum": allocation.minimum,
        "maximum": allocation.maximum,
        "release_at": allocation.release_at,
    }
