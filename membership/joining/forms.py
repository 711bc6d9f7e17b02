"""What people type on their way to joining."""

from django import forms

from membership import pricing
from membership.models import Application, PaysBy, Regulator
from portal.body.models import Profession
from portal.core import uploads
from portal.core.fields import OneLineField, one_line
from portal.core.money import pounds
from portal.payments.forms import OF_PAYER, PayerFields
from portal.payments.models import Interval

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y"]


class AboutForm(forms.Form):
    name = OneLineField(
        label="Your name",
        max_length=150,
        help_text="As it should stand on your card.",
        widget=forms.TextInput(attrs={"class": "w-l", "autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    profession = forms.ModelChoiceField(
        Profession.objects.none(),
        label="Your profession",
        required=False,
        empty_label="Rather not say, or not in the list",
    )
    regulator = forms.ChoiceField(
        label="Your regulator",
        required=False,
        choices=[("", "None, or rather not say"), *Regulator.choices],
    )
    employer = OneLineField(
        label="Where you work or study",
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-l", "autocomplete": "organization"}),
    )
    qualifies_on = forms.DateField(
        label="When do you expect to qualify?",
        help_text="A guess will do. We ask you then whether you want to move up.",
        input_formats=DAYS,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}
        ),
        error_messages={
            "required": "Enter when you expect to qualify",
            "invalid": "Enter a day, such as 9/12/2027",
        },
    )
    former_number = forms.CharField(
        label="Your number, if you have been a member before",
        max_length=30,
        required=False,
        help_text=(
            "If it was at another e-mail address. We look it up and write to you."
        ),
        widget=forms.TextInput(attrs={"class": "w-m", "autocomplete": "off"}),
    )

    def __init__(self, *args, grade, is_member, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profession"].queryset = Profession.objects.filter(in_use=True)
        if not grade.asks_qualification_day:
            del self.fields["qualifies_on"]
        if is_member:
            # Whose account has a number is not asked for one.
            del self.fields["former_number"]

    def clean_former_number(self):
        return one_line(self.cleaned_data["former_number"])


class EvidenceForm(forms.Form):
    words = forms.CharField(
        label="In your own words",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": "Say it in at most 1,000 letters"},
    )
    file = forms.FileField(
        label="A file",
        required=False,
        max_length=200,
        help_text=(
            "A photograph, a scan or a document, up to 10 MB. Only the membership team "
            "sees it."
        ),
        widget=forms.ClearableFileInput(
            attrs={
                "accept": ",".join(
                    f".{ending}"
                    for kind in (*uploads.DOCUMENTS, *uploads.PICTURES)
                    for ending in kind.endings
                )
            }
        ),
    )


class FileForm(forms.Form):
    file = EvidenceForm.base_fields["file"]


class PaymentForm(PayerFields):
    interval = forms.ChoiceField(
        label="How often do you pay?", widget=forms.RadioSelect
    )
    pays_by = forms.ChoiceField(
        label="Who pays?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who pays"},
    )
    renews = forms.BooleanField(
        label="Renew automatically",
        required=False,
        help_text=(
            "Only if you tick this do we take the same price from your card again when "
            "the time is over. You end it at any time on your page."
        ),
    )
    field_order = ("interval", "pays_by", "renews")

    def __init__(self, *args, grade, **kwargs):
        super().__init__(*args, **kwargs)
        self.grade = grade
        words = {Interval.YEAR: "By the year", Interval.MONTH: "By the month"}
        ways = pricing.intervals(grade)
        self.fields["interval"].choices = [
            (way, f"{words[way]}: {pounds(pricing.price(grade, way))}") for way in ways
        ]
        if len(ways) == 1:
            self.fields["interval"].required = False
            self.fields["interval"].widget = forms.HiddenInput()
        self.fields["pays_by"].choices = [
            (PaysBy.CARD, "I pay, by card"),
            (PaysBy.INVOICE, "My employer, by invoice"),
        ]
        if not grade.may_pay_by_invoice:
            self.fields["pays_by"].choices = [(PaysBy.CARD, "I pay, by card")]
            self.initial["pays_by"] = PaysBy.CARD
            for name in (*OF_PAYER, "payer_contact", "order_number"):
                del self.fields[name]

    def clean(self):
        typed = super().clean()
        typed["interval"] = typed.get("interval") or Interval.YEAR
        if typed.get("pays_by") != PaysBy.INVOICE:
            return typed
        typed["renews"] = False
        if typed["interval"] == Interval.MONTH:
            self.add_error("interval", "An invoice is for a year. Choose by the year")
        self.refuse_gaps(typed)
        return typed


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": "Write your answer",
            "max_length": "Say it in at most 2,000 letters",
        },
    )


def typed_before(application: Application, form_class) -> dict[str, object]:
    """Return what the application holds of the fields of a form."""
    return {
        name: getattr(application, name)
        for name in form_class.base_fields
        if hasattr(application, name)
    }
