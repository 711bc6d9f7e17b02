"""What staff type about an organisation."""

from django import forms

from membership.models import Grade, PaysBy
from membership.seats import offers, purchases
from membership.seats.forms import CoordinatorForm, OrganisationForm
from portal.core.fields import OneLineField


class NewOrganisationForm(OrganisationForm):
    email = forms.EmailField(
        label="E-mail address of the coordinator",
        max_length=254,
        required=False,
        help_text="A link goes there, good for 30 days. It can be sent later as well.",
        error_messages={"invalid": "Enter an e-mail address with an @ sign."},
    )


class AskCoordinatorForm(CoordinatorForm):
    """As the coordinators have it."""


class SellForm(forms.Form):
    grade = forms.ModelChoiceField(Grade.objects.none(), empty_label=None)
    seats = forms.IntegerField(
        label="How many places", min_value=1, max_value=purchases.MOST
    )
    order_number = OneLineField(
        label="Purchase order number",
        max_length=60,
        required=False,
        help_text="Left empty where one is needed, finance there is asked for it.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [grade.pk for grade in offers.grades()]
        self.fields["grade"].queryset = Grade.objects.filter(pk__in=keys)

    @property
    def order(self) -> dict[str, object]:
        return {**self.cleaned_data, "pays_by": PaysBy.INVOICE}


class DeclineOrderForm(forms.Form):
    reason = forms.CharField(
        label="Why not?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The coordinator reads these words.",
        error_messages={"required": "Say why, in words for the coordinator."},
    )
