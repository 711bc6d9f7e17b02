"""The screen of one event: its fields, sessions, ticket types and speakers as one.

They are typed on one page, checked together and saved together by one verb.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseFormSet, formset_factory

from events.catalogue.plans import (
    DESCRIBING,
    Plan,
    Sitting,
    SpeakerLine,
    TicketTypeLine,
)
from events.models import Event, Who
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.fields import PoundsField, UKDateTimeField, uk_moment
from portal.core.words import in_uk

LONGEST_DESCRIPTION = 20_000

# The regulator's four, by the keys that people's CPD records use for them.
THEMES_OF_THE_CODE = [
    ("prioritise", "Prioritise people"),
    ("practise", "Practise effectively"),
    ("preserve", "Preserve safety"),
    ("promote", "Promote professionalism and trust"),
]


@dataclass(frozen=True)
class Error:
    label: str
    words: str
    target: str = ""


class EventForm(forms.ModelForm):
    """The describing fields; the capacity only while it is nobody's yet."""

    booking_opens_at = UKDateTimeField(
        label="Booking opens",
        required=False,
        help_text="UK time. Empty means as soon as it is published.",
    )
    booking_closes_at = UKDateTimeField(
        label="Booking closes",
        required=False,
        help_text="UK time. Empty means when it starts.",
    )
    description = forms.CharField(
        label="What it is",
        required=False,
        max_length=LONGEST_DESCRIPTION,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="An empty line starts a new paragraph.",
    )

    suggested_themes = forms.MultipleChoiceField(
        label="Themes of the Code it bears on",
        required=False,
        choices=THEMES_OF_THE_CODE,
        widget=forms.CheckboxSelectMultiple,
        help_text="Proposed in people's CPD records. They decide.",
    )

    class Meta:
        model = Event
        fields = [*DESCRIBING, "capacity", "topics", "trainers"]
        labels = {
            "is_special": "Special edition of its series",
            "place": "Place, in lists",
            "host": "Hosted by another body",
            "host_url": "Where it is booked",
            "way_in": "Who may book",
            "cpd_minutes": "Minutes of CPD",
            "join_opens_minutes": "Doors open, minutes before the start",
            "trainers": "Who may open the register",
        }
        help_texts = {"topics": "", "cpd_minutes": "60 for an hour.", "trainers": ""}
        error_messages = {
            "title": {"required": "Enter a title."},
            "summary": {"required": "Enter a sentence or two on what it is about."},
            "audience": {"required": "Enter who it is for."},
            "cpd_minutes": {"required": "Enter the minutes of CPD, or 0."},
            "join_opens_minutes": {"required": "Enter the minutes, or 0."},
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "audience": forms.Textarea(attrs={"rows": 2}),
            "topics": forms.CheckboxSelectMultiple,
            "trainers": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["series"].empty_label = "None"
        self.fields["course"].empty_label = "None"
        trainers = Q(groups__name=Role.TRAINER, is_active=True)
        if self.instance.pk:
            trainers |= Q(trains=self.instance)
        self.fields["trainers"].queryset = (
            User.objects.filter(trainers).order_by("name", "pk").distinct()
        )
        if not self.instance.is_draft:
            del self.fields["capacity"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens = cleaned.get("booking_opens_at")
        closes = cleaned.get("booking_closes_at")
        if opens and closes and closes <= opens:
            self.add_error("booking_closes_at", "Booking closes before it opens.")
        if cleaned.get("host") and not cleaned.get("host_url"):
            self.add_error("host_url", "Enter the address where people book it.")
        if cleaned.get("host_url") and not cleaned.get("host"):
            self.add_error("host", "Enter who hosts it.")
        return cleaned


class LineForm(forms.Form):
    """One row. A spare one is for whoever has no script to add rows with."""

    # How many tickets stand on the line; with any, it cannot be removed.
    sold = 0

    @property
    def is_spare(self) -> bool:
        return self.empty_permitted and not (self.is_bound and self.has_changed())


class SittingForm(LineForm):
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    day = forms.DateField(
        label="Day",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Enter the day."},
    )
    starts = forms.TimeField(
        label="Starts",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Enter when it starts."},
    )
    ends = forms.TimeField(
        label="Ends",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Enter when it ends."},
    )
    title = forms.CharField(
        label="Name of the session",
        required=False,
        max_length=100,
        help_text="Such as: Day 1.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        for name in ("starts", "ends"):
            if day and cleaned.get(name):
                try:
                    cleaned[f"{name}_at"] = uk_moment(day, cleaned[name])
                except ValidationError as error:
                    self.add_error(name, error)
        if {"starts_at", "ends_at"} <= cleaned.keys() and (
            cleaned["ends_at"] <= cleaned["starts_at"]
        ):
            self.add_error("ends", "It ends before it starts.")
        return cleaned

    @staticmethod
    def initial_of(sitting: Sitting) -> dict[str, object]:
        starts, ends = in_uk(sitting.starts_at), in_uk(sitting.ends_at)
        return {
            "key": sitting.key,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
            "title": sitting.title,
        }

    def line(self) -> Sitting:
        typed = self.cleaned_data
        return Sitting(
            typed["starts_at"], typed["ends_at"], typed["title"], typed["key"]
        )


class TicketTypeForm(LineForm):
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label="Name",
        max_length=60,
        error_messages={"required": "Enter a name, such as: Member."},
    )
    who = forms.ChoiceField(label="Who may take it", choices=Who, initial=Who.MEMBERS)
    price_pence = PoundsField(
        label="Price in pounds", required=False, help_text="Empty means free."
    )
    quota = forms.IntegerField(
        label="At most",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="Empty means up to the capacity.",
    )

    @staticmethod
    def initial_of(line: TicketTypeLine) -> dict[str, object]:
        return {
            "key": line.key,
            "name": line.name,
            "who": line.who,
            "price_pence": line.price_pence or None,
            "quota": line.quota,
        }

    def line(self) -> TicketTypeLine:
        typed = self.cleaned_data
        return TicketTypeLine(
            typed["name"],
            typed["who"],
            typed["price_pence"] or 0,
            typed["quota"],
            typed["key"],
        )


class SpeakerForm(LineForm):
    key = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="Name", required=False, max_length=100)
    role = forms.CharField(
        label="Role",
        max_length=150,
        help_text="Such as: chair of the national review panel.",
        error_messages={"required": "Enter the role in which they speak."},
    )
    contribution = forms.CharField(label="Speaks about", required=False, max_length=200)

    @staticmethod
    def initial_of(line: SpeakerLine) -> dict[str, object]:
        return {
            "key": line.key,
            "name": line.name,
            "role": line.role,
            "contribution": line.contribution,
        }

    def line(self) -> SpeakerLine:
        typed = self.cleaned_data
        return SpeakerLine(
            typed["role"], typed["name"], typed["contribution"], typed["key"]
        )


class LinesFormSet(BaseFormSet):
    """Rows of one kind. Rows left blank, and rows to remove, are no lines."""

    def is_to_go(self, form: forms.Form) -> bool:
        return self._should_delete_form(form)

    def lines(self) -> list[Any]:
        return [
            form.line()
            for form in self.forms
            if form.has_changed() or form in self.initial_forms
            if form not in self.deleted_forms
        ]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove"


class TicketTypesFormSet(LinesFormSet):
    def clean(self) -> None:
        names = [
            form.cleaned_data.get("name", "").casefold()
            for form in self.forms
            if form.is_valid()
            and form.cleaned_data.get("name")
            and not self.is_to_go(form)
        ]
        if len(names) != len(set(names)):
            raise ValidationError("Give each ticket type a name of its own.")


def _rows(
    form: type[forms.Form], formset: type[BaseFormSet], **options: Any
) -> type[BaseFormSet]:
    return formset_factory(
        form, formset=formset, can_delete=True, validate_max=True, **options
    )


# The empty rows are for whoever has no script; with it they are added as needed.
SittingsFormSet = _rows(
    SittingForm, LinesFormSet, extra=2, min_num=1, validate_min=True, max_num=40
)
SpeakersFormSet = _rows(SpeakerForm, LinesFormSet, extra=3, max_num=60)
TicketsFormSet = _rows(TicketTypeForm, TicketTypesFormSet, extra=2, max_num=20)


class EventScreen:
    """The whole screen: the event's fields and its rows, typed and checked as one."""

    def __init__(
        self,
        event: Event,
        plan: Plan,
        data: Mapping[str, Any] | None = None,
        *,
        sold: Mapping[int, int] | None = None,
    ) -> None:
        self.form = EventForm(
            data,
            instance=event,
            initial={"topics": plan.topics, "trainers": plan.trainers},
        )
        self.sittings = None
        if event.is_draft:
            self.sittings = SittingsFormSet(
                data,
                prefix="sittings",
                initial=[SittingForm.initial_of(line) for line in plan.sittings],
                error_messages={"too_few_forms": "Add at least one session."},
            )
        self.tickets = TicketsFormSet(
            data,
            prefix="tickets",
            initial=[TicketTypeForm.initial_of(line) for line in plan.ticket_types],
        )
        self.speakers = SpeakersFormSet(
            data,
            prefix="speakers",
            initial=[SpeakerForm.initial_of(line) for line in plan.speakers],
        )

        for form in self.tickets.initial_forms:
            form.sold = (sold or {}).get(form.initial.get("key"), 0)

    @property
    def parts(self) -> list[Any]:
        rows = [self.sittings, self.tickets, self.speakers]
        return [self.form, *[part for part in rows if part is not None]]

    def is_valid(self) -> bool:
        # Each part is asked, so that every error shows at once.
        return all([part.is_valid() for part in self.parts])  # noqa: C419

    def plan(self) -> Plan:
        return Plan(
            sittings=tuple(self.sittings.lines()) if self.sittings else (),
            ticket_types=tuple(self.tickets.lines()),
            speakers=tuple(self.speakers.lines()),
            topics=tuple(self.form.cleaned_data["topics"]),
            trainers=tuple(self.form.cleaned_data["trainers"]),
        )

    def errors(self) -> list[Error]:
        """List what is wrong in the order of the page, each with where to go."""
        found = errors_of(self.form)
        for rows, one in (
            (self.sittings, "Session"),
            (self.tickets, "Ticket type"),
            (self.speakers, "Speaker"),
        ):
            found += errors_of_rows(rows, one) if rows is not None else []
        return found


def errors_of(form: forms.BaseForm, *, before: str = "") -> list[Error]:
    if not form.is_bound:
        return []
    found = [Error(before or "This form", words) for words in form.non_field_errors()]
    for field in form:
        label = f"{before}, {field.label.lower()}" if before else str(field.label)
        found += [Error(label, words, field.id_for_label) for words in field.errors]
    return found


def errors_of_rows(rows: BaseFormSet, one: str) -> list[Error]:
    if not rows.is_bound or rows.is_valid():
        return []
    found = [Error(f"{one}s", words) for words in rows.non_form_errors()]
    for number, form in enumerate(rows.forms, start=1):
        if not rows.is_to_go(form):
            found += errors_of(form, before=f"{one} {number}")
    return found
