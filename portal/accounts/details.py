"""Details: what somebody tells us about themselves, and takes back."""

from datetime import datetime

from django.db import transaction

from portal.body.models import Profession
from portal.core import history, sealed

from .models import Details, ProfessionalRegistration, User


def of(user: User) -> Details | None:
    return Details.objects.filter(user=user).select_related("profession").first()


@transaction.atomic
def change(
    user: User,
    *,
    profession: Profession | None,
    employer: str,
    postal_address: str,
    at: datetime,
) -> None:
    """Keep what the person says. The history says which, and never what."""
    before = of(user) or Details(user=user)
    after = {
        "profession": profession,
        "employer": employer,
        "postal_address": postal_address,
    }
    changed = [name for name, said in after.items() if getattr(before, name) != said]
    if changed:
        Details.objects.update_or_create(
            user=user, defaults={**after, "changed_at": at}
        )
        history.record(
            user, "accounts.details_changed", by=user, facts={"changed": changed}
        )


def registration_of(user: User) -> ProfessionalRegistration | None:
    return ProfessionalRegistration.objects.filter(user=user).first()


@transaction.atomic
def register(user: User, *, regulator: str, pin: str, at: datetime) -> None:
    """Keep the registration; without a regulator, forget it."""
    if regulator:
        ProfessionalRegistration.objects.update_or_create(
            user=user, defaults={"regulator": regulator, "pin": pin, "changed_at": at}
        )
    else:
        ProfessionalRegistration.objects.filter(user=user).delete()
    history.record(user, "accounts.registration_changed", by=user)


def seal_anew() -> int:
    """Seal every number with the newest key, after the secret key was renewed."""
    return sealed.seal_anew(ProfessionalRegistration.objects.all(), "pin")
