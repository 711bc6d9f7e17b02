"""A guest: booking without an account, by a link, and never told who comes."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils.html import strip_tags

from events.booking import links, places
from events.booking import paying as verbs
from events.booking.tasks import give_all_back
from events.booking.views import paying as views
from events.models import AccessNeed, Booking, BookingLink, BookingStatus, Ticket
from portal.core import tokens
from portal.notifications.models import Message, Outcome
from portal.payments import payers
from portal.payments.models import Refund
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import (
    access_code,
    by_invoice,
    given_place,
    paid_event,
    typed,
)
from tests.fakes import stripe as fake
from tests.rig import mailbox

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


def start(event):
    return reverse("events:booking-start", args=[event.reference])


def words(response):
    return unescape(" ".join(strip_tags(response.content.decode()).split()))


def ask(client, event, **facts):
    return client.post(start(event), typed(**facts), follow=True)


def letters(at=AT):
    return [mailbox.parts(letter)["text/plain"] for letter in mailbox.deliver_due(at)]


def link_in(letter):
    return re.search(r"/events/booking/[\w-]+/", letter).group()


@pytest.fixture
def link(client, event):
    ask(client, event)
    (letter,) = letters()
    return link_in(letter)


def pay(client, link):
    answer = client.post(f"{link}pay/", {"pays_by": "card"})
    session = fake.one("checkout.session")
    assert answer.url == session["url"]
    fake.pay(session["id"])
    back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
    return client.get(back.removeprefix(settings.BASE_URL), follow=True)


def test_a_guest_books_pays_and_sees_it_by_the_link(client, event):
    page = ask(client, event)
    assert "We have written to wim@example.org" in words(page)
    (letter,) = letters()
    assert "Pay here" in letter
    assert "£125.00" in letter

    shown = client.get(link_in(letter))
    assert "A place is kept for you." in words(shown)
    assert "40 minutes from now" in words(shown)
    answer = pay(client, link_in(letter))

    assert "You have a place." in words(answer)
    assert answer.redirect_chain[-1][0].startswith("/events/booking/")
    assert Booking.objects.get().is_confirmed
    (confirmed, *_) = letters()
    assert "Payer: Wim Peters" in confirmed
    assert "You have a place." in words(client.get(link_in(confirmed)))


def test_the_page_is_kept_quiet(client, link):
    answer = client.get(link)

    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Referrer-Policy"] == "same-origin"
    assert BookingLink.objects.get().token == tokens.hashed(link.split("/")[3])
    assert not Message.objects.filter(facts__icontains=link.split("/")[3]).exists()


def test_the_answer_is_the_same_whoever_has_a_place(client, event):
    """Two-way: with the guard off the stranger is told at once."""
    given_place(event, "ann@example.org")
    unknown = ask(client, event, email="wim@example.org")
    known = ask(client, event, email="ann@example.org")

    def without_address(page, address):
        text = re.sub(r'nonce="[^"]*"|value="[^"]{20,}"', "", page.content.decode())
        return text.replace(address, "")

    assert known.redirect_chain == unknown.redirect_chain
    assert without_address(known, "ann@example.org") == without_address(
        unknown, "wim@example.org"
    )
    to_wim, to_ann = letters()
    assert "You asked for a place." in to_wim
    assert "there is one already" in to_ann
    assert Booking.objects.filter(status=BookingStatus.HELD).count() == 1


def test_without_the_guard_a_stranger_is_told(client, event, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(
        views.guests,
        "ask",
        lambda event, order, *, at: verbs.reserve(event, order, at=at),
    )
    given_place(event, "ann@example.org")

    assert "You already have a place." in words(
        ask(client, event, email="ann@example.org")
    )


def test_a_full_event_says_so_to_everybody(client, event):
    for number in range(3):
        given_place(event, f"p{number}@example.org")
    said = {
        words(ask(client, event, email=email))
        for email in ("p1@example.org", "new@example.org")
    }

    assert len(said) == 1
    assert not Message.objects.exists()


def test_a_code_that_is_used_up_says_so_to_everybody(client, event):
    access_code(event, places=1)
    ask(client, event, email="first@example.org", code="TRUST2026")

    for email in ("first@example.org", "second@example.org"):
        answer = ask(client, event, email=email, code="TRUST2026")
        assert "The places of this access code have gone." in words(answer)


def test_a_funded_guest_is_confirmed_at_once(client, event, stripe):
    """P17: no call to Stripe; the confirmation has the link, and no price."""
    access_code(event)

    page = ask(client, event, code="TRUST2026")

    assert "We have written to" in words(page)
    assert Booking.objects.get().is_confirmed
    assert stripe.asked == []
    (letter,) = letters()
    assert "£" not in letter
    assert "You have a place." in words(client.get(link_in(letter)))


def test_a_guest_lets_an_organisation_pay(client, link):
    answer = client.post(f"{link}pay/", by_invoice(), follow=True)

    assert "Your place waits for a purchase order." in words(answer)
    sent = mailbox.deliver_due(AT)
    awaited = next(one for one in sent if "wim@example.org" in one["To"])
    assert [part.get_filename() for part in awaited.iter_attachments()][-1].startswith(
        "Quote"
    )
    assert client.get(f"{link}quote.pdf")["Content-Type"] == "application/pdf"
    client.post(f"{link}order/", {"number": "PO 9"})
    assert Booking.objects.get().is_confirmed


def test_a_guest_corrects_cancels_takes_back_and_gets_the_money(
    client, link, time_machine
):
    pay(client, link)
    client.post(
        f"{link}details/",
        {"name": "Wim B. Peters", "agency": "Eastmere", "needs": "A ramp"},
    )
    ticket = Booking.objects.get().tickets.get()
    assert (ticket.name, ticket.access_need.text) == ("Wim B. Peters", "A ramp")
    assert client.get(f"{link}calendar.ics")["Content-Type"].startswith("text/calendar")
    assert "£112.50 comes back of the £125.00" in words(client.get(f"{link}cancel/"))

    client.post(f"{link}cancel/")
    said = words(client.get(link))
    assert "Your place is cancelled." in said
    assert "£112.50 goes back" in said
    client.post(f"{link}undo/")
    assert Booking.objects.get().is_confirmed
    client.post(f"{link}cancel/")
    time_machine.move_to(AT + timedelta(minutes=6), tick=False)
    give_all_back()

    assert Refund.objects.get().amount_pence == 11250
    number = Booking.objects.get().bill.invoices.first().number
    paper = client.get(f"{link}documents/{number}.pdf")
    assert paper["Content-Type"] == "application/pdf"


def test_nothing_opens_without_the_link(client, link, event):
    booking = Booking.objects.get()

    assert client.get("/events/booking/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
    assert client.get(booking.get_absolute_url()).status_code == 302
    other = client.get(reverse("events:guest-return", args=[booking.reference]))
    unknown = client.get(reverse("events:guest-return", args=["XXXXXXX"]))
    assert "Wim" not in words(other)
    assert words(other) == words(unknown)


def test_a_link_ends_long_after_the_event(client, link, event):
    booking = Booking.objects.get()
    last = event.ends_at + links.OPENS_AFTERWARDS

    token = link.split("/")[3]
    assert links.find(token, at=last - timedelta(seconds=1)) == booking
    assert links.find(token, at=last) is None


def test_a_new_link_is_sent_and_nothing_is_told(client, link, event):
    address = reverse("events:booking-link")

    known = client.post(address, {"email": "WIM@example.org"})
    unknown = client.post(address, {"email": "who@example.org"})

    assert words(known).replace("wim@", "") == words(unknown).replace("who@", "")
    (letter,) = letters()
    assert event.title in letter
    assert "A place is kept for you." in words(client.get(link_in(letter)))


def test_nobodys_mailbox_is_flooded(client, link):
    for _ in range(8):
        client.post(reverse("events:booking-link"), {"email": "wim@example.org"})

    assert len(letters()) == 3
    assert Message.objects.filter(outcome=Outcome.OVERTAKEN).count() == 5


def test_an_account_of_the_address_adopts_the_booking(client, link):
    """A proved address has what was booked from it; the link goes on working."""
    pay(client, link)
    booking = Booking.objects.get()
    person = UserFactory(email="wim@example.org")
    stranger = UserFactory()

    assert list(Booking.objects.of(person)) == [booking]
    assert list(Booking.objects.of(stranger)) == []
    assert "You have a place." in words(client.get(link))
    client.force_login(person)
    said = words(client.get(booking.get_absolute_url()))
    assert "You have a place." in said
    assert "£125.00" in said
    client.post(reverse("my:booking-cancel", args=[booking.reference]))
    assert Booking.objects.get().is_cancelled


def test_holds_of_guests_from_one_place_are_few(client):
    """C9: addresses can be made up, so the network is counted as well."""
    event = paid_event(capacity=100)
    for number in range(45):
        ask(client, event, email=f"made-up-{number}@example.org")

    assert event.bookings.count() == 40


def test_asked_again_it_is_the_same_place_and_another_mail(client, event, time_machine):
    """C5"""
    ask(client, event)
    time_machine.move_to(AT + timedelta(minutes=1), tick=False)
    ask(client, event)

    assert event.bookings.count() == 1
    assert len(letters(AT + timedelta(minutes=1))) == 2


# --- What is somebody else's --------------------------------------------------


@pytest.fixture
def lead(event):
    """Return the link of a guest who paid for three places: the first is Dana's."""
    three = verbs.Order(
        [places.UNNAMED] * 3,
        booker_name="Lee Ash",
        booker_email="lee@trust.example",
        for_self=False,
    )
    booking = verbs.reserve(event, three, at=AT)
    verbs.pay_by_invoice(
        booking,
        payer=payers.organisation(
            name="Trust", address="1 High Street", email="ap@trust.example"
        ),
        order_number="PO 77",
        at=AT,
        by=None,
    )
    dana = booking.tickets.order_by("pk").first()
    Ticket.objects.filter(pk=dana.pk).update(name="Dana Holt", email="dana@t.example")
    AccessNeed.objects.create(ticket=dana, text="Zwetschge", told_at=AT)
    return f"/events/booking/{links.make(booking, at=AT)}/"


