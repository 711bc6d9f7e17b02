"""What people type about themselves as account holders."""

from zoneinfo import available_timezones

from allauth.account.forms import SignupForm as AllauthSignupForm
from django import forms

from .models import User


class SignupForm(AllauthSignupForm):
    name = forms.CharField(
        label="Your name",
        max_length=150,
        help_text="As it should stand on a record of attendance.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    field_order = ("name", "email", "password1")


class AccountForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        label="Your time zone",
        required=False,
        help_text="Shown beside UK time. Left empty, your device decides.",
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "scheme")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", "As on my device"),
            *((zone, zone.replace("_", " ")) for zone in zones),
        ]
