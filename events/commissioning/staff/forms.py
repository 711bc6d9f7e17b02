"""What staff type about an enquiry, up to the quote."""

from datetime import date, timedelta

from django import forms

from events.catalogue import policies
from events.commissioning import documents
from events.commissioning.enquiries import Offer
from events.commissioning.forms import MOST_PLACES
from events.models import BookingPolicy, Enquiry, Quote
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core.fields import OneLineField, PoundsField
from portal.core.money import Vat

VALID_DAYS = 30
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _day(label: str, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=DAY, **options)


class TakeForm(forms.Form):
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="Who sees to it?",
        empty_label=None,
        error_messages={"required": "Choose somebody."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = [Role.EVENTS.value, Role.ADMINISTRATOR.value]
        self.fields["owner"].queryset = User.objects.filter(
            groups__name__in=names, is_active=True
        ).distinct()


class NoteForm(forms.Form):
    words = forms.CharField(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For the team. Whoever asked does not see it.",
        error_messages={"required": "Write the note."},
    )


class ContactedForm(forms.Form):
    words = forms.CharField(
        label="What was said",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = _day(
        "Next step by",
        error_messages={"required": "Say by when the next step is due."},
    )


class QuoteForm(forms.Form):
    title = OneLineField(
        label="What is offered",
        max_length=150,
        error_messages={"required": "Say what is offered."},
    )
    places = forms.IntegerField(min_value=1, max_value=MOST_PLACES)
    runs = OneLineField(
        max_length=500,
        help_text="How many and when, such as: three runs of two days, October 2027.",
        error_messages={"required": "Say how many runs, and when."},
    )
    price_pence = PoundsField(
        label="Price of all of it, in pounds",
        min_value=1,
        error_messages={"required": "Enter the price."},
    )
    vat = forms.ChoiceField(
        label="VAT treatment", choices=Vat.choices, initial=Vat.EXEMPT
    )
    includes = forms.CharField(
        label="What is included",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    terms = forms.CharField(
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    valid_until = _day(
        "Valid until", error_messages={"required": "Say until when it is valid."}
    )

    def __init__(
        self, *args, enquiry: Enquiry, before: Quote | None, today: date, **kw
    ):
        names = ("title", "places", "runs", "price_pence", "vat", "includes", "terms")
        initial = {
            "title": enquiry.course.title if enquiry.course else "",
            "places": enquiry.places,
            "valid_until": today + timedelta(days=VALID_DAYS),
        }
        if before is not None:
            initial |= {name: getattr(before, name) for name in names}
        if before is None or _is_as_proposed(before):
            initial["terms"] = documents.terms_in_words(policies.booking_policy())
        super().__init__(*args, initial=initial, **kw)
        self.today = today

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        return until

    @property
    def offer(self) -> Offer:
        return Offer(**self.cleaned_data)


def _is_as_proposed(quote: Quote) -> bool:
    """Say whether its terms are in our words: then a new one has those of today."""
    return quote.terms == documents.terms_in_words(BookingPolicy(**quote.policy))


class LoseForm(forms.Form):
    reason = OneLineField(
        label="Why nothing came of it",
        max_length=300,
        error_messages={"required": "Say why, so that we learn from it."},
    )
