"""What employers and their people type."""

from django import forms

from membership.models import Grade, OrganisationKind, PaysBy
from portal.core.fields import OneLineField

from . import offers, purchases
from .organisations import Facts

WIDE = {"class": "w-l"}


class OrganisationForm(forms.Form):
    """Who the organisation is, and where its invoices go."""

    name = OneLineField(
        label="Name of the organisation",
        max_length=200,
        widget=forms.TextInput(attrs=WIDE | {"autocomplete": "organization"}),
        error_messages={"required": "Enter the name of the organisation"},
    )
    kind = forms.ChoiceField(label="What it is", choices=OrganisationKind)
    address = forms.CharField(
        label="Postal address",
        max_length=500,
        help_text="As it stands on invoices.",
        widget=forms.Textarea(attrs=WIDE | {"rows": 4}),
        error_messages={"required": "Enter the postal address"},
    )
    invoice_email = forms.EmailField(
        label="E-mail address for invoices",
        max_length=254,
        widget=forms.EmailInput(attrs=WIDE),
        error_messages={
            "required": "Enter where invoices go",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )
    contact = OneLineField(
        label="Whom in finance we write to", max_length=150, required=False
    )
    needs_order_number = forms.BooleanField(
        label="A purchase order number has to stand on every invoice",
        required=False,
        help_text="Without one we ask your finance contact for it by e-mail.",
    )

    @property
    def facts(self) -> Facts:
        names = OrganisationForm.base_fields
        return Facts(**{name: self.cleaned_data[name] for name in names})


class OrderForm(forms.Form):
    """How many places, and how they are paid."""

    grade = forms.ModelChoiceField(
        Grade.objects.none(),
        label="Grade",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grade"},
    )
    seats = forms.IntegerField(
        label="How many places?",
        min_value=1,
        max_value=purchases.MOST,
        widget=forms.NumberInput(attrs={"class": "w-s", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter how many places",
            "invalid": "Enter a whole number, such as 12",
            "min_value": "Order at least one place",
        },
    )
    pays_by = forms.ChoiceField(
        label="How is it paid?",
        widget=forms.RadioSelect,
        choices=[
            (PaysBy.CARD, "By card, now"),
            (PaysBy.INVOICE, "By invoice"),
        ],
        error_messages={"required": "Choose how it is paid"},
    )
    order_number = OneLineField(
        label="Purchase order number",
        max_length=60,
        required=False,
        help_text="If there is one already. It stands on the invoice.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        grades = offers.grades()
        field = self.fields["grade"]
        field.queryset = Grade.objects.filter(pk__in=[grade.pk for grade in grades])
        if len(grades) == 1:
            field.initial = grades[0].pk
            field.required = False
            field.widget = forms.HiddenInput()

    def clean(self):
        typed = super().clean()
        if not typed.get("grade") and "grade" not in self.errors:
            typed["grade"] = self.fields["grade"].queryset.first()
        return typed


class JoinForm(OrderForm, OrganisationForm):
    """Both, for an organisation that is new here."""

    field_order = [*OrganisationForm.base_fields, *OrderForm.base_fields]


class RenewForm(OrderForm):
    """The next year: who stays, and how many places in all."""

    stays = forms.MultipleChoiceField(
        label="Who stays?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whoever is not ticked is told when the place ends.",
    )
    field_order = ["stays", *OrderForm.base_fields]

    def __init__(self, *args, staying, **kwargs):
        super().__init__(*args, **kwargs)
        # Nobody ticked is an answer too: none of them stays.
        self.fields["stays"].one_of_several = True
        self.fields["stays"].choices = [
            (str(seat.pk), seat.term.member.name) for seat in staying
        ]
        if not staying:
            del self.fields["stays"]

    def clean(self):
        typed = super().clean()
        ticked = len(typed.get("stays") or [])
        if typed.get("seats") and typed["seats"] < ticked:
            self.add_error(
                "seats",
                f"{ticked} people are to stay, so order at least as many places",
            )
        return typed


class PeopleForm(forms.Form):
    people = forms.CharField(
        label="One person a line",
        required=False,
        max_length=60_000,
        strip=False,
        help_text="A name and an address, such as: Nerys Vale, nerys@example.org",
        widget=forms.Textarea(attrs={"rows": 8, "class": "w-l", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a file",
        required=False,
        max_length=200,
        help_text="CSV or Excel, with a column of addresses and one of names.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.one_of_several = True

    def clean(self):
        typed = super().clean()
        if not (typed.get("people") or "").strip() and not typed.get("file"):
            self.add_error("people", "Enter at least one person, or choose a file")
        return typed


class CoordinatorForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address of the new coordinator",
        max_length=254,
        widget=forms.EmailInput(attrs=WIDE),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )
