"""Places of a booking: who comes, given up one by one, moved to another date.

The same for whoever booked signed in and for a guest who came by a link; the callers
see to who it is, and say below which address these pages lie.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from events.booking import changes, claims, groups, links, moving, naming
from events.booking.forms import known_of
from events.booking.group_forms import LinkToForm, ListForm, MoveForm, NameForm
from events.booking.own_booking import Ways
from events.catalogue import lines
from events.models import Booking, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of, pounds

SHOWN_ONCE = "claim_link"


def base_of(ways: Ways) -> str:
    return f"{ways.here}places/"


def _user(request: HttpRequest):
    return request.user if request.user.is_authenticated else None


def _page(
    request: HttpRequest, template: str, booking: Booking, ways: Ways, **context
) -> HttpResponse:
    facts = {
        "booking": booking,
        "event": booking.event,
        "when": lines.when(booking.event),
        "ways": ways,
        "base": base_of(ways),
    }
    return render(request, f"events/groups/{template}.html", facts | context)


# --- All of them -----------------------------------------------------------


def places(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    """Show the places; a post makes, stops or sends links again."""
    at = clock.now()
    if request.method == "POST":
        return _links(request, booking, ways)
    shared = request.session.pop(SHOWN_ONCE, None)
    address = ""
    if shared and shared[0] == booking.reference:
        path = reverse("events:claim", args=[shared[1]])
        address = request.build_absolute_uri(path)
    return _page(
        request,
        "places",
        booking,
        ways,
        board=groups.board(booking, at=at),
        shared_address=address,
        may_move=bool(
            booking.is_confirmed and moving.dates_for(booking.tickets.first(), at=at)
        ),
    )


def _links(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    at, by = clock.now(), _user(request)
    try:
        if "share" in request.POST:
            token = claims.make_shared(booking, by=by, at=at)
            # Stored hashed, so it can be shown this once and never again.
            request.session[SHOWN_ONCE] = [booking.reference, token]
        elif "stop" in request.POST:
            claims.end_shared(booking, at=at)
            messages.success(request, "The link to hand round works no more.")
        elif "again" in request.POST:
            sent = groups.send_again(booking, by=by, at=at)
            messages.success(request, f"{count_of(sent, 'link has,links have')} gone.")
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect(base_of(ways))


def place_list(request: HttpRequest, booking: Booking, ways: Ways) -> HttpResponse:
    """Name many at once, from a text or a file: all of them, or nobody."""
    at = clock.now()
    board = groups.board(booking, at=at)
    if board.refusal or not board.to_name:
        return redirect(base_of(ways))
    form = ListForm(request.POST or None, request.FILES or None)
    faults = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            rows = (
                groups.read_file(file, size=file.size)
                if file
                else groups.read_text(form.cleaned_data["people"])
            )
            named = naming.name_all(booking, rows, by=_user(request), at=at)
        except naming.RowsRefused as refused:
            faults = [row for row in refused.rows if row.fault]
            # What was read from a file stands in the box, to be put right there.
            form = ListForm(initial={"people": groups.as_text(refused.rows)})
        except Refused as refused:
            form.add_error("file" if file else "people", refused.message)
        else:
            messages.success(
                request,
                f"{count_of(named, 'person is,people are')} named, and each is told.",
            )
            return redirect(base_of(ways))
    return _page(
        request, "place_list", booking, ways, form=form, faults=faults, board=board
    )


# --- One of them -----------------------------------------------------------


def _ticket(request: HttpRequest, booking: Booking, key: int) -> Ticket | None:
    """Return one of the places; None where a form is sent of one that has gone on.

    That is a second press, or a page that was open for long: it leads back to the
    places, which say how they stand.
    """
    rows = booking.tickets.select_related("ticket_type", "booking", "access_need")
    ticket = rows.filter(pk=key).first()
    if ticket is None:
        raise Http404
    if ticket.released_at is not None and ticket.went_to.kept().exists():
        if request.method != "POST":
            raise Http404
        messages.info(request, "This place has changed already. Here is how it stands.")
        return None
    ticket.event = ticket.booking.event = booking.event
    return ticket


def place(request: HttpRequest, booking: Booking, ways: Ways, key: int) -> HttpResponse:
    """Say who comes on one place, by hand or by a link, or take the name off."""
    at, by = clock.now(), _user(request)
    ticket = _ticket(request, booking, key)
    if ticket is None:
        return redirect(base_of(ways))
    board = groups.board(booking, at=at)
    typed = request.POST if request.method == "POST" else None
    sends_link = typed is not None and "send" in typed
    form = NameForm(
        None if sends_link else typed,
        event=booking.event,
        initial=known_of(ticket)
        | {"email": ticket.email, "agency": ticket.agency or booking.organisation},
    )
    link_form = LinkToForm(typed if sends_link else None, prefix="link")
    refused = None
    try:
        if typed is not None and "take_off" in typed:
            naming.take_off(ticket, by=by, at=at)
            messages.success(request, "The name is taken off, and its person told.")
            return redirect(base_of(ways))
        if sends_link and link_form.is_valid():
            email = link_form.cleaned_data["email"]
            claims.send(ticket, email, by=by, at=at)
            messages.success(request, f"A link is on its way to {email}.")
            return redirect(base_of(ways))
        if form.is_valid():
            claims.refuse_unpaid(booking)
            new = naming.substitute(ticket, form.delegate(), by=by, at=at)
            messages.success(request, f"{new.name} comes, and is told.")
            return redirect(base_of(ways))
    except Refused as no:
        refused = no
    return _page(
        request,
        "place",
        booking,
        ways,
        ticket=ticket,
        form=form,
        link_form=link_form,
        board=board,
        refused=refused,
        is_late=ticket.is_named and at >= board.until,
    )


def place_cancel(
    request: HttpRequest, booking: Booking, ways: Ways, key: int
) -> HttpResponse:
    """Say what comes back for one place, and give it up when asked; or keep it."""
    at, by = clock.now(), _user(request)
    ticket = _ticket(request, booking, key)
    if ticket is None:
        return redirect(base_of(ways))
    if request.method == "POST":
        try:
            if "undo" in request.POST:
                changes.undo(ticket, by=by, at=at)
                messages.success(request, "The place is kept after all.")
            else:
                changes.cancel(ticket, by=by, at=at)
                messages.success(request, "The place is given up.")
        except Refused as refused:
            messages.warning(request, refused.message)
        return redirect(base_of(ways))
    if ticket.released_at is not None or not booking.is_confirmed:
        return redirect(base_of(ways))
    frees = changes.passes_on_at(ticket, at=at)
    return _page(
        request,
        "place_cancel",
        booking,
        ways,
        ticket=ticket,
        back=changes.comes_back([ticket], at=at),
        passing_on=frees if frees > at else None,
    )


def place_move(
    request: HttpRequest, booking: Booking, ways: Ways, key: int
) -> HttpResponse:
    """Choose another date; what it costs or gives back stands beside each."""
    at = clock.now()
    ticket = _ticket(request, booking, key)
    if ticket is None:
        return redirect(base_of(ways))
    if ticket.released_at is not None or not booking.is_confirmed:
        return redirect(base_of(ways))
    under_way = groups.on_its_way(ticket, at=at)
    if under_way is not None and "to" not in request.POST:
        # Only a form makes a guest's link.
        asked = request.method == "POST"
        return redirect(_way_to(under_way) if asked else base_of(ways))
    quotes = groups.quotes_of(ticket, at=at)
    form = MoveForm(request.POST or None, quotes=quotes)
    refused = None
    if form.is_valid():
        try:
            new = moving.move(ticket, form.quote().to, by=_user(request), at=at)
        except Refused as no:
            refused = no
        else:
            return redirect(_after_move(request, new, form.quote()))
    return _page(
        request,
        "place_move",
        booking,
        ways,
        ticket=ticket,
        form=form,
        quotes=quotes,
        refused=refused,
        until=naming.last_day(booking),
        is_late=at >= naming.until(booking),
    )


def _after_move(request: HttpRequest, new: Booking, quote: moving.Quote) -> str:
    """Lead to the booking on the other date: to pay the difference, where there is."""
    if new.is_confirmed:
        back = quote.back_pence
        words = f" {pounds(back)} comes back." if back else ""
        messages.success(request, f"The place has moved.{words}")
    return _way_to(new)


def _way_to(new: Booking) -> str:
    if new.booker_id is None:
        token = links.make(new, at=clock.now())
        name = "guest-booking" if new.is_confirmed else "guest-pay"
        return reverse(f"events:{name}", args=[token])
    if new.is_confirmed:
        return new.get_absolute_url()
    return reverse("my:booking-pay", args=[new.reference])
