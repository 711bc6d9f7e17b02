"""One's own details, membership and calendar address."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.models import CalendarFeed
from portal.accounts import details
from portal.accounts.roles import Role
from portal.body.models import Profession
from portal.core import history
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import current_member, lapsed_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
ACCOUNT, CALENDAR = reverse("my:account"), reverse("my:calendar")

REGISTRATION = reverse("my:registration")

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


class TestDetails:
    def test_what_is_said_is_kept_and_taken_back(self, client, person):
        profession = Profession.objects.create(name="Health visitor of the test")
        said = {
            "name": "Carys",
            "profession": profession.pk,
            "employer": "A trust",
            "postal_address": "1 Long Lane",
        }

        client.post(ACCOUNT, said)
        page = client.get(ACCOUNT).content.decode()

        assert "1 Long Lane" in page
        assert details.of(person).profession == profession
        client.post(ACCOUNT, {"name": "Carys"})
        assert details.of(person).postal_address == ""
        lines = list(history.of(person).values_list("data", flat=True))
        assert "Long Lane" not in str(lines)

    def test_the_list_of_members_follows_name_and_employer(self, client):
        member = current_member()
        client.force_login(member.user)

        client.post(ACCOUNT, {"name": "Newly Wed", "employer": "A trust"})

        member.refresh_from_db()
        assert (member.name, member.employer) == ("Newly Wed", "A trust")

    def test_the_registration_is_seen_by_its_owner_alone(self, client):
        member = current_member()
        client.force_login(member.user)
        client.post(REGISTRATION, {"regulator": "nmc", "pin": "12A3456E"})
        assert "12A3456E" in client.get(REGISTRATION).content.decode()

        client.force_login(staff(Role.ADMINISTRATOR))
        for page in (
            reverse("staff_members:member-detail", args=[member.uniform_number]),
            reverse("staff_members:member-list"),
            reverse("wagtailusers_users:edit", args=[member.user.pk]),
        ):
            assert "12A3456E" not in client.get(page).content.decode()

    def test_a_number_without_a_regulator_is_asked_about(self, client, person):
        page = client.post(REGISTRATION, {"pin": "12A3456E"}).content.decode()

        assert "Choose with whom you are registered" in page
        assert "12A3456E" in page
        assert details.registration_of(person) is None

    def test_not_said_forgets_it(self, client, person):
        client.post(REGISTRATION, {"regulator": "nmc", "pin": "12A3456E"})
        client.post(REGISTRATION, {"regulator": "", "pin": ""})

        assert details.registration_of(person) is None


class TestSecurity:
    def test_it_says_how_each_stands(self, client):
        plain, guarded = UserFactory(), UserFactory(second_factor=True)
        client.force_login(plain)
        off = client.get(reverse("my:security")).content.decode()
        client.force_login(guarded)
        on = client.get(reverse("my:security")).content.decode()

        assert "whoever guesses the password is still outside" in off
        assert "An authenticator app." in on
        assert "You have no recovery codes" in on


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
