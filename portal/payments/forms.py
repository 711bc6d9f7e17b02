"""What a payer types: the number of an order, and who pays by invoice."""

from typing import Any

from django import forms

from portal.core.fields import OneLineField

from .purchase_orders import LONGEST_NUMBER


class OrderNumberForm(forms.Form):
    number = OneLineField(
        label="Purchase order number",
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
        help_text="As your organisation writes it, such as PO-104711.",
        error_messages={
            "required": "Enter the purchase order number.",
            "max_length": "An order number has at most 60 characters.",
        },
    )


# What an invoice cannot do without, and what is said where it is missing.
OF_PAYER = {
    "payer_name": "Enter the organisation that pays",
    "payer_address": "Enter its postal address",
    "payer_email": "Enter where its invoices go",
}


class PayerFields(forms.Form):
    """Who pays by invoice. Nothing is asked of who pays by card, so none is required:
    a form that hears "by invoice" calls `refuse_gaps`.
    """

    payer_name = OneLineField(
        label="Organisation",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-l", "autocomplete": "organization"}),
    )
    payer_address = forms.CharField(
        label="Postal address",
        max_length=500,
        required=False,
        help_text="As it should stand on the invoice.",
        widget=forms.Textarea(attrs={"rows": 4, "class": "w-l"}),
    )
    payer_contact = OneLineField(
        label="Whom in finance we write to",
        max_length=150,
        required=False,
        help_text="If you know it.",
    )
    payer_email = forms.EmailField(
        label="E-mail address for invoices",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"class": "w-l"}),
        error_messages={"invalid": "Enter an e-mail address with an @ sign"},
    )
    order_number = OneLineField(
        label="Purchase order number",
        max_length=LONGEST_NUMBER,
        required=False,
        help_text="If your employer needs one on the invoice.",
    )

    def refuse_gaps(self, typed: dict[str, Any]) -> None:
        for name, words in OF_PAYER.items():
            if not typed.get(name) and name not in self.errors:
                self.add_error(name, words)
