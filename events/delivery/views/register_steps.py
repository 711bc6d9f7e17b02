from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from events.delivery import register_lines, register_rows, registers, walk_ins
from events.delivery.forms import WalkInForm
from events.errors import AlreadyBooked
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from .registers import back_to, frame_of, sitting_or_404


@login_required
@require_POST
def register_confirm(request, reference, number):
    sitting = sitting_or_404(request, reference, number)
    try:
        number = registers.confirm_proposals(sitting, by=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{count_of(number, 'person,people')} marked present")
    return back_to(request, sitting)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_walk_in(request, reference, number):
    sitting = sitting_or_404(request, reference, number)
    kinds = list(sitting.event.ticket_types.all())
    form = WalkInForm(request.POST or None, ticket_types=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            line = walk_ins.add(
                sitting,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                agency=form.cleaned_data["agency"],
                ticket_type=form.cleaned_data["ticket_type"],
                by=request.user,
                at=clock.now(),
            )
        except AlreadyBooked:
            form.add_error("email", "This person is on the register. Mark them there")
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"{line.who} is on the register, and present")
            return back_to(request, sitting, anchor=f"l{line.pk}")
    return render(
        request,
        "events/delivery/register_walk_in.html",
        {**frame_of(sitting), "form": form, "can_add": bool(kinds)},
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register_close(request, reference, number):
    """Say what closing will do, then do it."""
    sitting = sitting_or_404(request, reference, number)
    refusal = ""
    if request.method == "POST":
        try:
            registers.close(sitting, by=request.user, at=clock.now())
        except Refused as refused:
            refusal = refused.message
        else:
            messages.success(request, "The register is closed")
            return back_to(request, sitting)
    lines = register_lines.open_register(sitting)
    rows = register_rows.rows_of(lines)
    return render(
        request,
        "events/delivery/register_close.html",
        {
            **frame_of(sitting),
            "refusal": refusal,
            "counts": register_lines.counts(lines),
            "joined": [row for row in rows if not row.mark and row.joined_at],
            "unmarked": [row for row in rows if not row.mark and not row.joined_at],
        },
    )


@login_required
@require_POST
def register_reopen(request, reference, number):
    sitting = sitting_or_404(request, reference, number)
    registers.reopen(sitting, by=request.user)
    messages.success(request, "The register is open again")
    return back_to(request, sitting)
