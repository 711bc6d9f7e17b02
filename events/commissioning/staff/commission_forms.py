"""What staff type about a commission: what was agreed, its runs, its invoice."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet

from events.commissioning.commissions import Agreement
from events.commissioning.forms import EMAIL_ERRORS, MOST_PLACES
from events.models import Commission, Course, Enquiry, Event, EventStatus, Quote, Strand
from portal.body.models import Area
from portal.core.fields import OneLineField, PoundsField
from portal.core.money import Vat
from portal.core.words import uk_day

_STRAND = re.compile(r"^(?P<name>.*?)[\s:,;]+(?P<number>\d{1,4})$")


class SharesField(forms.CharField):
    """Parts of the places, one a line: a name and a number."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[tuple[str, int]]:
        strands = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            found = _STRAND.match(line.strip())
            if found is None or not found["name"].strip():
                raise forms.ValidationError(
                    f"“{line.strip()[:60]}” is no name with a number. Write it like "
                    "this, “Maternity: 22”"
                )
            strands.append((found["name"].strip()[:60], int(found["number"])))
        return strands


class CommissionForm(forms.Form):
    """A commission as it was agreed; what the enquiry said stands in it already."""

    title = OneLineField(
        label="What it is called",
        max_length=150,
        help_text="For the coordinators and the report.",
        error_messages={"required": "Give it a name."},
    )
    commissioner = OneLineField(
        label="Commissioned by",
        max_length=150,
        help_text="Who decides, and finds the people.",
        error_messages={"required": "Enter who commissions it."},
    )
    funder = OneLineField(
        label="Funded by",
        max_length=150,
        required=False,
        help_text="Whose money it is, when another's.",
    )
    course = forms.ModelChoiceField(
        Course.objects.all(), required=False, empty_label="Made for them"
    )
    places = forms.IntegerField(
        label="Places bought", min_value=1, max_value=MOST_PLACES
    )
    strands = SharesField(
        label="Strands",
        help_text="One a line, such as “Multi-agency: 46”. Together they are the "
        "places bought; where there is one alone, call it Everybody.",
        error_messages={"required": "Enter at least one strand."},
    )
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Footprint",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The areas whose people it is for.",
    )
    area_places = SharesField(
        label="Places by area",
        required=False,
        help_text="Only where they were shared out by area: one a line, such as "
        "“Leeds: 6”.",
    )
    price_pence = PoundsField(
        label="Price of all of it, in pounds",
        error_messages={"required": "Enter the price; 0 where it costs nothing."},
    )
    vat = forms.ChoiceField(
        label="VAT treatment", choices=Vat.choices, initial=Vat.EXEMPT
    )
    names_until_days = forms.IntegerField(
        label="Names are wanted so many days before each run",
        min_value=0,
        max_value=120,
        initial=14,
    )
    payer_name = OneLineField(
        label="Invoices go to",
        max_length=150,
        help_text="The organisation that pays, by its legal name.",
        error_messages={"required": "Enter who pays."},
    )
    payer_address = forms.CharField(
        label="Its postal address",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the postal address."},
    )
    payer_contact = OneLineField(
        label="Whom in finance we write to", max_length=150, required=False
    )
    payer_email = forms.EmailField(
        label="E-mail address for invoices", max_length=254, error_messages=EMAIL_ERRORS
    )
    needs_order_number = forms.BooleanField(
        label="A purchase order number has to stand on the invoice",
        required=False,
        initial=True,
        help_text="Without one, finance is asked for it by e-mail first.",
    )
    order_number = OneLineField(
        label="Purchase order number", max_length=60, required=False
    )
    coordinator = forms.EmailField(
        label="E-mail address of the coordinator",
        max_length=254,
        required=False,
        help_text="A link goes there, good for 30 days. It can be sent later as well.",
        error_messages=EMAIL_ERRORS,
    )

    def __init__(
        self,
        *args: Any,
        enquiry: Enquiry | None,
        quote: Quote | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_said_before(enquiry, quote), **kwargs)
        self.fields["areas"].queryset = Area.objects.filter(in_use=True)

    def clean_area_places(self) -> dict[Area, int]:
        """Return the areas that are meant, with their numbers."""
        known = {area.name.casefold(): area for area in Area.objects.all()}
        found = {}
        for name, number in self.cleaned_data["area_places"]:
            if name.casefold() not in known:
                raise forms.ValidationError(f"“{name}” is no area that we have.")
            found[known[name.casefold()]] = number
        return found

    @property
    def agreement(self) -> Agreement:
        typed = self.cleaned_data
        names = (
            "title",
            "commissioner",
            "funder",
            "course",
            "places",
            "strands",
            "price_pence",
            "vat",
            "names_until_days",
            "order_number",
        )
        shared = dict.fromkeys(typed["areas"]) | typed["area_places"]
        return Agreement(
            areas=list(shared.items()), **{name: typed[name] for name in names}
        )

    @property
    def payer(self) -> dict[str, object]:
        typed = self.cleaned_data
        return {
            "name": typed["payer_name"],
            "address": typed["payer_address"].replace("\r\n", "\n"),
            "contact": typed["payer_contact"],
            "email": typed["payer_email"].lower(),
            "needs_order_number": typed["needs_order_number"],
        }


