"""One's own details, and the way to what keeps the account safe."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership import members
from membership.models import Member
from portal.accounts import details
from portal.core import clock
from portal.my.forms import DetailsForm, RegistrationForm, WishesForm
from portal.notifications import preferences

READ_OR_SEND = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(READ_OR_SEND)
def account(request: HttpRequest):
    user = request.user
    member = Member.objects.filter(user=user).first()
    form = DetailsForm(request.POST or None, instance=user, initial=_said(user, member))
    if request.method == "POST" and form.is_valid():
        _keep(form, member, user)
        messages.success(request, "Your details are saved.")
        return redirect("my:account")
    if form.errors:
        # The form has written what was typed on the account of this request.
        user.refresh_from_db()
    return render(request, "my/account.html", {"form": form})


def _said(user, member: Member | None) -> dict[str, object]:
    known = details.of(user)
    employer = known.employer if known else ""
    return {
        "employer": member.employer if member else employer,
        "profession": known.profession if known else None,
        "postal_address": known.postal_address if known else "",
    }


@transaction.atomic
def _keep(form: DetailsForm, member: Member | None, user) -> None:
    """Keep what is typed; the list of members follows what its member says."""
    form.save()
    typed = form.cleaned_data
    details.change(
        user,
        profession=typed["profession"],
        employer=typed["employer"],
        postal_address=typed["postal_address"],
        at=clock.now(),
    )
    if member is not None:
        name = typed["name"] or member.name
        members.correct(member, by=user, name=name, employer=typed["employer"])


@login_required
@require_http_methods(READ_OR_SEND)
def registration(request: HttpRequest):
    known = details.registration_of(request.user)
    initial = {"regulator": known.regulator, "pin": known.pin} if known else None
    form = RegistrationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        details.register(request.user, **form.cleaned_data, at=clock.now())
        messages.success(request, "Your registration is saved.")
        return redirect("my:registration")
    return render(request, "my/registration.html", {"form": form, "known": known})


@login_required
@require_http_methods(READ_OR_SEND)
def wishes(request: HttpRequest):
    """What we send: always, and only when asked for."""
    user = request.user
    # Without a tick and without a token, nothing is sent at all.
    typed = request.POST if request.method == "POST" else None
    form = WishesForm(typed, initial=preferences.of(user))
    if request.method == "POST" and form.is_valid():
        preferences.choose(user, form.cleaned_data, by=user, at=clock.now())
        messages.success(request, "Your choices are saved.")
        return redirect("my:wishes")
    return render(request, "my/wishes.html", {"form": form})


@login_required
@require_safe
def security(request: HttpRequest):
    """What keeps the account safe, how it stands, and where each is changed."""
    user = request.user
    kinds = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    unproved = EmailAddress.objects.filter(user=user, verified=False).first()
    context = {
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "keys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "sessions": UserSession.objects.filter(user=user).count(),
        "unproved": unproved,
    }
    return render(request, "my/security.html", context)
