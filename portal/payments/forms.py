"""What a payer types about a bill."""

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
