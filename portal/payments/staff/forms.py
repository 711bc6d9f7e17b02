"""What finance staff type: one step at a time, sums in pounds."""

from datetime import timedelta
from decimal import Decimal

from django import forms

from portal.core import clock
from portal.core.fields import OneLineField, PoundsField
from portal.payments import bank_files
from portal.payments.bank_files import Columns
from portal.payments.exports import Contents
from portal.payments.models import Payer

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
A_PENNY = Decimal("0.01")
REASON = {"required": "Say why, for whoever reads this later."}


class ReasonForm(forms.Form):
    reason = OneLineField(label="Why", max_length=200, error_messages=REASON)


class InvoiceForm(forms.Form):
    due_on = forms.DateField(
        label="To be paid by",
        required=False,
        widget=DAY,
        help_text="Left empty, the days of the payment policy count from today.",
    )

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < clock.today():
            raise forms.ValidationError("Choose today or a later day.")
        return due_on


class CreditForm(forms.Form):
    """By a sum that is spread over the lines, or line by line."""

    pounds = PoundsField(
        label="Sum to take back",
        required=False,
        min_value=A_PENNY,
        help_text="Spread over the lines in proportion. With nothing filled in here or "
        "at a line, all that is left is taken back.",
    )
    reason = OneLineField(
        label="Why",
        max_length=200,
        help_text="It stands on the credit note.",
        error_messages=REASON,
    )

    def __init__(self, *args, lines=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.positions = {}
        for line in lines:
            name = f"line_{line.position}"
            self.positions[name] = line.position
            self.fields[name] = PoundsField(
                label=f"Of “{line.description}”",
                required=False,
                min_value=-100_000,
            )

    def clean(self):
        cleaned = super().clean()
        wanted = {
            position: cleaned[name]
            for name, position in self.positions.items()
            if cleaned.get(name)
        }
        if wanted and cleaned.get("pounds"):
            raise forms.ValidationError(
                "Enter a sum for the whole, or sums for single lines, but not both."
            )
        cleaned["lines"] = wanted or None
        return cleaned


class OrderForm(forms.Form):
    number = OneLineField(
        label="Purchase order number",
        max_length=60,
        error_messages={"required": "Enter the number as the payer writes it."},
    )


class RefundForm(forms.Form):
    pounds = PoundsField(
        label="Sum to send back",
        min_value=A_PENNY,
        error_messages={"required": "Enter a sum."},
    )
    reason = OneLineField(
        label="Why",
        max_length=200,
        help_text="The payer reads it.",
        error_messages=REASON,
    )


class TransferForm(forms.Form):
    received_on = forms.DateField(
        label="Day received",
        widget=DAY,
        error_messages={"required": "Enter the day it came in."},
    )
    pounds = PoundsField(
        label="Sum", min_value=A_PENNY, error_messages={"required": "Enter the sum."}
    )
    words = OneLineField(
        label="As the bank wrote it",
        max_length=300,
        help_text="Who paid, and the reference.",
        error_messages={"required": "Enter what the bank statement says."},
    )

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if not bank_files.EARLIEST <= day <= clock.today():
            raise forms.ValidationError("Enter a day that has come.")
        return day


class FileForm(forms.Form):
    file = forms.FileField(
        label="Statement as CSV",
        help_text="As the bank exports it, at most 5 MB. The usual headings of British "
        "banks are known; others are asked about once.",
        error_messages={"required": "Choose the file."},
    )


class ColumnsForm(forms.Form):
    """Which column is what; a bank's answer is remembered."""

    day = forms.TypedChoiceField(coerce=int, label="Day")
    money = forms.TypedChoiceField(coerce=int, label="Sum")
    signed = forms.BooleanField(
        label="Money out stands in the same column, with a minus", required=False
    )
    words = forms.TypedMultipleChoiceField(
        coerce=int,
        label="Who paid, and the reference",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one column."},
    )

    def __init__(self, *args, headings, columns=None, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [
            (place, heading or f"Column {place + 1}")
            for place, heading in enumerate(headings)
        ]
        for name in ("day", "money", "words"):
            self.fields[name].choices = choices
        if columns is not None:
            by_sign = columns.money_in is None
            self.initial = {
                "day": columns.day,
                "money": columns.amount if by_sign else columns.money_in,
                "signed": by_sign,
                "words": list(columns.words),
            }

    def columns(self):
        chosen = self.cleaned_data
        return Columns(
            day=chosen["day"],
            words=tuple(sorted(chosen["words"])),
            money_in=None if chosen["signed"] else chosen["money"],
            amount=chosen["money"] if chosen["signed"] else None,
        )


class MatchForm(forms.Form):
    reference = OneLineField(
        label="Bill or invoice",
        max_length=20,
        help_text="Such as INV-00042, or the reference of the bill.",
        error_messages={"required": "Enter the number of the invoice or bill."},
    )
    pounds = PoundsField(
        label="Sum",
        required=False,
        min_value=A_PENNY,
        help_text="Left empty, as much as is owed and is here.",
    )


class PayerForm(forms.ModelForm):
    class Meta:
        model = Payer
        fields = [
            "name",
            "address",
            "contact",
            "email",
            "vat_number",
            "needs_order_number",
        ]
        field_classes = {
            "name": OneLineField,
            "contact": OneLineField,
            "vat_number": OneLineField,
        }
        widgets = {"address": forms.Textarea(attrs={"rows": 4})}
        labels = {"vat_number": "VAT number"}
        error_messages = {"name": {"required": "Enter the name."}}

    def clean_email(self):
        return self.cleaned_data["email"].strip().lower()


class PeriodForm(forms.Form):
    first = forms.DateField(
        label="From", widget=DAY, error_messages={"required": "Enter the first day."}
    )
    last = forms.DateField(
        label="To the end of",
        widget=DAY,
        error_messages={"required": "Enter the last day."},
    )

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day comes before the first.")
        if first and last and last - first > timedelta(days=3700):
            self.add_error("last", "Choose at most ten years.")
        return cleaned


class ExportForm(PeriodForm):
    contents = forms.ChoiceField(label="What", choices=Contents)
    form = forms.ChoiceField(
        label="As",
        choices=[("xlsx", "XLSX, all of it on sheets"), ("csv", "CSV, one list")],
    )
