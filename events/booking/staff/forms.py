"""Forms of the staff screens: one step, one person, one search at a time."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db.models import Q

from events.booking import people
from events.booking.forms import INVOICE, PayForm
from events.booking.invitations import Guest
from events.booking.people import Person
from events.models import Event, Ticket, TicketType, Who
from portal.core.words import pounds_short, uk_date
from portal.notifications.models import Outcome
from portal.payments.forms import OF_PAYER

MOST_GUESTS = 500
LONGEST_GUEST = 400
LONGEST_ADDRESS = 254


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label="Capacity",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="Most places that may be taken. Empty means without limit.",
    )


class CancelEventForm(forms.Form):
    """The title or the reference is typed, so that no press alone calls it off."""

    typed = forms.CharField(
        label="Title or reference of the event",
        max_length=200,
        help_text="Typed, so that it is this one and no other. Case does not matter.",
        error_messages={"required": "Type the title or the reference of the event."},
    )
    reason = forms.CharField(
        label="Why it is cancelled",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the message to everyone who had a place or waited.",
        error_messages={"required": "Say why it is cancelled."},
    )

    def __init__(self, *args: Any, event: Event, **options: Any) -> None:
        super().__init__(*args, **options)
        self.event = event

    def clean_typed(self) -> str:
        typed = " ".join(self.cleaned_data["typed"].split()).casefold()
        title = " ".join(self.event.title.split()).casefold()
        if typed not in {title, self.event.reference.casefold()}:
            raise forms.ValidationError(
                f"This is “{self.event.title}”, {self.event.reference}. Type one of "
                "the two."
            )
        return typed


class CancelBookingForm(forms.Form):
    reason = forms.CharField(
        label="Why it is cancelled",
        max_length=200,
        help_text="For your colleagues. It is not sent.",
        error_messages={"required": "Say why, for whoever looks at it later."},
    )


class PersonForm(forms.Form):
    """Who gets the place, and which. Somebody who was found is not typed again."""

    name = forms.CharField(
        label="Name", max_length=150, error_messages={"required": "Enter a name."}
    )
    email = forms.EmailField(
        label="E-mail address",
        help_text="The confirmation goes there.",
        error_messages={
            "required": "Enter an e-mail address.",
            "invalid": "Enter an e-mail address with an @ sign.",
        },
    )
    ticket_type = forms.ModelChoiceField(
        label="Ticket",
        queryset=TicketType.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a ticket."},
    )
    reason = forms.CharField(
        label="Why the rules are set aside",
        required=False,
        max_length=200,
        help_text="Only where they say no, or where a place that costs something is "
        "given free. Stands in the history with your name.",
    )

    def __init__(self, *args, event, said, person=None, walk_in=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.walk_in = walk_in
        self.found = person
        kinds = list(event.ticket_types.all())
        self.fields["ticket_type"].queryset = event.ticket_types.all()
        self.fields["ticket_type"].label_from_instance = lambda kind: _offer(
            kind, said.get(kind.pk)
        )
        fitting = [kind for kind in kinds if not said.get(kind.pk)]
        self.initial.setdefault("ticket_type", (fitting or kinds or [None])[0])
        if walk_in:
            self.fields["reason"].widget = forms.HiddenInput()
            self.fields["email"].required = False
            self.fields[
                "email"
            ].help_text = (
                "May stay empty. With it, the attendance reaches their own record."
            )
        if person is not None:
            del self.fields["name"]
        if person is not None and person.email:
            del self.fields["email"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def person(self) -> Person:
        email = self.cleaned_data.get("email", "")
        if self.found is not None:
            return replace(self.found, email=self.found.email or email)
        name = self.cleaned_data["name"]
        return people.at_address(email, name=name) if email else Person(name, "")


def _offer(kind: TicketType, refusal: str | None) -> str:
    words = f"{kind.name}, {pounds_short(kind.price_pence)}"
    if kind.who == Who.STAFF:
        words += ", given by staff"
    return f"{words}. The rules say no: “{refusal}”" if refusal else words


class StaffPayForm(PayForm):
    """Who pays for the place that staff book: nobody, the person, an organisation."""

    FREE, LINK = "free", "link"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pays_by"].label = "Who pays?"
        self.fields["pays_by"].choices = [
            (self.LINK, "The person, by a link that we mail"),
            (INVOICE, "An organisation, by invoice"),
            (self.FREE, "Nobody: the place is given free, with a reason"),
        ]
        self.initial.setdefault("pays_by", self.LINK)
        for name in (*OF_PAYER, "order_number"):
            self.fields[name].help_text = "Only for an invoice."

    @property
    def is_free(self) -> bool:
        return self.cleaned_data["pays_by"] == self.FREE


class BookingsFilterForm(forms.Form):
    """Which bookings of an event to list."""

    KEPT, CANCELLED, FLAGGED = "kept", "cancelled", "flagged"
    q = forms.CharField(label="Name, address or number", required=False, max_length=100)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            (KEPT, "Places taken"),
            (FLAGGED, "Flagged"),
            (CANCELLED, "Cancelled and lapsed"),
            ("", "All"),
        ],
    )

    def narrow(self, tickets, *, at: datetime):
        if not self.is_valid():
            return tickets
        show, words = self.cleaned_data["show"], self.cleaned_data["q"].strip()
        taken = Ticket.objects.taking_a_place(at).values("pk")
        if show == self.KEPT:
            tickets = tickets.filter(pk__in=taken)
        elif show == self.CANCELLED:
            tickets = tickets.exclude(pk__in=taken)
        elif show == self.FLAGGED:
            tickets = tickets.filter(pk__in=taken).exclude(flagged="")
        if words:
            tickets = tickets.filter(
                Q(name__icontains=words)
                | Q(email__icontains=words)
                | Q(member__number__icontains=words)
                | Q(booking__reference__iexact=words)
            )
        return tickets


class SearchForm(forms.Form):
    q = forms.CharField(
        label="Number, name or e-mail address",
        required=False,
        max_length=100,
    )


class ChosenForm(forms.Form):
    """Whom the address names: somebody that the search found."""

    member = forms.CharField(required=False, max_length=30)
    account = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class RefusalForm(SearchForm):
    event = forms.ChoiceField(label="Event", required=False)

    def __init__(self, *args, events, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [
            ("", "Choose an event"),
            *(
                (event.reference, f"{event.title}, {uk_date(event.starts_at)}")
                for event in events
            ),
        ]


class MessagesFilterForm(forms.Form):
    show = forms.ChoiceField(
        label="Show", required=False, choices=[("", "All"), *Outcome.choices]
    )

    def narrow(self, rows):
        chosen = self.cleaned_data["show"] if self.is_valid() else ""
        return rows.filter(outcome=chosen) if chosen else rows


class GuestsForm(forms.Form):
    """Many addresses at once, one to a line, each judged by itself."""

    guests = forms.CharField(
        label="Who to invite",
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One person to a line: an address, or a name and an address such as "
        "Jo Bright <jo@example.org>.",
        error_messages={"required": "Enter at least one address."},
    )

    def clean_guests(self) -> list[Guest]:
        lines = self.cleaned_data["guests"].splitlines()
        wrong, found = [], {}
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            guest = _guest(line)
            if guest is None:
                wrong.append(f"Line {number}: “{line.strip()[:80]}” is not an address.")
            else:
                found.setdefault(guest.email, guest)
        if len(found) > MOST_GUESTS:
            wrong.append(f"Invite at most {MOST_GUESTS} people at once.")
        if wrong:
            raise ValidationError(wrong[:50])
        return list(found.values())


_IN_BRACKETS = re.compile(r"^(?P<name>.*?)<(?P<email>[^<>]+)>[\s,;]*$")
_AT_THE_END = re.compile(r"^(?P<name>.*?)[\s,;]*(?P<email>[^\s,;]+@[^\s,;]+)[\s,;]*$")


def _guest(line: str) -> Guest | None:
    # Longer than any name and address, and long lines take a pattern long.
    if len(line) > LONGEST_GUEST:
        return None
    found = _IN_BRACKETS.match(line) or _AT_THE_END.match(line)
    if found is None:
        return None
    email = found["email"].strip().lower()
    if len(email) > LONGEST_ADDRESS:
        return None
    try:
        EmailValidator()(email)
    except ValidationError:
        return None
    return Guest(email, found["name"].strip(" \t,;\"'")[:150])
