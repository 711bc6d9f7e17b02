"""What people type about themselves as account holders."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from portal.core.fields import OneLineField

from . import wording
from .models import User


class Worded(forms.BaseForm):
    """A form of allauth's that asks and answers in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A person sees what they type and can have a new one: once is enough.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            words = wording.FIELDS.get(name)
            if not words:
                continue
            field.label = words.label
            field.error_messages |= {
                "required": words.missing,
                "invalid": wording.INVALID_ADDRESS,
            }
            if words.hint is not None:
                field.help_text = words.hint


class LoginForm(Worded, account_forms.LoginForm):
    pass


class RequestLoginCodeForm(Worded, account_forms.RequestLoginCodeForm):
    pass


class ResetPasswordForm(Worded, account_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Worded, account_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(Worded, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(Worded, account_forms.SetPasswordForm):
    pass


class NewAddressForm(Worded):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "New e-mail address"


class AddEmailForm(NewAddressForm, account_forms.AddEmailForm):
    pass


class ChangeEmailForm(NewAddressForm, account_forms.ChangeEmailForm):
    pass


class ReauthenticateForm(Worded, account_forms.ReauthenticateForm):
    pass


class MailedCodeForm(Worded):
    """A code that we have sent, typed in from a phone or pasted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "class": "input-code w-s",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }


class ConfirmLoginCodeForm(MailedCodeForm, account_forms.ConfirmLoginCodeForm):
    pass


class ConfirmEmailForm(MailedCodeForm, account_forms.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetForm(
    MailedCodeForm, account_forms.ConfirmPasswordResetCodeForm
):
    pass


class AppCodeForm(Worded):
    """A code that an authenticator app shows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label = "Code from your app"
        code.help_text = "Six digits. It changes every half minute."
        code.widget.attrs |= {"class": "input-code w-s", "inputmode": "numeric"}


class ActivateTOTPForm(AppCodeForm, totp_forms.ActivateTOTPForm):
    pass


class SecondStepForm(AppCodeForm):
    """Here a recovery code does as well, so the keyboard offers letters too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.help_text = "Six digits. One of your recovery codes does as well."
        del code.widget.attrs["inputmode"]


class AuthenticateForm(SecondStepForm, mfa_forms.AuthenticateForm):
    pass


class MfaReauthenticateForm(SecondStepForm, mfa_forms.ReauthenticateForm):
    pass


class AddWebAuthnForm(Worded, webauthn_forms.AddWebAuthnForm):
    pass


class EditWebAuthnForm(Worded, webauthn_forms.EditWebAuthnForm):
    pass


class SignupForm(Worded, account_forms.SignupForm):
    name = OneLineField(max_length=150)
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = "Your name"
        name.help_text = "As it should stand on a record of attendance."
        name.error_messages["required"] = "Enter your name"
        name.widget.attrs["autocomplete"] = "name"
        self.fields["password1"].label = "Password"
        self.fields["password1"].error_messages["required"] = "Enter a password"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        password, owner = cleaned.get("password1"), User(name=cleaned.get("name", ""))
        # allauth compares the password with the address alone.
        if password and "password1" not in self.errors:
            try:
                UserAttributeSimilarityValidator(["name"]).validate(password, owner)
            except ValidationError as like_it:
                self.add_error("password1", like_it)
        return cleaned


class AccountForm(forms.ModelForm[User]):
    time_zone = forms.ChoiceField(
        label="Your time zone",
        required=False,
        help_text="Shown beside UK time. Left empty, your device decides.",
    )

    class Meta:
        model = User
        fields = ("name", "time_zone", "scheme")
        field_classes = {"name": OneLineField}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        self.fields["time_zone"].choices = [
            ("", "As on my device"),
            *((zone, zone.replace("_", " ")) for zone in zones),
        ]
