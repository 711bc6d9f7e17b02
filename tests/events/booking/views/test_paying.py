"""Booking what costs something: one page, one press, and nothing lost."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils.html import strip_tags

from events.booking import paying, places
from events.booking.tasks import close_pages, pass_places_on
from events.models import (
    AccessNeed,
    Booking,
    BookingStatus,
    EventStatus,
    HoldReason,
    TicketType,
    Who,
)
from membership.models import Subscription
from portal.demo.stand_in import dealings
from portal.payments import settlement
from portal.payments.models import Bill, Method, Payment, PaymentStatus
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member
from tests.factories.paid_events import (
    MEMBERS_PRICE,
    PRICE,
    access_code,
    by_invoice,
    paid_event,
    typed,
)
from tests.fakes import stripe as fake
from tests.fakes.stripe import RESET

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)
    cache.clear()


@pytest.fixture(autouse=True)
def stripe():
    with fake.afresh() as script:
        yield script


@pytest.fixture
def event():
    return paid_event()


@pytest.fixture
def person(client):
    person = UserFactory(name="Wim Peters")
    client.force_login(person)
    return person


@pytest.fixture
def member(client):
    member = current_member(name="Carys Hughes")
    client.force_login(member.user)
    return member


def start(event):
    return reverse("events:booking-start", args=[event.reference])


def words(response):
    return unescape(" ".join(strip_tags(response.content.decode()).split()))


def come_back(client, session):
    """Return what Stripe leads to after paying."""
    page = fake.one("checkout.session") if session is None else session
    address = page["success_url"].replace("{CHECKOUT_SESSION_ID}", page["id"])
    return client.get(
        address.partition("/payments/")[1] + address.partition("/payments/")[2]
    )


def test_a_member_pays_in_two_requests_and_stripe(client, event, member):
    page = client.get(start(event))
    assert "£95.00" in words(page)
    assert "Members pay" not in words(page)

    answer = client.post(start(event), typed())

    session = fake.one("checkout.session")
    assert (answer.status_code, answer.url) == (302, session["url"])
    assert session["amount_total"] == MEMBERS_PRICE
    booking = Booking.objects.get()
    assert booking.is_held(AT)
    assert booking.tickets.get().member == member
    assert booking.policies_accepted_at == AT


def test_the_page_says_what_members_pay_and_what_comes_back_when(client, event):
    """C: complaint 21, and the terms in real dates."""
    said = words(client.get(start(event)))

    assert "£125.00" in said
    assert "Members pay £95.00." in said
    assert "see how to join" in said
    # 40 days before; more than 28, then 14.
    assert "Until Thursday 3 December 2026: £112.50 comes back (90 %)." in said
    assert "Until Friday 18 December 2026: £62.50 comes back (50 %)." in said
    assert "After that: nothing comes back." in said
    assert "If we cancel, everything comes back." in said


def test_the_return_page_confirms_before_the_notice(client, event, person):
    """P3: back from Stripe before its notice; the notice later changes nothing (P4)."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    fake.pay(session["id"])

    answer = come_back(client, session)

    booking = Booking.objects.get()
    assert answer.url == booking.get_absolute_url()
    assert booking.is_confirmed
    said = words(client.get(answer.url))
    assert "You have a place." in said
    assert "£125.00" in said
    fake.deliver(client, *fake.notices("checkout.session.completed"))
    assert Booking.objects.get().is_confirmed
    assert Payment.objects.get().status == PaymentStatus.PAID


def test_the_notice_before_the_return_page(
    client, event, person, django_capture_on_commit_callbacks
):
    """P4: the notice settles it, and the return page shows the same."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    fake.pay(session["id"])
    with django_capture_on_commit_callbacks(execute=True):
        fake.deliver(client, *fake.notices("checkout.session.completed"))
    assert Booking.objects.get().is_confirmed

    answer = come_back(client, session)

    assert answer.url == Booking.objects.get().get_absolute_url()


def test_coming_back_without_paying_confirms_nothing(client, event, person):
    """C14: the return page with a guessed and with the real id, and nothing paid."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    bill = Bill.objects.get()
    paid = reverse("payments:paid", args=[bill.reference])

    assert client.get(paid).status_code == 404
    assert client.get(f"{paid}?session_id=cs_guess").status_code == 404
    come_back(client, session)

    assert Booking.objects.get().is_held(AT)