def _said_before(enquiry: Enquiry | None, quote: Quote | None) -> dict[str, object]:
    """Return what was said already, so that nobody types it again."""
    said: dict[str, object] = {}
    if enquiry is not None:
        said |= {
            "title": enquiry.course.title if enquiry.course else "",
            "commissioner": enquiry.organisation,
            "course": enquiry.course_id,
            "places": enquiry.places,
            "strands": f"Everybody: {enquiry.places}",
            "areas": list(enquiry.areas.values_list("pk", flat=True)),
            "payer_name": enquiry.organisation,
            "coordinator": enquiry.email,
        }
    if quote is not None:
        said |= {
            "title": quote.title,
            "places": quote.places,
            "strands": f"Everybody: {quote.places}",
            "price_pence": quote.price_pence,
            "vat": quote.vat,
        }
    return said


class CorrectForm(forms.Form):
    title = OneLineField(label="What it is called", max_length=150)
    commissioner = OneLineField(label="Commissioned by", max_length=150)
    funder = OneLineField(label="Funded by", max_length=150, required=False)
    names_until_days = forms.IntegerField(
        label="Names are wanted so many days before each run",
        min_value=0,
        max_value=120,
    )
    order_number = OneLineField(
        label="Purchase order number", max_length=60, required=False
    )


class RunForm(forms.Form):
    """On which run, and how many places of each strand."""

    event = forms.ModelChoiceField(
        Event.objects.none(),
        label="Run",
        empty_label=None,
        help_text="Published events still to come; those of the course first.",
        error_messages={"required": "Choose a run."},
    )

    def __init__(
        self,
        *args: Any,
        commission: Commission,
        free: dict[Strand, int],
        at: datetime,
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        rows = Event.objects.filter(
            status=EventStatus.PUBLISHED, starts_at__gt=at, host="", cancels_at=None
        )
        self.fields["event"].queryset = rows.order_by("starts_at")
        self.fields["event"].label_from_instance = _words_of
        self.fields["event"].choices = _of_course_first(rows, commission)
        self.strands = list(free)
        for strand, number in free.items():
            self.fields[self._name(strand)] = forms.IntegerField(
                label=f"Places: {strand}",
                min_value=0,
                max_value=number,
                initial=0,
                required=False,
                help_text=f"{number} left that are on no run yet.",
            )

    @staticmethod
    def _name(strand: Strand) -> str:
        return f"strand_{strand.pk}"

    @property
    def numbers(self) -> dict[Strand, int]:
        return {
            strand: self.cleaned_data[self._name(strand)] or 0
            for strand in self.strands
        }


def _words_of(event: Event) -> str:
    return f"{uk_day(event.starts_at)}: {event.title} ({event.get_way_in_display()})"


def _of_course_first(
    rows: QuerySet[Event], commission: Commission
) -> list[tuple[int, str]]:
    return [
        (event.pk, _words_of(event))
        for event in sorted(
            rows,
            key=lambda event: (
                commission.course_id is None or event.course_id != commission.course_id,
                event.starts_at,
            ),
        )
    ]


class InvoiceForm(forms.Form):
    order_number = OneLineField(
        label="Purchase order number",
        max_length=60,
        required=False,
        help_text="Left empty where one is needed, finance there is asked for it.",
    )


class GiveBackForm(forms.Form):
    number = forms.IntegerField(
        label="How many places?",
        min_value=1,
        max_value=MOST_PLACES,
        error_messages={"required": "Enter how many places."},
    )


class CoordinatorForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address", max_length=254, error_messages=EMAIL_ERRORS
    )
