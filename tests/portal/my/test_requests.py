"""Requests and complaints about personal data (D13)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.roles import Role
from portal.body.models import Mailbox
from portal.core import history
from portal.my import requests
from portal.my.models import DataRequest
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = reverse("privacy:request")
LIST = reverse("staff_requests:request-list")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)
    Mailbox.objects.update_or_create(
        role=Mailbox.Role.PRIVACY, defaults={"address": "privacy@body.example"}
    )


TYPED = {
    "kind": "complaint",
    "words": "You wrote to my old address, Lindenbaum.",
    "name": "Ada Reader",
    "email": "Ada@Mail.example",
}


def send(client, **fields):
    return client.post(FORM, {**TYPED, **fields}, follow=True)


class TestSending:
    def test_anybody_may_and_it_is_acknowledged_at_once(self, client):
        """D13"""
        page = send(client).content.decode()
        letters = {each["To"]: each for each in deliver_due(AT)}

        asked = DataRequest.objects.get()
        assert asked.reference in page
        assert asked.acknowledged_at == AT
        assert set(letters) == {"ada@mail.example", "privacy@body.example"}
        text = parts(letters["ada@mail.example"])["text/plain"]
        assert asked.reference in text
        assert "Tuesday 22 December 2026" in text
        assert "Lindenbaum" not in "".join(str(each) for each in letters.values())

    def test_signed_in_it_is_the_account_s(self, client):
        user = UserFactory(name="Carys")
        client.force_login(user)

        send(client, name="Somebody else", email="other@mail.example")

        asked = DataRequest.objects.get()
        assert (asked.user, asked.email, asked.name) == (user, user.email, "Carys")
        assert asked.reference in client.get(reverse("my:privacy")).content.decode()

    def test_pressed_twice_it_is_one(self, client):
        send(client)
        send(client)

        assert DataRequest.objects.count() == 1

    def test_nobody_can_have_us_flood_an_address(self, client):
        for number in range(8):
            page = send(client, words=f"Number {number}")

        assert DataRequest.objects.count() == requests.MOST_A_DAY_TO_AN_ADDRESS
        assert "Several requests came from you" in page.content.decode()
        assert "Number 7" in page.content.decode()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "nonsense"},
            {"kind": ""},
            {"words": ""},
            {"words": "x" * 5001},
            {"email": "no address"},
            {"email": "a\0b@example.org"},
            {"name": ""},
            {"words": "\0"},
        ],
    )
    def test_what_is_wrong_comes_back_with_what_was_typed(self, client, wrong):
        page = send(client, **wrong)

        assert page.status_code == 200
        assert not DataRequest.objects.exists()
        if "name" not in wrong:
            assert "Ada Reader" in page.content.decode()

    def test_the_reference_is_shown_to_whoever_sent_it_alone(self, client):
        send(client)

        answer = Client().get(reverse("privacy:request-sent"))

        assert answer.status_code == 302

    def test_a_kind_can_be_chosen_by_the_link(self, client):
        assert client.get(f"{FORM}?kind=access").status_code == 200
        assert client.get(f"{FORM}?kind=%00").status_code == 200


class TestStaff:
    @pytest.fixture
    def secretary(self):
        return staff(Role.MEMBERSHIP, name="Sec Retary")

    @pytest.fixture
    def desk(self, client, secretary):
        client.force_login(secretary)
        return client

    @pytest.fixture
    def asked(self):
        send(Client())
        deliver_due(AT)
        return DataRequest.objects.get()

    def url(self, name, asked):
        return reverse(f"staff_requests:request-{name}", args=[asked.reference])

    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (0, "30 days left"),
            (29, "1 day left"),
            (30, "today"),
            (31, "1 day late"),
        ],
    )
    def test_the_list_has_the_clock_of_thirty_days(
        self, asked, secretary, time_machine, days, words
    ):
        """D13"""
        time_machine.move_to(AT + timedelta(days=days), tick=False)
        desk = Client()
        desk.force_login(secretary)

        page = desk.get(LIST).content.decode()

        assert words in page
        assert "22 December 2026" in page

    def test_steps_and_outcome_are_tracked_and_words_stay_out_of_the_history(
        self, desk, asked, secretary
    ):
        desk.post(self.url("take", asked))
        desk.post(self.url("detail", asked), {"words": "Rang her, Ahornblatt."})
        answer = {"outcome": "upheld", "words": "You are right, Eschenholz."}
        desk.post(self.url("answer", asked), answer)

        asked.refresh_from_db()
        lines = history.of(asked)
        page = desk.get(self.url("detail", asked)).content.decode()
        assert [line.action for line in reversed(lines)] == [
            "my.request_received",
            "my.request_taken",
            "my.request_noted",
            "my.request_answered",
        ]
        assert (asked.taken_by, asked.answered_by) == (secretary, secretary)
        for word in ("Lindenbaum", "Ahornblatt", "Eschenholz"):
            assert word in page
            assert word not in str(list(lines.values()))
            assert word not in str(list(Message.objects.values()))

    def test_the_answer_goes_to_the_person_without_the_notes(self, desk, asked):
        desk.post(self.url("detail", asked), {"words": "Rang her, Ahornblatt."})
        answer = {"outcome": "upheld", "words": "You are right, Eschenholz."}
        desk.post(self.url("answer", asked), answer)

        (letter,) = deliver_due(AT)

        assert letter["To"] == "ada@mail.example"
        text = parts(letter)["text/plain"]
        assert "You are right, Eschenholz." in text
        assert "Ahornblatt" not in text

    def test_it_is_answered_once(self, desk, asked):
        answer = {"outcome": "upheld", "words": "First."}
        desk.post(self.url("answer", asked), answer)

        page = desk.post(self.url("answer", asked), {**answer, "words": "Second."})
        desk.post(self.url("take", asked))

        asked.refresh_from_db()
        assert asked.answer_words == "First."
        assert "This request is answered already." in page.content.decode()
        assert Message.objects.filter(kind=requests.ANSWERED).count() == 1

    def test_an_empty_answer_gives_the_form_back(self, desk, asked):
        page = desk.post(self.url("answer", asked), {"outcome": "", "words": ""})

        assert b"Write the answer." in page.content
        assert DataRequest.objects.get().answered_at is None

    def test_as_many_queries_for_three_as_for_one(
        self, desk, asked, django_assert_max_num_queries
    ):
        for number in range(3):
            send(Client(), words=f"More {number}", email=f"m{number}@mail.example")

        with django_assert_max_num_queries(15):
            desk.get(LIST)