def test_a_bank_that_takes_its_time_leaves_it_open(client, event, person):
    """P11: done and not paid yet; then it arrives, and the place is theirs."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    fake.does(dealings.pay_slowly, session["id"])

    assert "on its way" in words(come_back(client, session))
    assert Booking.objects.get().is_held(AT)

    fake.does(dealings.arrive, session["id"])
    come_back(client, session)
    assert Booking.objects.get().is_confirmed


def test_a_bank_that_says_no_in_the_end(client, event, person, time_machine):
    """P11: the bank bounces it; the place ends with its time, and nothing is kept."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    fake.does(dealings.pay_slowly, session["id"])
    fake.does(dealings.bounce, session["id"])
    fake.deliver(client, *fake.notices())

    booking = Booking.objects.get()
    assert booking.is_held(AT)
    time_machine.move_to(booking.held_until, tick=False)
    pass_places_on()
    assert Booking.objects.get().status == BookingStatus.LAPSED


def test_five_declines_leave_the_place_kept_and_nothing_booked(client, event, person):
    """P13"""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    until = Booking.objects.get().held_until

    for _ in range(5):
        fake.does(dealings.decline, session["id"])
    fake.deliver(client, *fake.notices())

    booking = Booking.objects.get()
    assert booking.is_held(AT)
    assert booking.held_until == until


def test_a_hold_that_ends_closes_its_page(client, event, person, time_machine):
    """P14: paid on the page just before it was closed counts as paid."""
    client.post(start(event), typed())
    session = fake.one("checkout.session")
    booking = Booking.objects.get()
    fake.pay(session["id"])
    time_machine.move_to(booking.held_until, tick=False)
    pass_places_on()

    close_pages()

    assert Booking.objects.get().is_confirmed


def test_when_stripe_is_down_the_place_is_kept_once(client, event, person, stripe):
    """P16: said plainly, one hold however often it is pressed, and free ones work."""
    stripe.goes_wrong(".", RESET, times=100)

    for _ in range(3):
        answer = client.post(start(event), typed(), follow=True)
        assert "Card payments are not answering" in words(answer)

    assert Booking.objects.count() == 1
    free = paid_event(title="Free day")
    TicketType.objects.filter(event=free).update(price_pence=0)
    client.post(start(free))
    assert Booking.objects.get(event=free).is_confirmed
    stripe.faults.clear()
    booking = Booking.objects.get(event=event)
    again = client.post(
        reverse("my:booking-pay", args=[booking.reference]), {"pays_by": "card"}
    )
    assert again.url == fake.one("checkout.session")["url"]


def test_pressed_twenty_times_it_is_one_booking(client, event, person):
    """C5"""
    urls = {client.post(start(event), typed()).url for _ in range(20)}

    assert urls == {fake.one("checkout.session")["url"]}
    assert Booking.objects.count() == 1
    assert places.taken(event, at=AT) == 1


def test_a_code_that_is_thought_of_later_changes_the_price(client, event, person):
    client.post(start(event), typed())
    access_code(event, percent_off=50)

    client.post(start(event), typed(code="trust 2026"))

    booking = Booking.objects.get(status=BookingStatus.HELD)
    assert booking.price_pence == PRICE // 2
    assert places.taken(event, at=AT) == 1
    before = Booking.objects.get(status=BookingStatus.CANCELLED)
    assert before.bill.withdrawn_at == AT
    assert booking.held_until == AT + timedelta(minutes=40)


def test_who_began_as_a_guest_has_the_members_price_signed_in(client, event):
    """The hold of the same, proved address is replaced, and no place is lost."""
    member = current_member(name="Carys Hughes")
    client.post(start(event), typed(email=member.user.email))
    assert Booking.objects.get().price_pence == PRICE
    client.force_login(member.user)
    assert "£95.00" in words(client.get(start(event)))

    client.post(start(event), typed())

    assert fake.one("checkout.session")["amount_total"] == MEMBERS_PRICE
    assert places.taken(event, at=AT) == 1


def test_correcting_a_hold_never_loses_the_last_place(client, event, person):
    event.capacity = 1
    event.save()
    client.post(start(event), typed())

    client.post(start(event), typed(name="Wim B. Peters"))

    assert Booking.objects.get(status=BookingStatus.HELD).tickets.kept().get().name == (
        "Wim B. Peters"
    )
    refused = client.post(start(event), typed(code="NOSUCH"))
    assert "not for this event" in words(refused)
    assert places.taken(event, at=AT) == 1


