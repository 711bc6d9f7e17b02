"""The screens of exports: ask for members as a file, and take it within a day."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from membership import exports, permissions
from membership.models import Grade, MemberExport
from membership.standing import State
from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for
from portal.core import clock, files

for_lookers = only_for(permissions.may_look_up_members)
STANDINGS = (
    State.CURRENT,
    State.GRACE,
    State.LAPSED,
    State.RESIGNED,
    State.PAUSED,
    State.NONE,
)


class ExportForm(forms.Form):
    standing = forms.ChoiceField(
        choices=[("", "All"), *((one.value, one.label) for one in STANDINGS)],
        required=False,
    )
    grade = forms.ModelChoiceField(
        Grade.objects.all(), required=False, empty_label="All"
    )
    typed = forms.CharField(
        label="Number, part of a name, address or employer",
        required=False,
        max_length=100,
    )
    kind = forms.ChoiceField(
        label="Kind of file",
        choices=MemberExport.Kind,
        initial=MemberExport.Kind.CSV,
        error_messages={"required": "Choose a kind of file."},
    )

    def filters(self) -> dict[str, Any]:
        said = self.cleaned_data
        grade = said["grade"]
        return {
            "standing": said["standing"],
            "grade": grade.pk if grade else None,
            "typed": said["typed"].replace("\0", ""),
        }


@for_lookers
@require_http_methods(["GET", "HEAD", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = ExportForm(request.POST if sent else None, initial=request.GET.dict())
    if form.is_valid():
        exports.ask(
            request.user,
            kind=form.cleaned_data["kind"],
            filters=form.filters(),
            at=clock.now(),
        )
        return redirect("staff_members:export-list")
    at = clock.now()
    return frame.screen(
        request,
        "membership/staff/export_list.html",
        title="Export members",
        crumbs=[("Members", reverse("staff_members:member-list"))],
        icon="upload",
        form=form,
        exports=[(one, _is_there(one, at)) for one in exports.of(request.user)],
        whole=permissions.may_keep_members(request.user),
    )


def _is_there(export: MemberExport, at: datetime) -> bool:
    return bool(export.ready_at and export.ends_at and export.ends_at > at)


@for_lookers
@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand the file to the one who asked for it, within its day."""
    export = exports.to_take(request.user, pk, at=clock.now())
    if export is None:
        raise Http404
    kind = MemberExport.Kind(export.kind)
    day = clock.uk_day(export.asked_at).isoformat()
    return files.hand_over(
        request,
        export.file,
        name=f"members {day}.{kind}",
        media_type=exports.MEDIA_TYPES[kind],
        download=True,
    )
