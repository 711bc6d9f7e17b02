"""One's own details, membership and calendar address."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.models import CalendarFeed
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member, lapsed_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNT, CALENDAR = reverse("my:account"), reverse("my:calendar")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person(client):
    person = UserFactory(name="Carys")
    client.force_login(person)
    return person


class TestAccount:
    def test_name_time_zone_and_scheme_are_kept(self, client, person):
        sent = {"name": "Carys Ŵyn", "time_zone": "Asia/Dubai", "scheme": "dark"}

        page = client.post(ACCOUNT, sent, follow=True).content.decode()

        person.refresh_from_db()
        assert (person.name, person.time_zone, person.scheme) == tuple(sent.values())
        assert 'data-scheme="dark"' in page

    def test_nothing_else_can_be_set(self, client, person):
        """A11."""
        sent = {
            "name": "Carys",
            "email": "other@example.org",
            "is_staff": "on",
            "is_superuser": "on",
            "groups": "1",
        }
        before = person.email

        client.post(ACCOUNT, sent)

        person.refresh_from_db()
        assert (person.email, person.is_staff, person.is_superuser) == (
            before,
            False,
            False,
        )
        assert not person.groups.exists()

    @pytest.mark.parametrize(
        "wrong", [{"time_zone": "Moon/Base"}, {"scheme": "pink"}, {"name": "x" * 151}]
    )
    def test_what_was_not_offered_is_refused(self, client, person, wrong):
        page = client.post(ACCOUNT, {"name": "Carys", **wrong})

        person.refresh_from_db()
        assert page.status_code == 200
        assert "<title>Error: " in page.content.decode()
        assert (person.name, person.time_zone, person.scheme) == ("Carys", "", "")

    @pytest.mark.parametrize("name", ["Carys\r\nBcc: x@y.example", "Carys\rHughes"])
    def test_a_line_end_in_a_name_is_cleaned_on_entry(self, client, person, name):
        """M1."""
        client.post(ACCOUNT, {"name": name})

        person.refresh_from_db()
        assert "\r" not in person.name
        assert "\n" not in person.name


class TestMembership:
    def test_it_shows_number_and_standing(self, client):
        member = current_member()
        client.force_login(member.user)

        page = client.get(reverse("my:membership")).content.decode()

        assert member.number in page
        assert "Practising member, current until" in page

    def test_a_lapsed_member_is_told_how_to_renew(self, client):
        client.force_login(lapsed_member().user)

        assert (
            "Renew my membership"
            in client.get(reverse("my:membership")).content.decode()
        )

    def test_who_is_no_member_is_shown_the_way(self, client, person):
        page = client.get(reverse("my:membership")).content.decode()

        assert "You are not on our list of members" in page
        assert reverse("membership:number-request") in page


class TestCalendar:
    def test_the_address_is_shown_once(self, client, person):
        """K6."""
        shown = client.post(CALENDAR, {"do": "renew"})
        later = client.get(CALENDAR)

        address = shown.context["address"]
        assert address.startswith("http://testserver/events/feed/")
        assert client.get(address).status_code == 200
        assert address not in later.content.decode()
        assert "Sunday 22 November 2026" in later.content.decode()
        assert shown["Cache-Control"] == "no-store, private"

    def test_it_can_be_stopped(self, client, person):
        """K6."""
        address = client.post(CALENDAR, {"do": "renew"}).context["address"]

        client.post(CALENDAR, {"do": "stop"})

        assert client.get(address).status_code == 404

    @pytest.mark.parametrize("sent", [{}, {"do": "dance"}])
    def test_looking_makes_none(self, client, person, sent):
        client.get(CALENDAR)
        client.post(CALENDAR, sent)

        assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("name", ["account", "membership", "calendar", "booking-list"])
def test_signed_out_they_ask_who_is_there(client, name):
    address = reverse(f"my:{name}")

    assert client.get(address).url == f"{reverse('account_login')}?next={address}"
