"""Why is booking refused: asked by number, name or address, of one event."""

import pytest

from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory
from tests.factories.membership import current_member, lapsed_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(client):
    user = staff(Role.MEMBERSHIP)
    client.force_login(user)
    return user


@pytest.mark.usefixtures("secretary")
class TestAsking:
    def ask(self, client, url, **asked):
        return client.get(url("refusal"), asked)

    def test_by_number_and_event_answers_at_once(self, client, url):
        event = EventFactory()
        member = lapsed_member()

        page = self.ask(client, url, q=member.number, event=event.reference)

        assert page.context["explained"].sentence.startswith("They cannot book")
        assert "Your membership ended on 14 August 2026" in page.content.decode()

    def test_by_a_name_that_several_have_lets_one_be_chosen(self, client, url):
        event = EventFactory()
        for _ in range(2):
            current_member(name="Grace Okoro")

        page = self.ask(client, url, q="grace", event=event.reference)

        assert page.context["explained"] is None
        assert len(page.context["found"]) == 2
        assert f"event={event.reference}" in page.content.decode()

    def test_the_person_stays_when_another_event_is_asked_about(self, client, url):
        member = current_member()
        event = EventFactory()

        page = self.ask(client, url, member=member.number, event=event.reference)

        assert page.context["explained"].fine
        assert page.context["person_key"] == ("member", member.number)

    def test_of_an_account_without_membership(self, client, url):
        user = UserFactory(name="Vi Visitor")

        page = self.ask(client, url, account=user.pk, event=EventFactory().reference)

        assert "This event is for members." in page.content.decode()
        assert page.context["person_key"] == ("account", user.pk)

    def test_a_person_without_an_event_is_asked_which(self, client, url):
        page = self.ask(client, url, q=current_member().number)

        assert "Choose an event, and ask." in page.content.decode()

    def test_nobody_found_is_said(self, client, url):
        page = self.ask(client, url, q="HVP-999999")

        assert "Nobody has this number" in page.content.decode()

    def test_drafts_and_past_events_are_not_offered(self, client, url, now):
        """A4"""
        EventFactory(title="Secret plan", status="draft", published_at=None)

        page = self.ask(client, url).content.decode()

        assert "Secret plan" not in page

    @pytest.mark.parametrize(
        "asked",
        [
            {"q": "\x00", "event": "\x00", "member": "\x00", "account": "\x00"},
            {"event": "NOSUCH1", "member": "nobody", "account": "-5"},
            {"q": "x" * 5000},
            {"account": "9" * 40},
        ],
    )
    def test_odd_questions_are_answered(self, client, url, asked):
        response = self.ask(client, url, **asked)

        assert response.status_code == 200
        assert response.context["explained"] is None
