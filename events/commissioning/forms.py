"""What people type about commissions: who asks, and who comes."""

from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from events.booking import people
from events.booking.places import Delegate
from events.models import Commission, CommissionRun, Course, Strand
from membership.seats.forms import PeopleForm
from portal.body.models import Agency, Area, Profession
from portal.core.fields import OneLineField, one_line

from . import lists
from .enquiries import Wish

WIDE = {"class": "w-l"}
MOST_PLACES = 2000
SALT = "events.commissioning.began"
# Nobody reads and fills this in sooner; whoever takes longer than a day begins anew.
SOONEST, LATEST = timedelta(seconds=3), timedelta(days=2)
EMAIL_ERRORS = {
    "required": "Enter an e-mail address",
    "invalid": "Enter an e-mail address with an @ sign",
}


def began(at: datetime) -> str:
    """Return a sealed word for when a form was opened."""
    return signing.dumps(int(at.timestamp()), salt=SALT)


class EnquiryForm(forms.Form):
    organisation = OneLineField(
        label="Organisation",
        max_length=150,
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "organization"}),
        error_messages={"required": "Enter the name of your organisation"},
    )
    name = OneLineField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs=WIDE | {"autocomplete": "email"}),
        error_messages=EMAIL_ERRORS,
    )
    phone = OneLineField(
        label="Telephone",
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"class": "w-m", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )
    course = forms.ModelChoiceField(
        Course.objects.none(),
        label="Course",
        required=False,
        empty_label="Something made for us, or not sure yet",
    )
    places = forms.IntegerField(
        label="How many people?",
        min_value=1,
        max_value=MOST_PLACES,
        help_text="A guess will do. A run takes about 20.",
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many people, such as 20",
            "invalid": "Enter a whole number, such as 20",
            "min_value": "Enter at least 1",
            "max_value": f"Enter {MOST_PLACES} or fewer",
        },
    )
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(),
        label="Which areas do they work in?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose areas of the list"},
    )
    where = OneLineField(
        label="Other areas",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
    )
    when = OneLineField(
        label="When?",
        max_length=200,
        required=False,
        help_text="Such as: spring 2027, three dates.",
        widget=forms.TextInput(attrs=WIDE),
    )
    words = forms.CharField(
        label="What is it for?",
        max_length=3000,
        required=False,
        help_text="Who they are, what they should be able to do afterwards, and what "
        "you know about the budget. Leave out anything about families.",
        widget=forms.Textarea(attrs=WIDE | {"rows": 6}),
    )
    # Machines fill in what people do not see.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.at = at
        self.initial.setdefault("began", began(at))
        self.fields["course"].queryset = Course.objects.filter(is_offered=True)
        self.fields["areas"].queryset = Area.objects.filter(in_use=True)
        if not self.fields["areas"].queryset.exists():
            del self.fields["areas"]
            self.fields["where"].label = "Which areas do they work in?"
        # One of two that say the same, so neither is marked as optional by itself.
        self.fields["website"].one_of_several = True

    @property
    def looks_made_by_a_machine(self) -> bool:
        """Say whether no person sent it: read when everything else is right."""
        if self.cleaned_data["website"]:
            return True
        try:
            seconds = signing.loads(self.cleaned_data["began"], salt=SALT)
        except signing.BadSignature:
            return True
        spent = self.at - datetime.fromtimestamp(seconds, tz=self.at.tzinfo)
        return not SOONEST <= spent <= LATEST

    @property
    def wish(self) -> Wish:
        names = [name for name in self.fields if name not in {"website", "began"}]
        return Wish(**{name: self.cleaned_data[name] for name in names})


class PersonForm(forms.Form):
    """Who comes: what a coordinator knows of them. What they need, they say."""

    strand = forms.ModelChoiceField(
        Strand.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose a strand"},
    )
    name = OneLineField(
        max_length=150,
        widget=forms.TextInput(attrs=WIDE),
        error_messages={"required": "Enter a name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Their own, at work. The confirmation and the way in go there.",
        widget=forms.EmailInput(attrs=WIDE),
        error_messages=EMAIL_ERRORS,
    )
    profession = forms.ModelChoiceField(
        Profession.objects.none(), required=False, empty_label="Not said"
    )
    kind_of_agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Kind of agency",
        required=False,
        empty_label="Not said",
    )
    agency = OneLineField(
        label="Employer",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs=WIDE),
    )
    area = forms.ModelChoiceField(
        Area.objects.none(), required=False, empty_label="Not said"
    )

    def __init__(self, *args, commission: Commission, with_strand=True, **kwargs):
        super().__init__(*args, **kwargs)
        strands = commission.strands.all()
        self.fields["strand"].queryset = strands
        if not with_strand or len(strands) == 1:
            del self.fields["strand"]
        self.fields["profession"].queryset = Profession.objects.filter(in_use=True)
        self.fields["kind_of_agency"].queryset = Agency.objects.filter(in_use=True)
        areas = lists.areas_of(commission)
        self.fields["area"].queryset = Area.objects.filter(
            pk__in=[area.pk for area in areas]
        )

    @property
    def delegate(self) -> Delegate:
        typed = self.cleaned_data
        known = people.at_address(typed["email"].lower(), name=typed["name"]).delegate
        names = ("profession", "kind_of_agency", "agency", "area")
        return replace(known, **{name: typed[name] for name in names})

    @property
    def chosen_strand(self) -> Strand | None:
        return self.cleaned_data.get("strand")


class ListForm(PeopleForm):
    """People for the places of a commission, with more columns than an address."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].help_text += (
            ". With a heading there may be more columns: name, email, strand, "
            "profession, agency, employer, area."
        )
        self.fields["file"].help_text = "CSV or Excel, with such a heading."


class MoveForm(forms.Form):
    to = forms.ModelChoiceField(
        CommissionRun.objects.none(),
        label="To which run?",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a run"},
    )

    def __init__(self, *args, runs, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = runs
        self.fields["to"].label_from_instance = lambda run: words[run.pk]


class LinksForm(forms.Form):
    """To whom links go by which people name themselves."""

    strand = forms.ModelChoiceField(
        Strand.objects.none(), required=False, empty_label="Any"
    )
    people = forms.CharField(
        label="Send links to",
        max_length=20_000,
        help_text="One address a line.",
        widget=forms.Textarea(attrs={"rows": 6, "class": "w-l", "spellcheck": "false"}),
        error_messages={"required": "Enter at least one address"},
    )

    def __init__(self, *args, commission: Commission, **kwargs):
        super().__init__(*args, **kwargs)
        strands = commission.strands.all()
        self.fields["strand"].queryset = strands
        if len(strands) == 1:
            del self.fields["strand"]

    def clean_people(self):
        """Return the addresses, each once; every line has to be one."""
        found = []
        for number, line in enumerate(self.cleaned_data["people"].splitlines(), 1):
            address = one_line(line).strip("<>,; ").lower()
            if not address:
                continue
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    f"Line {number}: “{address[:80]}” is not an e-mail address"
                ) from None
            if address not in found:
                found.append(address)
        return found

    @property
    def chosen_strand(self) -> Strand | None:
        return self.cleaned_data.get("strand")


class CoordinatorForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address of the new coordinator",
        max_length=254,
        widget=forms.EmailInput(attrs=WIDE),
        error_messages=EMAIL_ERRORS,
    )
