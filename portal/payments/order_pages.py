"""The page behind the link by which a finance contact gives an order number."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

from . import purchase_orders
from .forms import OrderNumberForm


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def order_number(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be paid and take the number. GET shows and changes nothing."""
    asked = purchase_orders.open_behind(token)
    form = OrderNumberForm(request.POST or None)
    invoice = refusal = None
    if asked is not None and request.method == "POST" and form.is_valid():
        try:
            invoice = purchase_orders.answer(
                token, form.cleaned_data["number"], at=clock.now()
            )
        except Refused as no:
            refusal = no
    context: dict[str, Any] = {
        "asked": asked,
        "form": form,
        "invoice": invoice,
        "refusal": refusal,
        "lines": list(asked.bill.lines.all()) if asked else [],
    }
    return render(
        request,
        "payments/order_number.html",
        context,
        status=HTTPStatus.OK if asked else HTTPStatus.GONE,
    )
