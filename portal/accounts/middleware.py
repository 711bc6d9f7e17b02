"""What stands between a request and the pages: second factor, and no stray copies."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin

from .models import User
from .roles import roles_of

# Where a role opens doors. Elsewhere its holder is a visitor like any other, and
# public pages stay free of the question.
GUARDED = (settings.STAFF_PREFIX, "/registers/")


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    return (
        settings.SECOND_FACTOR_OBLIGED
        and bool(roles_of(user))
        and not is_mfa_enabled(user)
    )


class SecondFactorMiddleware(MiddlewareMixin):
    """Send every account with a role to enrol a second factor first.

    Obliged by Cyber Essentials for cloud services, and because a role opens
    other people's data.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path.startswith(GUARDED) or not lacks_second_factor(
            request.user
        ):
            return None
        messages.warning(
            request,
            "Your role opens other people's data, so your account needs a second "
            "step at sign-in. Set one up to go on.",
        )
        return redirect(reverse("mfa_index"))


class PrivatePagesMiddleware(MiddlewareMixin):
    """Keep pages made for one person out of every cache but theirs."""

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        user = getattr(request, "user", None)
        # Reading the session to find out would cost anonymous pages a query.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and (
            user is not None and user.is_authenticated
        )
        if signed_in and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response
