"""What members type to renew, move, pause and leave."""

from django import forms

from membership.joining.forms import DAYS, PaymentForm
from membership.models import Grade, PaysBy
from membership.renewals import Employer
from portal.payments.forms import OF_PAYER


class GradeForm(forms.Form):
    """Which grade: asked only of those who come back and may choose."""

    grade = forms.ModelChoiceField(
        Grade.objects.none(),
        label="Grade",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a grade"},
    )

    def __init__(self, *args, grades, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["grade"].queryset = Grade.objects.filter(
            pk__in=[grade.pk for grade in grades]
        )


class RenewForm(PaymentForm):
    """How one more year or month is paid, by the same rules as the first."""

    @property
    def employer(self) -> Employer | None:
        """Return who pays by invoice, or None where the member pays by card."""
        typed = self.cleaned_data
        if typed["pays_by"] != PaysBy.INVOICE:
            return None
        name, address, email = (typed[field] for field in OF_PAYER)
        return Employer(
            name=name,
            address=address,
            email=email,
            contact=typed["payer_contact"],
            order_number=typed["order_number"],
        )


class ResignForm(forms.Form):
    when = forms.ChoiceField(
        label="When does it end?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose when it ends"},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["when"].choices = choices


class PauseForm(forms.Form):
    from_on = forms.DateField(
        label="First day of the pause",
        input_formats=DAYS,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}
        ),
        help_text="Tomorrow at the earliest.",
        error_messages={
            "required": "Enter the first day",
            "invalid": "Enter a day, such as 9/12/2026",
        },
    )
    until = forms.DateField(
        label="Last day of the pause",
        input_formats=DAYS,
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"}
        ),
        help_text="You can end it earlier at any time.",
        error_messages={
            "required": "Enter the last day",
            "invalid": "Enter a day, such as 9/12/2026",
        },
    )
