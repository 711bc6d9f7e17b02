"""What the screens about one member share: who may, the frame, and the look."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from membership import membership_numbers, permissions
from membership.models import Member
from portal.accounts import looks
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab, only_for
from portal.core import clock

READ_OR_SEND = ["GET", "HEAD", "POST"]

for_keepers = only_for(permissions.may_keep_members)
for_lookers = only_for(permissions.may_look_up_members)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_members:{name}", args=args)


def find(number: str) -> Member:
    """Return the member, by whichever of their numbers; an old one leads on."""
    found = get_object_or_404(
        Member.objects.select_related("user", "merged_into__user"),
        uniform_number=membership_numbers.uniform(number),
    )
    return membership_numbers.where(found)


def screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    member: Member | None = None,
    **context: Any,
) -> HttpResponse:
    crumbs = [("Members", url("member-list"))]
    if member is not None:
        here = url("member-detail", member.uniform_number)
        context["tabs"] = _tabs(request, member)
        context["back"] = here
        if title != member.name:
            crumbs.append((member.name, here))
    return frame.screen(
        request,
        f"membership/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="group",
        member=member,
        tabs_label="This member",
        **context,
    )


def _tabs(request: HttpRequest, member: Member) -> list[Tab]:
    tabs = [("Overview", "member-detail"), ("History", "member-history")]
    if permissions.may_keep_members(request.user):
        tabs.append(("Notes", "member-notes"))
    # By name: the number in the address may be written in another way.
    match = request.resolver_match
    opened = match.url_name if match else ""
    return [
        Tab(label, url(name, member.uniform_number), here=name == opened)
        for label, name in tabs
    ]


def note_look(request: HttpRequest, member: Member, screen: str) -> None:
    """Write down who has the record open, for its owner to see."""
    owner, by = member.user, request.user
    looks.note(member, owner=owner, by=by, screen=screen, at=clock.now())
