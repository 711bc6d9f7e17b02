"""allauth, adjusted: its words are ours, and who has a role is led to a second step."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse
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

    def pre_login(
        self, request: HttpRequest, user: User, **circumstances: Any
    ) -> HttpResponse | None:
        """Void a password that was chosen by somebody who never proved the address.

        Else whoever signs up with another person's address could wait for its owner
        to come by a mailed code, and then go in with the password.
        """
        ways = {
            record["method"] for record in get_authentication_records(request, user)
        }
        if (
            user.last_login is None
            and user.has_usable_password()
            and not circumstances["signup"]
            and "password" not in ways
        ):
            user.set_unusable_password()
            user.save(update_fields=["password"])
        return super().pre_login(request, user, **circumstances)

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
