"""What people type to book a place that costs something, and to say who pays."""

from typing import Any

from django import forms

from events.models import Event, Ticket
from portal.accounts.models import User
from portal.body.models import Agency, Area, Profession
from portal.core.fields import OneLineField
from portal.payments import payers
from portal.payments.forms import OF_PAYER, PayerFields
from portal.payments.models import Payer

from .codes import LONGEST
from .places import Delegate

CARD, INVOICE = "card", "invoice"
NOT_LISTED = "Not in the list"


class DelegateForm(forms.Form):
    """Who comes. Somebody signed in is not asked for the address."""

    name = OneLineField(
        label="Your name",
        max_length=150,
        help_text="As it should stand on the record of attendance.",
        widget=forms.TextInput(attrs={"class": "w-l", "autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="We write there at once: the link in the mail opens your booking.",
        widget=forms.EmailInput(attrs={"class": "w-l", "autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )
    profession = forms.ModelChoiceField(
        Profession.objects.none(),
        label="Your profession",
        required=False,
        empty_label=NOT_LISTED,
    )
    kind_of_agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Kind of agency you work for",
        required=False,
        empty_label=NOT_LISTED,
        error_messages={"required": "Choose the kind of agency you work for"},
    )
    agency = OneLineField(
        label="Employer",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-l", "autocomplete": "organization"}),
    )
    area = forms.ModelChoiceField(
        Area.objects.none(),
        label="Area you work in",
        required=False,
        empty_label=NOT_LISTED,
        error_messages={"required": "Choose the area you work in"},
    )
    needs = forms.CharField(
        label="What you need to take part",
        max_length=1000,
        required=False,
        help_text="Such as step-free access, a hearing loop, large print. Only the "
        "events administrator and the trainers of this event read it.",
        widget=forms.Textarea(attrs={"rows": 3, "class": "w-l"}),
        error_messages={"max_length": "Say it in at most 1,000 letters"},
    )
    code = forms.CharField(
        label="Access code",
        max_length=LONGEST * 2,
        required=False,
        help_text="If a funder or your employer gave you one. It is no membership "
        "number.",
        widget=forms.TextInput(
            attrs={
                "class": "w-m",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": "Enter the access code that you were given",
            "max_length": "Access codes are shorter. Look at how it is written",
        },
    )
    accepts = forms.BooleanField(
        label="I have read what comes back when I cancel",
        error_messages={"required": "Say that you have read what comes back"},
    )

    def __init__(
        self, *args: Any, event: Event, user: User | None, needs_code: bool, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.user = user
        for name, model in (
            ("profession", Profession),
            ("kind_of_agency", Agency),
            ("area", Area),
        ):
            self.fields[name].queryset = model.objects.filter(in_use=True)
        shared = list(event.allocations.prefetch_related("agencies", "areas"))
        # Places are shared out by these, so they decide whether one is free.
        self.fields["kind_of_agency"].required = any(
            part.agencies.all() for part in shared
        )
        self.fields["area"].required = any(part.areas.all() for part in shared)
        self.fields["code"].required = needs_code
        if user is not None:
            del self.fields["email"]

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def delegate(self) -> Delegate:
        typed = self.cleaned_data
        user = self.user
        return Delegate(
            typed["name"],
            user.email if user is not None else typed["email"],
            user=user,
            agency=typed["agency"],
            kind_of_agency=typed["kind_of_agency"],
            profession=typed["profession"],
            area=typed["area"],
            needs=typed["needs"].strip(),
        )


class OfferForm(DelegateForm):
    """The same of a place that was offered: its price and its part are settled."""

    def __init__(self, *args: Any, event: Event, user: User | None, **more: Any):
        super().__init__(*args, event=event, user=user, needs_code=False, **more)
        del self.fields["code"]
        if event.allocations.exists():
            del self.fields["kind_of_agency"]
            del self.fields["area"]
        self.fields.pop("email", None)

    def delegate(self) -> Delegate:
        typed = self.cleaned_data
        return Delegate(
            typed["name"],
            "",
            agency=typed["agency"],
            kind_of_agency=typed.get("kind_of_agency"),
            profession=typed["profession"],
            area=typed.get("area"),
            needs=typed["needs"].strip(),
        )


class OwnDetailsForm(OfferForm):
    """What somebody corrects about their own place."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        del self.fields["accepts"]


def known_of(ticket: Ticket) -> dict[str, object]:
    """Return what a place says of its delegate, as these forms ask for it."""
    return {
        "name": ticket.name,
        "profession": ticket.profession_id,
        "kind_of_agency": ticket.kind_of_agency_id,
        "agency": ticket.agency,
        "area": ticket.area_id,
        "needs": ticket.access_need.text if hasattr(ticket, "access_need") else "",
    }


class PayForm(PayerFields):
    """How it is paid: by card at once, or by an organisation's invoice."""

    pays_by = forms.ChoiceField(
        label="Who pays?",
        choices=[
            (CARD, "I pay, by card, now"),
            (INVOICE, "An organisation, by invoice"),
        ],
        initial=CARD,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who pays",
            "invalid_choice": "Choose who pays",
        },
    )
    field_order = ("pays_by",)

    def __init__(self, *args: Any, may_order: bool = True, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["order_number"].help_text = (
            "With it the place is yours at once. Without it we ask your finance "
            "contact, and keep the place meanwhile."
        )
        for name in (*OF_PAYER, "order_number"):
            # Not optional for an invoice, and not asked for a card.
            self.fields[name].one_of_several = True
        if not may_order:
            self.fields["pays_by"].choices = [(CARD, "I pay, by card, now")]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("pays_by") == INVOICE:
            self.refuse_gaps(typed)
        return typed

    @property
    def by_invoice(self) -> bool:
        return self.cleaned_data["pays_by"] == INVOICE

    def payer(self) -> Payer:
        typed = self.cleaned_data
        return payers.organisation(
            name=typed["payer_name"],
            address=typed["payer_address"],
            email=typed["payer_email"].lower(),
            contact=typed["payer_contact"],
        )


class LinkForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address you booked with",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "w-l", "autocomplete": "email"}),
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()
