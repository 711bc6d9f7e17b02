"""The staff step that lets a member go on in another grade, without money."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from membership import changes, permissions, standing
from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for
from portal.core import clock
from portal.core.errors import Refused

from .forms import OtherGradeForm
from .frame import find, url


@only_for(permissions.may_keep_members)
@require_http_methods(["GET", "HEAD", "POST"])
def grade_change(request: HttpRequest, number: str) -> HttpResponse:
    member = find(number)
    at = clock.now()
    how = standing.standing_of(member, on=clock.uk_day(at))
    form = OtherGradeForm(request.POST or None, now=how.grade)
    back = url("member-detail", member.uniform_number)
    refusal = ""
    if form.is_valid():
        try:
            changes.set_by_staff(
                member, grade=form.cleaned_data["grade"], by=request.user, at=at
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The grade is changed, and the member is told.")
            return redirect(back)
    return frame.screen(
        request,
        "membership/staff/grade_change.html",
        title="Change the grade",
        crumbs=[("Members", url("member-list")), (member.name, back)],
        icon="group",
        member=member,
        form=form,
        refusal=refusal,
        back=back,
        how=how,
    )
