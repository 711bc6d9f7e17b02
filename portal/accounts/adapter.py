"""allauth, adjusted: its words are ours, and who has a role is led to a second step."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage, LoginStageController
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from . import wording
from .middleware import lacks_second_factor
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | wording.ACCOUNT_ERRORS

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if lacks_second_factor(request.user):
            return resolve_url("mfa_index")
        return super().get_login_redirect_url(request)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Void a password that was chosen by somebody who never proved the address.

        Else whoever signs up with another person's address could wait for them to
        come by a mailed code, and then go in with the password.
        """
        user = email_address.user
        known = EmailAddress.objects.filter(user=user, verified=True).exists()
        theirs = request.user.is_authenticated or LoginStageController.enter(
            request, EmailVerificationStage.key
        )
        confirmed = super().confirm_email(request, email_address)
        if confirmed and not known and not theirs:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return confirmed

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's own signature
    ) -> User:
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | wording.SECOND_STEP_ERRORS