@pytest.mark.parametrize("page", ["", "details/", "calendar.ics", "places/"])
def test_whoever_booked_for_others_reads_nothing_of_what_they_need(client, lead, page):
    """What somebody needs is theirs, and so are their door and their calendar."""
    dana = Ticket.objects.get(name="Dana Holt")

    answer = client.get(f"{lead}{page}", follow=True)

    assert answer.redirect_chain or page == "places/"
    assert "Zwetschge" not in answer.content.decode()
    assert dana.join_token not in answer.content.decode()


def test_whoever_booked_for_others_changes_nothing_of_theirs(client, lead):
    client.post(f"{lead}details/", {"name": "Somebody", "needs": "Nothing"})

    dana = Ticket.objects.get(name="Dana Holt")
    assert dana.access_need.text == "Zwetschge"


def test_a_place_taken_back_shows_the_way_in_that_works(client, event, link):
    """Named for a colleague and taken back: the dead place is not the guest's own."""
    pay(client, link)
    booking = Booking.objects.get()
    dead = booking.tickets.get()
    Ticket.objects.filter(pk=dead.pk).update(released_at=AT - timedelta(hours=1))
    Ticket.objects.create(
        event=event,
        booking=booking,
        ticket_type=dead.ticket_type,
        name=dead.name,
        email=dead.email,
    )

    page = client.get(link).content.decode()

    assert booking.tickets.kept().get().join_token in page
    assert dead.join_token not in page
