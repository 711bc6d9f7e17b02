"""What stands between a request and the pages: second factor, and no stray copies."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.deprecation import MiddlewareMixin

from .models import User
from .roles import opens_staff_area, roles_of
from .visitors import local_address

# Where a role opens doors. Elsewhere its holder is a visitor like any other, and
# public pages stay free of the question.
GUARDED = (settings.STAFF_PREFIX, "/registers/")
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    return (
        settings.SECOND_FACTOR_OBLIGED
        and bool(roles_of(user))
        and not is_mfa_enabled(user, SECOND_STEPS)
    )


class StaffDoorMiddleware(MiddlewareMixin):
    """Let nobody come to the staff area by a second, weaker way in.

    Wagtail's own pages for signing in and for forgotten passwords know no limits and
    no second step, so whoever is not signed in is led to the one log-in from every
    address below the prefix, and whoever has no business there is told so.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if not request.path.startswith(settings.STAFF_PREFIX):
            return None
        entrance = request.path.startswith(f"{settings.STAFF_PREFIX}login/")
        to = request.get_full_path()
        if entrance:
            to = local_address(request.GET.get("next"), otherwise=settings.STAFF_PREFIX)
        if not request.user.is_authenticated:
            if request.headers.get("x-requested-with") == "XMLHttpRequest":
                raise PermissionDenied
            return redirect_to_login(to)
        if not opens_staff_area(request.user):
            raise PermissionDenied
        return redirect(to) if entrance else None


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
