"""Booking what costs something: one page that asks who comes and how it is paid.

Somebody signed in goes on to the card page with the one press of its button. A guest
goes on from the link in a mail, so that the page says the same to everybody.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from events.booking import guests, next_steps, paying, pricing, refund_terms
from events.booking.forms import (
    DelegateForm,
    LinkForm,
    PayForm,
    known_of,
)
from events.booking.next_steps import NextStep
from events.catalogue import lines, policies, queries
from events.errors import AlreadyBooked, CodeRefused, EventFull
from events.models import Booking, Event, Ticket, WayIn, Who
from membership import standing
from portal.accounts.visitors import may_try
from portal.core import clock, words
from portal.core.errors import Refused

# A hospital is one address. What is tried more often than this is tried by a machine.
WRONG_CODES = "20/10m/ip"
GUESTS_HOLDS = "40/40m/ip"
LINKS_ASKED = "20/10m/ip"
TOO_MANY_CODES = (
    "Many wrong access codes came from where you are. Wait ten minutes, or book "
    "without a code."
)
TOO_MANY_HOLDS = (
    "Very many places are being kept from where you are. Wait until some are paid "
    "for, or sign in and book."
)
ANOTHERS = (
    "A place is booked for your address from another account. Write to our events "
    "team, who can see to it."
)


def is_sent(request: HttpRequest) -> bool:
    """Say whether a post comes from this page, and not from the free button."""
    return "agency" in request.POST


def page(
    request: HttpRequest,
    event: Event,
    step: NextStep,
    *,
    form: DelegateForm | None = None,
    pay_form: PayForm | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    """Show the form; what somebody has typed stays."""
    at = clock.now()
    user = request.user if request.user.is_authenticated else None
    pence = step.ticket_type.price_pence if step.ticket_type else 0
    why_no_order = paying.why_no_order(event, pence, at=at) if pence else ""
    form = form or DelegateForm(
        event=event,
        user=user,
        needs_code=step.needs_code,
        initial=_known(user, at=at),
    )
    if user is not None and pay_form is None:
        pay_form = PayForm(may_order=not why_no_order)
    policy = policies.booking_policy()
    context = {
        "event": event,
        "next": step,
        "form": form,
        "form2": pay_form,
        "refused": refused,
        "is_full": isinstance(refused, EventFull),
        "pence": pence,
        "vat": pricing.vat_words(step.ticket_type) if step.ticket_type else "",
        "others": _other_prices(event, step),
        "errand": _errand(user, at=at),
        "why_no_order": why_no_order,
        "terms": refund_terms.in_words(
            policy.terms(), pence or None, starts_at=event.starts_at, at=at
        ),
        "minutes": policy.checkout_minutes,
        "facts": lines.facts_of(
            event, zone=getattr(user, "time_zone", ""), dated=False
        ),
        "in_short": lines.who_in_short(event, list(event.ticket_types.all())),
        "left": queries.places_left(event),
        "few": queries.is_few(event, policy),
        "here": reverse("events:booking-start", args=[event.reference]),
    }
    return render(request, "events/booking/booking_pay.html", context)


def send(request: HttpRequest, event: Event, step: NextStep) -> HttpResponse:
    """Keep the place and lead on to paying; of what was sent, no price is read."""
    user = request.user if request.user.is_authenticated else None
    form = DelegateForm(
        request.POST, event=event, user=user, needs_code=step.needs_code
    )
    pay_form = PayForm(request.POST) if user is not None else None
    # Both are asked, so that every error shows at once.
    valid = [one.is_valid() for one in (form, pay_form) if one is not None]
    if not all(valid):
        return page(request, event, step, form=form, pay_form=pay_form)
    try:
        _refuse_tries(request, form.cleaned_data["code"], is_guest=user is None)
        if user is None:
            return _as_guest(request, event, form)
        return _as_account(request, event, form, pay_form)
    except CodeRefused as refused:
        may_try(request, "wrong_access_code", WRONG_CODES)
        form.add_error("code", refused.message)
        return page(request, event, step, form=form, pay_form=pay_form)
    except Refused as refused:
        return page(request, event, step, form=form, pay_form=pay_form, refused=refused)


def _refuse_tries(request: HttpRequest, code: str, *, is_guest: bool) -> None:
    if code and not may_try(request, "wrong_access_code", WRONG_CODES, look=True):
        raise Refused(TOO_MANY_CODES)
    if is_guest and not may_try(request, "guest_hold", GUESTS_HOLDS):
        raise Refused(TOO_MANY_HOLDS)


def _as_guest(request: HttpRequest, event: Event, form: DelegateForm) -> HttpResponse:
    delegate = form.delegate()
    order = paying.Order(
        [delegate],
        booker_name=delegate.name,
        booker_email=delegate.email,
        code=form.cleaned_data["code"],
    )
    guests.ask(event, order, at=clock.now())
    request.session["asked_from"] = delegate.email
    return redirect("events:booking-sent", reference=event.reference)


def _as_account(
    request: HttpRequest, event: Event, form: DelegateForm, pay_form: PayForm
) -> HttpResponse:
    at = clock.now()
    delegate = form.delegate()
    order = paying.Order(
        [delegate],
        booker_name=delegate.name,
        booker_email=delegate.email,
        booker=request.user,
        code=form.cleaned_data["code"],
        invited=event.way_in == WayIn.INVITATION
        and next_steps.is_invited(event, request.user),
    )
    try:
        booking = paying.reserve(event, order, at=at)
    except AlreadyBooked as already:
        booking = already.booking
        if not Booking.objects.of(request.user).filter(pk=booking.pk).exists():
            raise Refused(ANOTHERS) from already
        if booking.is_confirmed:
            messages.info(request, "You already have a place. Here it is.")
        return redirect(booking)
    return go_on(request, booking, pay_form, back_to=booking.get_absolute_url())


def go_on(
    request: HttpRequest, booking: Booking, pay_form: PayForm, *, back_to: str
) -> HttpResponse:
    """Lead to the card page, or write to who pays. What is refused, the booking's own
    page says: the place is kept meanwhile.
    """
    at = clock.now()
    if not booking.is_held(at) or not booking.price_pence:
        return redirect(back_to)
    if not pay_form.by_invoice:
        return by_card(request, booking, back_to=back_to)
    try:
        paying.pay_by_invoice(
            booking,
            payer=pay_form.payer(),
            order_number=pay_form.cleaned_data["order_number"],
            at=at,
            by=request.user if request.user.is_authenticated else None,
        )
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect(back_to)


def by_card(
    request: HttpRequest, booking: Booking, *, back_to: str
) -> HttpResponseRedirect:
    """Lead to the card page, also where an order was waited for until now."""
    try:
        return redirect(paying.pay_by_card(booking, at=clock.now()))
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(back_to)


@require_safe
def booking_sent(request: HttpRequest, reference: str):
    """Say that a mail has gone, whatever it says; the same for every address."""
    event = queries.find(request.user, at=clock.now(), reference=reference)
    if event is None:
        raise Http404
    context = {
        "event": event,
        "email": request.session.get("asked_from", ""),
        "minutes": policies.booking_policy().checkout_minutes,
    }
    return render(request, "events/booking/booking_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def booking_link(request: HttpRequest):
    """Send new links to whatever was booked from an address; say the same always."""
    form = LinkForm(request.POST or None)
    refused = None
    if form.is_valid():
        if may_try(request, "booking_link", LINKS_ASKED):
            guests.ask_for_links(form.cleaned_data["email"], at=clock.now())
            return render(
                request,
                "events/booking/booking_sent.html",
                {"email": form.cleaned_data["email"]},
            )
        refused = "Very many links were asked for from where you are. Wait ten minutes."
    return render(
        request,
        "events/booking/booking_link.html",
        {"form": form, "refused": refused},
    )


def _known(user, *, at) -> dict[str, object]:
    """Return what is known of somebody signed in: from their last place, if any."""
    if user is None:
        return {}
    last = Ticket.objects.filter(user=user).exclude(name="").order_by("-pk").first()
    known = known_of(last) if last is not None else {}
    member = standing.standing_of_user(user, on=clock.uk_day(at)).member
    known["agency"] = known.get("agency") or (member.employer if member else "")
    known["name"] = user.name or (member.name if member else "") or known.get("name")
    # Needs are told for each event anew.
    return known | {"needs": ""}


def _other_prices(event: Event, step: NextStep) -> str:
    """Return what members pay, said to who would pay more."""
    if step.ticket_type is None:
        return ""
    cheaper = [
        kind
        for kind in event.ticket_types.all()
        if kind.who in {Who.MEMBER_PRICE, Who.MEMBERS}
        and kind.price_pence < step.ticket_type.price_pence
    ]
    if not cheaper:
        return ""
    least = min(kind.price_pence for kind in cheaper)
    return f"Members pay {words.pounds(least)}." if least else "It is free for members."


def _errand(user, *, at) -> str:
    """Say how somebody comes by the member's price: sign in, renew, or join."""
    if user is None:
        return "sign_in"
    return (
        "renew"
        if standing.standing_of_user(user, on=clock.uk_day(at)).has_ended
        else "join"
    )
