"""Places of a booking on the screen: of who is signed in, and of a guest by a link."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse

from events.booking import bookings, claims, links, naming, paying, places
from events.models import Booking, BookingStatus, ClaimLink, Course, Ticket
from portal.core import tokens
from portal.notifications.models import Message
from tests.events.booking.test_moving import another, pay
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    group,
    noon,
    person,
)
from tests.factories.accounts import UserFactory

BOOKER = "lee@trust.example"


@pytest.fixture
def lead(db):
    return UserFactory(email=BOOKER, name="Lee Ash")


@pytest.fixture
def booking(course, lead):  # noqa: F811
    made = group(course, 3, names=["Ann"])
    Booking.objects.filter(pk=made.pk).update(booker=lead)
    return Booking.objects.get(pk=made.pk)


def at_place(name, booking, ticket=None):
    args = [booking.reference] + ([ticket.pk] if ticket else [])
    return reverse(f"my:{name}", args=args)


def bare(booking):
    return booking.tickets.kept().filter(email="").first()


def test_whoever_booked_sees_how_each_place_stands(client, lead, booking):
    client.force_login(lead)
    claims.send(bare(booking), "bea@example.org", by=lead, at=AT)

    page = client.get(at_place("places", booking)).content.decode()

    for words in ("Ann", "Link sent to bea@example.org", "Nobody named yet", "£375"):
        assert words in page


def test_others_find_nothing(client, booking):
    client.force_login(UserFactory())
    ticket = booking.tickets.first()

    for url in (
        at_place("places", booking),
        at_place("place", booking, ticket),
        at_place("place-cancel", booking, ticket),
        at_place("place-move", booking, ticket),
        at_place("place-list", booking),
    ):
        assert client.get(url).status_code == 404


def test_a_delegate_sees_no_price_and_cancels_nothing(client, booking):
    """Q5: what was booked for somebody is not theirs to give up or to pay."""
    client.force_login(UserFactory(email="ann@example.org"))

    page = client.get(reverse("my:booking-detail", args=[booking.reference]))

    assert "£" not in page.content.decode()
    cancel = client.post(reverse("my:booking-cancel", args=[booking.reference]))
    assert cancel.status_code == 404
    booking.refresh_from_db()
    assert booking.is_confirmed


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    client,
    lead,
    course,  # noqa: F811
    django_assert_max_num_queries,
):
    client.force_login(lead)
    counted = []
    client.get(reverse("my:booking-list"))
    for number in (1, 3):
        made = group(course, number)
        Booking.objects.filter(pk=made.pk).update(booker=lead)
        if not counted:
            client.get(at_place("places", made))
        with django_assert_max_num_queries(60) as captured:
            client.get(at_place("places", made))
        counted.append(len(captured))

    assert counted[0] == counted[1]


def test_a_name_is_typed_and_changed_and_taken_off(client, lead, booking):
    client.force_login(lead)
    ticket = bare(booking)
    url = at_place("place", booking, ticket)

    client.post(url, {"name": "Bea", "email": "Bea@Example.org"})
    ticket.refresh_from_db()
    assert (ticket.name, ticket.email) == ("Bea", "bea@example.org")
    client.post(url, {"name": "Cleo", "email": "cleo@example.org"})
    new = booking.tickets.kept().get(name="Cleo")
    assert client.get(url).status_code == 404
    client.post(at_place("place", booking, new), {"take_off": "yes"})

    assert not booking.tickets.kept().filter(name="Cleo").exists()
    assert booking.tickets.kept().count() == 3


def test_what_was_typed_stays_when_it_is_refused(client, lead, booking):
    client.force_login(lead)

    page = client.post(
        at_place("place", booking, bare(booking)),
        {"name": "Ann again", "email": "ann@example.org"},
    ).content.decode()

    assert "has a place at this event already" in page
    assert "Ann again" in page


def test_a_list_with_a_fault_names_nobody_and_loses_nothing(client, lead, booking):
    client.force_login(lead)
    url = at_place("place-list", booking)

    page = client.post(url, {"people": "Bea bea@example.org\nnobody\n"})

    assert "Line 2" in page.content.decode()
    assert "Bea bea@example.org" in page.content.decode()
    assert booking.tickets.filter(email="").count() == 2
    done = client.post(url, {"people": "Bea bea@example.org\nCleo cleo@example.org"})
    assert done.status_code == 302
    assert not booking.tickets.kept().filter(email="").exists()


def test_a_file_names_people(client, lead, booking):
    client.force_login(lead)
    file = BytesIO(b"Name,E-mail\nBea,bea@example.org\nCleo,cleo@example.org\n")
    file.name = "people.csv"

    client.post(at_place("place-list", booking), {"file": file})

    assert set(booking.tickets.kept().values_list("name", flat=True)) == {
        "Ann",
        "Bea",
        "Cleo",
    }


def test_a_link_for_one_person_is_sent_and_claimed(client, lead, booking):
    client.force_login(lead)
    ticket = bare(booking)
    client.post(
        at_place("place", booking, ticket),
        {"send": "yes", "link-email": "bea@example.org"},
    )
    assert Message.objects.get(kind="events/claim_wanted").to == "bea@example.org"
    ClaimLink.objects.update(token=tokens.hashed("opensesame"))
    client.logout()

    page = client.get(reverse("events:claim", args=["opensesame"])).content.decode()
    assert "Lee Ash, Eastmere Trust" in page
    assert "£" not in page
    assert "Ann" not in page
    client.post(
        reverse("events:claim", args=["opensesame"]),
        {"name": "Bea Moss", "email": "bea@home.example", "needs": "A loop"},
    )

    ticket.refresh_from_db()
    assert (ticket.name, ticket.email) == ("Bea Moss", "bea@home.example")
    assert ticket.claimed_at == AT
    assert ticket.access_need.text == "A loop"
    over = client.get(reverse("events:claim", args=["opensesame"]))
    assert over.status_code == 404


def test_one_link_is_handed_round_until_every_place_has_a_name(client, lead, booking):
    client.force_login(lead)
    client.post(at_place("places", booking), {"share": "yes"})
    page = client.get(at_place("places", booking)).content.decode()
    token = page.split("/events/claim/")[1].split("/")[0]
    assert "/events/claim/" not in client.get(at_place("places", booking)).text
    client.logout()
    url = reverse("events:claim", args=[token])

    for name in ("Bea", "Cleo"):
        client.post(url, {"name": name, "email": f"{name}@example.org".lower()})
    late = client.post(url, {"name": "Dot", "email": "dot@example.org"})

    assert "Every place of this booking has a name" in late.content.decode()
    assert booking.tickets.kept().exclude(claimed_at=None).count() == 2


def test_a_claim_tells_nobody_who_has_a_place(client, lead, booking):
    """The page says the same; that there is a place already is said by mail alone."""
    token = claims.make_shared(booking, by=lead, at=AT)
    url = reverse("events:claim", args=[token])
    Message.objects.all().delete()

    known = client.post(url, {"name": "Ann", "email": "ann@example.org"}, follow=True)
    new = client.post(url, {"name": "Bea", "email": "bea@example.org"}, follow=True)

    hidden = [
        page.content.replace(b"ann@", b"x@").replace(b"bea@", b"x@")
        for page in (known, new)
    ]
    assert hidden[0] == hidden[1]
    assert ("events/place_already", "ann@example.org") in set(
        Message.objects.values_list("kind", "to")
    )
    assert booking.tickets.kept().filter(email="ann@example.org").count() == 1


def test_a_stopped_link_claims_nothing(client, lead, booking):
    token = claims.make_shared(booking, by=lead, at=AT)
    client.force_login(lead)
    client.post(at_place("places", booking), {"stop": "yes"})

    assert client.get(reverse("events:claim", args=[token])).status_code == 404


def test_open_links_are_sent_again_and_the_old_ones_stop(client, lead, booking):
    claims.send(bare(booking), "bea@example.org", by=lead, at=AT)
    old = ClaimLink.objects.get()
    client.force_login(lead)

    client.post(at_place("places", booking), {"again": "yes"})

    old.refresh_from_db()
    assert old.ended_at == AT
    assert Message.objects.filter(kind="events/claim_wanted").count() == 2


def test_nobody_is_named_before_it_is_paid_for(client, course, lead):  # noqa: F811
    order = paying.Order(
        [places.UNNAMED] * 2,
        booker_name="Lee",
        booker_email=BOOKER,
        booker=lead,
        for_self=False,
    )
    held = paying.reserve(course, order, at=AT)
    client.force_login(lead)

    page = client.post(
        at_place("place", held, held.tickets.first()),
        {"name": "Bea", "email": "bea@example.org"},
    )

    assert "Pay first" in page.content.decode()
    assert not held.tickets.exclude(email="").exists()


def test_one_place_is_given_up_with_its_sum_said_before_and_kept_after_all(
    client, lead, booking
):
    client.force_login(lead)
    ticket = booking.tickets.get(name="Ann")
    url = at_place("place-cancel", booking, ticket)
    assert "£112.50 comes back" in client.get(url).content.decode()

    client.post(url)
    ticket.refresh_from_db()
    assert ticket.released_at > AT
    assert "Keep it" in client.get(at_place("places", booking)).content.decode()
    client.post(url, {"undo": "yes"})

    ticket.refresh_from_db()
    assert ticket.released_at is None


def test_a_place_moves_and_the_difference_is_said_before(client, lead, booking, course):  # noqa: F811
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    dearer = another(course, pence=PRICE + 3000)
    client.force_login(lead)
    ticket = booking.tickets.get(name="Ann")
    url = at_place("place-move", booking, ticket)
    assert "£30 more to pay" in client.get(url).content.decode()

    answer = client.post(url, {"to": dearer.reference})

    new = Booking.objects.get(moved_from=booking)
    assert answer.url == reverse("my:booking-pay", args=[new.reference])
    assert new.status == BookingStatus.HELD


def test_several_places_are_taken_in_one_step(client, course, lead):  # noqa: F811
    client.force_login(lead)
    url = reverse("events:group-start", args=[course.reference])
    assert "Book for others" in client.get(url).content.decode()

    answer = client.post(
        url,
        {"number": 3, "organisation": "Trust", "name": "Lee Ash", "accepts": "on"},
    )

    made = Booking.objects.get()
    assert answer.url == reverse("my:booking-pay", args=[made.reference])
    assert (made.organisation, made.tickets.count()) == ("Trust", 3)
    assert made.bill.total_pence == 3 * PRICE


@pytest.mark.parametrize("number", ["0", "-1", "1e9", "0.5", "many", "21"])
def test_no_other_number_is_taken(client, course, lead, number):  # noqa: F811
    """C12: whole places, as many as one may keep."""
    client.force_login(lead)

    page = client.post(
        reverse("events:group-start", args=[course.reference]),
        {"number": number, "organisation": "T", "name": "L", "accepts": "on"},
    )

    assert page.status_code == 200
    assert not Booking.objects.exists()


def test_more_than_there_are_is_refused_and_what_was_typed_stays(
    client,
    course,  # noqa: F811
    lead,
):
    client.force_login(lead)

    page = client.post(
        reverse("events:group-start", args=[course.reference]),
        {"number": 9, "organisation": "The Trust", "name": "L", "accepts": "on"},
    ).content.decode()

    assert "The Trust" in page
    assert not Booking.objects.exists()


def test_a_guest_takes_places_and_names_people_by_the_link(client, course):  # noqa: F811
    client.post(
        reverse("events:group-start", args=[course.reference]),
        {
            "number": 2,
            "organisation": "Trust",
            "name": "Lee",
            "email": BOOKER,
            "accepts": "on",
        },
    )
    made = Booking.objects.get()
    assert Message.objects.get().kind == "events/place_kept"
    pay(made)
    token = links.make(made, at=AT)

    page = client.get(reverse("events:guest-places", args=[token]))
    assert page.status_code == 200
    ticket = made.tickets.first()
    client.post(
        reverse("events:guest-place", args=[token, ticket.pk]),
        {"name": "Bea", "email": "bea@example.org"},
    )

    ticket.refresh_from_db()
    assert ticket.name == "Bea"
    assert client.get(reverse("events:guest-places", args=["no"])).status_code == 404


def test_a_booking_s_own_page_leads_to_its_places(client, lead, booking):
    client.force_login(lead)

    answer = client.get(reverse("my:booking-detail", args=[booking.reference]))

    assert answer.url == at_place("places", booking)


def test_after_the_hour_the_page_says_whom_to_ask(client, lead, booking):
    late = naming.until(booking)
    ticket = booking.tickets.get(name="Ann")

    with time_machine.travel(late + timedelta(hours=1), tick=False):
        client.force_login(lead)
        page = client.get(at_place("place", booking, ticket)).content.decode()

    assert "who may make an exception" in page


def test_an_undo_after_everything_keeps_one_place_each(lead, booking):
    bookings.cancel(booking, by=lead, at=AT)
    bookings.undo_cancel(booking, by=lead, at=AT)

    assert Ticket.objects.kept().count() == 3


def test_naming_a_person_takes_them_off_the_list(booking, course):  # noqa: F811
    waiting = UserFactory(email="bea@example.org")
    course.waiting_list.create(
        user=waiting, ticket_type=course.ticket_types.get(), joined_at=AT
    )

    naming.name(bare(booking), person("Bea"), by=None, at=AT)

    assert not course.waiting_list.waiting().exists()


@pytest.fixture
def dates(course):  # noqa: F811
    """Another date at the same price, and one that costs £30 more."""
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    return another(course), another(course, pence=PRICE + 3000, days=30)


def test_a_place_on_its_way_leads_to_its_booking_and_is_still_there(
    client, lead, booking, dates
):
    client.force_login(lead)
    ticket = booking.tickets.get(name="Ann")
    move = at_place("place-move", booking, ticket)
    paid_at = client.post(move, {"to": dates[1].reference}).url
    new = Booking.objects.get(moved_from=booking)

    page = client.get(at_place("places", booking)).text

    assert f'href="{new.get_absolute_url()}"' in page
    assert "On its way to" in page
    assert f"/{ticket.pk}/" not in page
    assert client.get(at_place("place-cancel", booking, ticket)).status_code == 200
    assert client.get(move).url == at_place("places", booking)
    assert client.post(move, {"to": dates[1].reference}).url == paid_at


def test_a_guest_is_led_by_a_link_to_a_place_on_its_way(client, booking, dates):
    Booking.objects.filter(pk=booking.pk).update(booker=None)
    booking.refresh_from_db()
    token = links.make(booking, at=AT)
    ticket = booking.tickets.get(name="Ann")
    url = reverse("events:guest-place-move", args=[token, ticket.pk])
    client.post(url, {"to": dates[1].reference})

    page = client.get(reverse("events:guest-places", args=[token])).text

    assert f'action="{url}"' in page
    led = client.post(url).url
    assert led.endswith("/pay/")
    assert "£30" in client.get(led).text


def test_pressed_twice_it_leads_back_to_the_places(client, lead, booking, dates):
    client.force_login(lead)
    ticket = booking.tickets.get(name="Ann")
    url, places_page = at_place("place", booking, ticket), at_place("places", booking)
    bea = {"name": "Bea", "email": "bea@example.org"}

    assert [client.post(url, bea).url for _ in "12"] == [places_page] * 2
    assert booking.tickets.kept().filter(name="Bea").count() == 1

    new = booking.tickets.kept().get(name="Bea")
    move = at_place("place-move", booking, new)
    client.post(move, {"to": dates[0].reference})
    assert client.post(move, {"to": dates[0].reference}).url == places_page
    assert client.get(move).status_code == 404