@pytest.mark.parametrize("at_end", [False, True])
def test_the_end_of_a_hold_is_the_servers(client, event, person, time_machine, at_end):
    """C8: a second before its end it leads to paying, at its end it is over."""
    client.post(start(event), typed())
    booking = Booking.objects.get()
    moment = booking.held_until - timedelta(seconds=0 if at_end else 1)
    time_machine.move_to(moment, tick=False)

    answer = client.post(
        reverse("my:booking-pay", args=[booking.reference]), {"pays_by": "card"}
    )

    leads_to_stripe = answer.url == fake.one("checkout.session")["url"]
    assert leads_to_stripe is not at_end
    if at_end:
        assert "kept no longer" in words(client.get(answer.url))


def test_one_person_keeps_so_many_places_unpaid_and_no_more(client, person):
    """C9: fifty tries, twenty holds; when they end there is room again."""
    every = [paid_event(title=f"Day {n}") for n in range(22)]

    answers = [client.post(start(event), typed()) for event in every]

    kept = Booking.objects.filter(status=BookingStatus.HELD)
    assert kept.count() == 20
    assert "At most 20 places are kept" in words(answers[-1])
    later = AT + timedelta(minutes=41)
    assert places.left(every[0], at=later) == 3


def test_a_membership_that_ends_before_paying_keeps_its_price(client, event, member):
    """C10: the price was said and frozen; standing is asked when the place is kept."""
    client.post(start(event), typed())
    Subscription.objects.update(ends_on=AT.date() - timedelta(days=90))
    booking = Booking.objects.get()

    answer = client.post(
        reverse("my:booking-pay", args=[booking.reference]), {"pays_by": "card"}
    )

    assert answer.url == fake.one("checkout.session")["url"]
    assert booking.price_pence == MEMBERS_PRICE
    other = paid_event(title="Another")
    assert "£125.00" in words(client.get(start(other)))


