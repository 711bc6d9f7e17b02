"""The test payment page, and the test page for cards: they play Stripe's own two pages.

Nobody is charged. What is pressed changes the stand-in's books, and its notices arrive
at our door, signed, as Stripe's would: from there on everything is the product's.
"""

from datetime import UTC, datetime

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core.money import pounds

from .stand_in import dealings
from .stand_in.books import turn
from .stand_in.post import post_what_waits

PAY, SLOWLY, DECLINE = "pay", "slowly", "decline"
PAGE_DEEDS = {
    PAY: dealings.pay,
    SLOWLY: dealings.pay_slowly,
    DECLINE: dealings.decline,
}
RENEW, FAIL, STOP, GO_ON = "renew", "fail", "stop", "go-on"
CARD_DEEDS = {
    RENEW: dealings.renew,
    FAIL: dealings.fail_to_renew,
    STOP: lambda books, number: dealings.let_end(books, number, wanted=True),
    GO_ON: lambda books, number: dealings.let_end(books, number, wanted=False),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def pay(request, page):
    with turn() as books:
        found = books.find("checkout.session", page)
        if found is None:
            raise Http404
        found = dealings.page(books, page)
    declined = False
    if request.method == "POST" and found["status"] == "open":
        deed = request.POST.get("deed", "")
        if deed in PAGE_DEEDS and (deed != SLOWLY or found["mode"] == "payment"):
            with turn() as books:
                found = PAGE_DEEDS[deed](books, page)
            post_what_waits()
            if deed != DECLINE:
                return redirect(
                    found["success_url"].replace("{CHECKOUT_SESSION_ID}", page)
                )
            declined = True
    return render(
        request,
        "demo/pay.html",
        {
            "page": found,
            "lines": [
                {
                    "name": line["price_data"]["product_data"]["name"],
                    "quantity": line["quantity"],
                    "pence": line["price_data"]["unit_amount"] * line["quantity"],
                }
                for line in found["_lines"]
            ],
            "pence": found["amount_total"],
            "interval": (found["_subscription"] or {}).get("interval", ""),
            "is_open": found["status"] == "open",
            "declined": declined,
            "fields": [
                ("Card number", "4242 4242 4242 4242"),
                ("Ends", "12 / 34"),
                ("Security number", "123"),
            ],
        },
    )


class CardDeedForm(forms.Form):
    subscription = forms.SlugField()
    deed = forms.ChoiceField(choices=[(deed, deed) for deed in CARD_DEEDS])


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def cards(request, page):
    with turn() as books:
        found = books.find("billing_portal.session", page)
        if found is None:
            raise Http404
        theirs = _subscriptions(books, found["customer"])
    form = CardDeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if wanted["subscription"] in {each["id"] for each in theirs}:
            with turn() as books:
                CARD_DEEDS[wanted["deed"]](books, wanted["subscription"])
            post_what_waits()
        return redirect(request.path)
    return render(
        request,
        "demo/cards.html",
        {"page": found, "subscriptions": [_shown(each) for each in theirs]},
    )


def _subscriptions(books, customer):
    return [
        each
        for each in books.every("subscription")
        if each["customer"] == customer and each["status"] != "canceled"
    ]


def _shown(subscription):
    (item,) = subscription["items"]["data"]
    price = item["price"]
    ends = datetime.fromtimestamp(item["current_period_end"], tz=UTC)
    return {
        "id": subscription["id"],
        "name": subscription.get("description") or "Automatic renewal",
        "sum": pounds(price["unit_amount"]),
        "interval": price["recurring"]["interval"],
        "next_at": ends,
        "is_ending": subscription["cancel_at_period_end"],
        "is_failing": subscription["status"] == "past_due",
    }
