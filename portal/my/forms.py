"""What people type about themselves, their wishes and their data."""

from typing import Any

from django import forms

from portal.accounts.forms import AccountForm
from portal.accounts.models import Registrar, User
from portal.body.models import Profession
from portal.core.fields import OneLineField
from portal.my.models import RequestKind
from portal.notifications.models import Stream


class DetailsForm(AccountForm):
    profession = forms.ModelChoiceField(
        Profession.objects.none(), required=False, empty_label="Not said"
    )
    employer = OneLineField(max_length=150, required=False)
    postal_address = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
        help_text="Only if you want post from us, or your address on an invoice.",
    )
    field_order = (
        "name",
        "profession",
        "employer",
        "postal_address",
        "time_zone",
        "scheme",
    )

    class Meta(AccountForm.Meta):
        model = User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profession = self.fields["profession"]
        assert isinstance(profession, forms.ModelChoiceField)
        profession.queryset = Profession.objects.filter(in_use=True)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["employer"].widget.attrs["autocomplete"] = "organization"


class RegistrationForm(forms.Form):
    regulator = forms.ChoiceField(
        choices=[("", "Not said"), *Registrar.choices],
        required=False,
        label="Registered with",
    )
    pin = OneLineField(
        max_length=30,
        required=False,
        label="Registration number (PIN)",
        help_text="Kept sealed. It stands on your own papers, and staff cannot see it.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("pin") and not cleaned.get("regulator"):
            self.add_error("regulator", "Choose with whom you are registered")
        return cleaned


class WishesForm(forms.Form):
    """One tick for each stream."""

    HINTS = {
        Stream.NEWSLETTER: "What we did, what changed, and what it means for practice.",
        Stream.EVENTS: "New webinars and courses, before they are full.",
        Stream.SURVEYS: "A few questions now and then, never more than six a year.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stream in Stream:
            self.fields[stream.value] = forms.BooleanField(
                required=False, label=stream.label, help_text=self.HINTS[stream]
            )


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        choices=RequestKind,
        label="What do you want to do?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to do"},
    )
    words = forms.CharField(
        label="What happened, or what do you ask for?",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Leave out what could identify a patient or a colleague.",
        error_messages={"required": "Say what happened, or what you ask for"},
    )
    name = OneLineField(
        max_length=150,
        label="Your name",
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="The answer goes there.",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address with an @ sign",
        },
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        if user is not None:
            # Who is signed in has said who they are, and is reached at that address.
            del self.fields["name"], self.fields["email"]