@pytest.mark.parametrize(
    "fields",
    [
        {"status": EventStatus.DRAFT},
        {"booking_closes_at": AT - timedelta(seconds=1)},
        {"booking_opens_at": AT + timedelta(days=1)},
        {"starts_at": AT - timedelta(days=2), "ends_at": AT - timedelta(days=1)},
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_direct_post_to_what_takes_no_bookings(client, fields, signed_in):
    """C11: after closing, before opening, a draft, and what is over."""
    event = paid_event(**fields)
    if signed_in:
        client.force_login(UserFactory())

    answer = client.post(start(event), typed())

    assert answer.status_code in {200, 404}
    assert not Booking.objects.exists()


@pytest.mark.parametrize("value", ["-1", "0", "1000000000", "0.5", "free", "[]"])
@pytest.mark.parametrize(
    "field", ["price", "price_pence", "pence", "ticket_type", "event", "total"]
)
def test_what_is_sent_along_changes_no_price(client, event, person, field, value):
    """C12: the price is the server's, whatever stands in the post."""
    client.post(start(event), typed(**{field: value}))

    assert Booking.objects.get().bill.total_pence == PRICE
    assert fake.one("checkout.session")["amount_total"] == PRICE


@pytest.mark.parametrize("field", ["profession", "kind_of_agency", "area", "pays_by"])
@pytest.mark.parametrize("value", ["-1", "999999999999999999999", "x", "\0"])
def test_nonsense_is_an_error_of_the_form(client, event, person, field, value):
    """C12: a list's key that is none of the list's."""
    answer = client.post(start(event), typed(**{field: value}))

    assert answer.status_code == 200
    assert not Booking.objects.exists()


def test_what_was_typed_stays_on_errors(client, event, person):
    answer = client.post(
        start(event),
        by_invoice(name="", needs="A hearing loop", payer_email="", code="ABC"),
    )

    said = words(answer)
    assert "Enter your name" in said
    assert "Enter where its invoices go" in said
    page = answer.content.decode()
    for kept in ("A hearing loop", "ABC", "Eastmere NHS Trust", "1 High Street"):
        assert kept in page
    assert not Booking.objects.exists()


def test_needs_lie_sealed_beside_the_place(client, event, person):
    client.post(start(event), typed(needs="Step-free access"))

    need = AccessNeed.objects.get()
    assert need.text == "Step-free access"
    assert need.ticket.booking == Booking.objects.get()


# --- By invoice ------------------------------------------------------------


def test_an_order_number_books_at_once(client, event, person):
    answer = client.post(start(event), by_invoice(order_number="PO 77"))

    booking = Booking.objects.get()
    assert booking.is_confirmed
    assert answer.url == booking.get_absolute_url()
    invoice = booking.bill.invoices.get()
    said = words(client.get(answer.url))
    assert f"Invoice {invoice.number}" in said
    paper = client.get(
        reverse("my:booking-document", args=[booking.reference, invoice.number])
    )
    assert paper["Content-Type"] == "application/pdf"


def test_without_a_number_it_waits_with_a_quote(client, event, person):
    answer = client.post(start(event), by_invoice())

    booking = Booking.objects.get()
    assert booking.reason == HoldReason.PURCHASE_ORDER
    said = words(client.get(answer.url))
    assert "Your place waits for a purchase order." in said
    assert "kept until the end of Friday 4 December 2026" in said
    quote = client.get(reverse("my:booking-quote", args=[booking.reference]))
    assert quote["Content-Type"] == "application/pdf"

    client.post(reverse("my:booking-order", args=[booking.reference]), {"number": "P1"})
    assert Booking.objects.get().is_confirmed


def test_whoever_booked_pays_by_card_instead_of_an_order(client, event, person):
    client.post(start(event), by_invoice())
    booking = Booking.objects.get()
    ordered = booking.bill
    here, pay = (
        reverse(f"my:booking-{name}", args=[booking.reference])
        for name in ("detail", "pay")
    )
    page = client.get(here)
    assert "Pay £125.00 by card instead" in words(page)

    client.post(pay, {"instead": "card"})

    session = fake.one("checkout.session")
    fake.pay(session["id"])
    come_back(client, session)
    booking.refresh_from_db()
    assert booking.is_confirmed
    assert booking.bill.payer.user == person
    ordered.refresh_from_db()
    assert ordered.withdrawn_at == AT, "nobody is asked for the number any more"
    assert not ordered.order_requests.waiting().exists()


def test_nobody_pays_by_card_what_an_organisation_has_begun_to_pay(
    client, event, person, stripe
):
    client.post(start(event), by_invoice())
    booking = Booking.objects.get()
    settlement.received(
        bill=booking.bill,
        pence=1000,
        method=Method.TRANSFER,
        reference="PO",
        at=AT,
        by=None,
    )
    held = Booking.objects.get(reason=HoldReason.PURCHASE_ORDER)
    pay = reverse("my:booking-pay", args=[held.reference])

    answer = client.post(pay, {"instead": "card"}, follow=True)

    assert "Money of Eastmere NHS Trust has come in" in words(answer)
    held.refresh_from_db()
    assert (held.reason, held.bill) == (HoldReason.PURCHASE_ORDER, booking.bill)
    assert stripe.asked == []


def test_going_back_to_the_order_is_possible_until_it_is_paid(client, event, person):
    client.post(start(event), by_invoice())
    booking = Booking.objects.get()
    kept_until = booking.held_until
    pay = reverse("my:booking-pay", args=[booking.reference])
    client.post(pay, {"instead": "card"})

    booking.refresh_from_db()
    assert (booking.reason, booking.held_until) == (HoldReason.CHECKOUT, kept_until)
    client.post(pay, by_invoice(order_number="PO 77"))

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert booking.bill.payer.user is None


def test_near_the_start_there_is_no_invoice(client, person):
    event = paid_event(starts_at=AT + timedelta(days=10))
    assert "no time for an invoice" in words(client.get(start(event)))

    client.post(start(event), by_invoice(order_number="PO 77"))

    assert not Booking.objects.get().is_confirmed


# --- Codes -----------------------------------------------------------------


def test_a_code_that_pays_all_books_at_once_without_stripe(
    client, event, person, stripe
):
    """P17: no call to Stripe, confirmed at once."""
    access_code(event)

    client.post(start(event), typed(code="trust-2026"))

    assert Booking.objects.get().is_confirmed
    assert stripe.asked == []


def test_a_place_by_code_alone_asks_for_the_code(client, person):
    event = paid_event()
    event.ticket_types.all().delete()
    TicketType.objects.create(event=event, name="Funded", who=Who.CODE, price_pence=0)
    access_code(event)
    assert "Book with an access code" in words(client.get(start(event)))

    assert "Enter the access code" in words(client.post(start(event), typed()))
    client.post(start(event), typed(code="TRUST2026"))

    assert Booking.objects.get().is_confirmed


def test_codes_cannot_be_tried_out(client, event, person):
    """L: after twenty wrong ones from one place even the right one has to wait."""
    access_code(event)
    for number in range(20):
        assert "not for this event" in words(
            client.post(start(event), typed(code=f"WRONG{number}"))
        )

    assert "Many wrong access codes" in words(
        client.post(start(event), typed(code="TRUST2026"))
    )
    assert not Booking.objects.exists()
    client.post(start(event), typed())
    assert Booking.objects.exists()


# --- What was offered ------------------------------------------------------


def test_an_offer_that_costs_asks_who_comes_and_how_it_is_paid(client, event, person):
    kind = event.ticket_types.get(who=Who.ANYONE)
    booking = _offer(event, person, kind)
    answer = client.post(
        reverse("my:offer", args=[booking.reference]), {"answer": "take"}
    )
    assert answer.url == reverse("my:booking-pay", args=[booking.reference])
    assert "Who comes" in words(client.get(answer.url))

    paid = client.post(answer.url, typed(agency="Eastmere", needs="A ramp"))

    assert paid.url == fake.one("checkout.session")["url"]
    booking.refresh_from_db()
    assert booking.reason == HoldReason.CHECKOUT
    assert booking.held_until == AT + timedelta(minutes=40)
    assert booking.tickets.get().agency == "Eastmere"


def test_beginning_to_pay_for_an_offer_takes_no_time_from_it(client, event, person):
    booking = _offer(event, person, event.ticket_types.get(who=Who.ANYONE))
    two_days = AT + timedelta(days=2)
    Booking.objects.update(held_until=two_days)

    client.post(reverse("my:booking-pay", args=[booking.reference]), typed())

    assert Booking.objects.get().held_until == two_days


def _offer(event, person, kind):
    with transaction.atomic():
        places.lock(event)
        return places.take(
            event,
            wanted=[
                places.Wanted(
                    kind,
                    places.Delegate(person.name, person.email, user=person),
                    kind.price_pence,
                )
            ],
            status=BookingStatus.HELD,
            source="offer",
            booker=person,
            at=AT,
            reason=HoldReason.OFFER,
            until=AT + timedelta(minutes=5),
            terms={},
        )


def test_letting_go_frees_the_place_and_its_bill(client, event, person):
    client.post(start(event), typed())
    booking = Booking.objects.get()

    client.post(reverse("my:booking-pay", args=[booking.reference]), {"let_go": "yes"})

    booking.refresh_from_db()
    assert booking.is_cancelled
    assert booking.bill.withdrawn_at == AT
    assert places.taken(event, at=AT) == 0


def test_what_comes_back_is_said_before_and_kept(client, event, person):
    """R7: the page says the sum first, in words and by the frozen terms."""
    client.post(start(event), by_invoice(order_number="PO 77"))
    booking = Booking.objects.get()
    address = reverse("my:booking-cancel", args=[booking.reference])

    assert "£112.50 comes back of the £125.00" in words(client.get(address))
    client.post(address)

    assert booking.tickets.get().owed_back_pence == 11250
    said = words(client.get(booking.get_absolute_url()))
    assert "£112.50 goes back the way it was paid, or comes off the invoice." in said
    client.post(reverse("my:booking-undo", args=[booking.reference]))
    assert Booking.objects.get().is_confirmed


def test_money_is_told_to_who_booked_alone(client, event):
    """A delegate sees no price, no payer and no paper of the booking."""
    payer, delegate = UserFactory(), UserFactory(name="Ann Bell")
    order = paying.Order(
        [places.Delegate("Ann Bell", delegate.email, user=delegate)],
        booker_name="Boss",
        booker_email=payer.email,
        booker=payer,
        for_self=False,
    )
    booking = paying.reserve(event, order, at=AT)
    client.force_login(delegate)

    said = words(client.get(booking.get_absolute_url()))

    assert "£" not in said
    for name in ("pay", "quote"):
        address = reverse(f"my:booking-{name}", args=[booking.reference])
        assert client.get(address).status_code == 404
