"""One's own membership: how it stands, how it is paid, and every step it can take."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_safe

from membership import (
    applications,
    automatic,
    members,
    pauses,
    resignations,
    standing,
)
from membership.seats import organisations, places
from portal.core import clock
from portal.my import standing_words


@login_required
@require_safe
def membership(request: HttpRequest):
    on = clock.today()
    stands = standing.standing_of_user(request.user, on=on)
    context = {
        "standing": stands,
        "standing_words": standing_words.in_words(stands),
        "can_renew": standing_words.can_renew(stands),
        "application": applications.open_of(request.user),
        "coordinates": organisations.coordinated_by(request.user),
    }
    if stands.member is not None:
        context |= _steps(stands.member, on=on)
    return render(request, "my/membership.html", context)


def _steps(member, *, on) -> dict[str, object]:
    agreement = automatic.agreement_of(member)
    running = members.running(member, on=on)
    held = places.held_by(member, on=on)
    return {
        "place": held[0] if held else None,
        "place_starts_later": bool(held) and held[0].term.starts_on > on,
        "agreement": agreement,
        "renews": automatic.renews(agreement),
        "is_failing": agreement is not None and automatic.is_failing(agreement),
        "takes_on": automatic.next_on(agreement, on=on) if agreement else None,
        "resigned": resignations.resigned(member, on=on),
        "pause": pauses.pause_of(member, on=on),
        "may_pause": pauses.may_pause(member, on=on),
        "is_running": bool(running),
        # What has been paid ahead counts as well.
        "last_day": running[-1].ends_on if running else None,
    }
