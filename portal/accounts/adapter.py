"""allauth, adjusted: its mails leave through our outbox, its words are ours."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from portal.notifications import post

from . import wording
from .middleware import lacks_second_factor
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | wording.ACCOUNT_ERRORS

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Post the mail that allauth asks for, with the facts its texts use.

        Codes and links are secrets of ten minutes, so the outbox forgets the
        facts of such a message once it has been sent.
        """
        user = context.get("user")
        post.post(
            "accounts/" + template_prefix.rsplit("/", 1)[-1].removesuffix("_message"),
            to=email,
            user=user if isinstance(user, User) and user.pk else None,
            facts={
                key: str(value)
                for key, value in context.items()
                if key in SECRET_FACTS | PLAIN_FACTS and value is not None
            },
            forget_facts=True,
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if lacks_second_factor(request.user):
            return resolve_url("mfa_index")
        return super().get_login_redirect_url(request)

    def save_user(
        self, request: HttpRequest, user: User, form: Any, commit: bool = True
    ) -> User:
        user.name = form.cleaned_data.get("name", "")
        return super().save_user(request, user, form, commit)


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | wording.SECOND_STEP_ERRORS


SECRET_FACTS = frozenset({"code", "activate_url", "password_reset_url", "key"})
PLAIN_FACTS = frozenset({"email", "signup_url", "from_email", "to_email", "user_agent"})
