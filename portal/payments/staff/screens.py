"""Screens: the frame of the finance desk, who may open it, and where things are."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for
from portal.core.errors import Refused
from portal.payments import permissions
from portal.payments.models import Bill, Payer

READ_OR_SEND = ["GET", "HEAD", "POST"]

for_finance = only_for(permissions.may_keep_books)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_finance:{name}", args=args)


def screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    crumbs: list[tuple[str, str]] | None = None,
    **context: Any,
) -> HttpResponse:
    return frame.screen(
        request,
        f"payments/staff/{name}.html",
        title=title,
        crumbs=[("Finance", url("desk")), *(crumbs or [])],
        icon="decimal",
        **context,
    )


def bill_of(reference: str) -> Any:
    """Return the bill with its sums."""
    rows = Bill.objects.with_owed().select_related("payer__user")
    bill = rows.filter(reference=reference.upper()).first()
    if bill is None:
        raise Http404
    return bill


def crumbs_of(bill: Bill) -> list[tuple[str, str]]:
    payer: Payer = bill.payer
    return [
        (payer.name, url("payer-detail", payer.pk)),
        (f"Bill {bill.reference}", url("bill-detail", bill.reference)),
    ]


def step(
    request: HttpRequest,
    *,
    name: str,
    form: Any,
    do: Callable[[dict[str, Any]], str],
    title: str,
    back: str,
    crumbs: list[tuple[str, str]],
    **context: Any,
) -> HttpResponse:
    """Take one step by its form: told when it is done, told when a rule says no."""
    refusal = ""
    if form.is_valid():
        try:
            said = do(form.cleaned_data)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, said)
            return redirect(back)
    return screen(
        request,
        name,
        title=title,
        crumbs=crumbs,
        form=form,
        refusal=refusal,
        back=back,
        **context,
    )


def pressed(request: HttpRequest, do: Callable[[], str], *, back: str) -> HttpResponse:
    """Take a step that is one button: told either way, on the page it came from."""
    try:
        messages.success(request, do())
    except Refused as no:
        messages.error(request, no.message)
    return redirect(back)
