"""Being forgotten: asked for, thought over, put off, stopped, carried out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from events.models import BookingStatus, WaitingListEntry, WaitingStatus
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.core import clock, history
from portal.core.money import Vat
from portal.my import erasures, requests, tasks
from portal.my.models import Erasure, ErasureStatus
from portal.notifications.models import Message
from portal.payments import bills, payers
from portal.payments.models import (
    Dispute,
    DisputeStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DUE = AT + timedelta(days=7)
ERASE = reverse("my:erase")

# Payments are set down here as rows, without the documents that come with them.
pytestmark = [pytest.mark.django_db, pytest.mark.books_do_not_tie]


@pytest.fixture(autouse=True)
def today(time_machine, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person():
    return UserFactory(name="Carys Twoword", email="carys@mail.example")


def looked_at(erasure, at=DUE):
    how = erasures.look_at(erasure, at=at)
    erasure.refresh_from_db()
    return how


def paid_bill(user, **fields):
    bill = bills.write(
        payer=payers.of_user(user),
        purpose="membership",
        lines=[bills.Line("A year", 6900, Vat.EXEMPT)],
        at=AT,
        by=user,
    )
    return Payment.objects.create(
        bill=bill,
        method="card",
        status=PaymentStatus.PAID,
        amount_pence=6900,
        started_at=AT,
        paid_at=AT,
        **fields,
    )


class TestAsking:
    def test_nothing_happens_for_seven_days(self, person):
        erasure = erasures.ask(person, at=AT)

        assert looked_at(erasure, DUE - timedelta(seconds=1)) == ErasureStatus.ASKED
        assert User.objects.get(pk=person.pk).is_active
        assert looked_at(erasure, DUE) == ErasureStatus.DONE

    def test_asking_twice_does_not_begin_again(self, person):
        first = erasures.ask(person, at=AT)

        again = erasures.ask(person, at=AT + timedelta(days=3))

        assert again == first
        assert again.due_at == DUE

    def test_it_can_be_taken_back_until_the_last_moment(self, person):
        erasure = erasures.ask(person, at=AT)

        erasures.withdraw(erasure, by=person, at=DUE - timedelta(minutes=1))

        assert looked_at(erasure) == ErasureStatus.WITHDRAWN
        assert User.objects.get(pk=person.pk).name == "Carys Twoword"
        with pytest.raises(erasures.ErasureRefused):
            erasures.withdraw(erasure, by=person, at=DUE)

    def test_who_reads_the_mail_can_stop_it_without_signing_in(self, person, client):
        erasures.ask(person, at=AT)
        (letter,) = deliver_due(AT)
        link = next(
            word.removeprefix("http://testserver")
            for word in parts(letter)["text/plain"].split()
            if "/data-protection/erasure/" in word
        )

        client.get(link)
        assert Erasure.objects.get().is_open
        page = client.post(link)

        assert "Your account stays" in page.content.decode()
        assert page["Cache-Control"] == "no-store, private"
        assert Erasure.objects.get().status == ErasureStatus.WITHDRAWN
        assert "This link has ended" in client.get(link).content.decode()

    def test_the_page_says_what_goes_and_what_stays(self, client):
        member = current_member()
        paid_bill(member.user)
        client.force_login(member.user)

        page = client.get(ERASE).content.decode()

        assert "six years after the financial year" in page
        assert "A membership number is never given twice" in page
        assert "Take your record first" in page

    def test_it_asks_once_more_who_it_is(self, client, person):
        client.force_login(person)

        answer = client.post(ERASE)

        assert answer["Location"].startswith(reverse("account_reauthenticate"))
        assert not Erasure.objects.exists()
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(ERASE)
        assert Erasure.objects.get().user == person


class TestPuttingOff:
    """D3: put off while something is open, told why, and carried out after it."""

    def test_a_refund_under_way(self, person):
        payment = paid_bill(person)
        refund = Refund.objects.create(
            payment=payment,
            amount_pence=100,
            status=RefundStatus.PENDING,
            reason="r",
            asked_at=AT,
        )
        erasure = erasures.ask(person, at=AT)

        assert looked_at(erasure) == ErasureStatus.PUT_OFF
        assert erasure.put_off_because == ["A refund to you is still on its way."]
        Refund.objects.filter(pk=refund.pk).update(
            status=RefundStatus.DONE, ended_at=AT
        )
        assert looked_at(erasure) == ErasureStatus.DONE

    def test_a_refund_that_failed_until_it_went_at_another_try(self, person):
        payment = paid_bill(person)
        facts = {"payment": payment, "amount_pence": 100, "reason": "r", "asked_at": AT}
        failed = Refund.objects.create(
            **facts, key="first", status=RefundStatus.FAILED, ended_at=AT
        )
        erasure = erasures.ask(person, at=AT)

        assert looked_at(erasure) == ErasureStatus.PUT_OFF
        Refund.objects.create(
            **facts, key="second", status=RefundStatus.DONE, again_of=failed
        )
        assert looked_at(erasure, at=DUE + timedelta(days=1)) == ErasureStatus.DONE

    def test_a_dispute(self, person):
        Dispute.objects.create(
            payment=paid_bill(person),
            stripe_id="dp_1",
            amount_pence=100,
            status=DisputeStatus.OPEN,
            opened_at=AT,
        )

        assert looked_at(erasures.ask(person, at=AT)) == ErasureStatus.PUT_OFF

    def test_a_complaint_that_is_not_answered(self, person):
        asked = requests.send(
            kind="complaint",
            name="Carys",
            email=person.email,
            words="w",
            user=person,
            asked_from="x",
            at=AT,
        )
        erasure = erasures.ask(person, at=AT)

        assert looked_at(erasure) == ErasureStatus.PUT_OFF
        requests.answer(asked, "upheld", "We did.", by=UserFactory(), at=DUE)
        assert looked_at(erasure) == ErasureStatus.DONE

    def test_a_paid_place_at_what_is_to_come(self, person):
        event = EventFactory(starts_at=DUE + timedelta(days=30), way_in="public")
        place(event, person, price_pence=9500)
        erasure = erasures.ask(person, at=AT)

        assert looked_at(erasure) == ErasureStatus.PUT_OFF
        assert event.title in erasure.put_off_because[0]
        after = event.ends_at + timedelta(hours=1)
        assert looked_at(erasure, after) == ErasureStatus.DONE

    def test_an_unpaid_bill(self, person):
        payment = paid_bill(person)
        Payment.objects.filter(pk=payment.pk).update(
            status=PaymentStatus.FAILED, failed_at=AT, paid_at=None
        )

        assert looked_at(erasures.ask(person, at=AT)) == ErasureStatus.PUT_OFF

    def test_a_role(self):
        editor = UserFactory(roles=[Role.EDITOR])

        assert looked_at(erasures.ask(editor, at=AT)) == ErasureStatus.PUT_OFF

    def test_it_is_told_once_and_again_when_the_reason_changes(self, person):
        Dispute.objects.create(
            payment=paid_bill(person),
            stripe_id="dp_1",
            amount_pence=100,
            status=DisputeStatus.OPEN,
            opened_at=AT,
        )
        erasure = erasures.ask(person, at=AT)

        def told():
            return Message.objects.filter(kind=erasures.PUT_OFF).count()

        for hours in range(3):
            looked_at(erasure, DUE + timedelta(hours=hours))
        assert told() == 1
        requests.send(
            kind="complaint",
            name="Carys",
            email=person.email,
            words="w",
            user=person,
            asked_from="x",
            at=DUE,
        )
        looked_at(erasure, DUE + timedelta(hours=4))
        assert told() == 2


class TestCarryingOut:
    def test_free_places_pass_on_and_nobody_waits(self, person):
        event = EventFactory(starts_at=DUE + timedelta(days=30), capacity=1)
        ticket = place(event, person)
        full = EventFactory(starts_at=DUE + timedelta(days=30))
        WaitingListEntry.objects.create(
            event=full,
            user=person,
            ticket_type=full.ticket_types.get(),
            status=WaitingStatus.WAITING,
            joined_at=AT,
        )

        looked_at(erasures.ask(person, at=AT))

        ticket.refresh_from_db()
        assert ticket.booking.status == BookingStatus.CANCELLED
        assert ticket.released_at is not None
        assert not WaitingListEntry.objects.filter(user=person).exists()

    def test_sessions_end_and_the_way_in_is_shut(self, person):
        browser = Client()
        browser.post(
            reverse("account_login"), {"login": person.email, "password": PASSWORD}
        )
        untracked = Client()
        untracked.force_login(person)
        erasures.ask(person, at=AT)

        tasks.carry_out_erasures()
        assert browser.get(reverse("my:home")).status_code == 200
        erasures.look_at_due(at=DUE)

        assert browser.get(reverse("my:home")).status_code == 302
        assert untracked.get(reverse("my:home")).status_code == 302
        assert not [
            session
            for session in Session.objects.all()
            if session.get_decoded().get("_auth_user_id") == str(person.pk)
        ]
        stub = User.objects.get(pk=person.pk)
        assert (stub.is_active, stub.has_usable_password()) == (False, False)

    def test_the_last_word_goes_to_the_old_address_which_is_then_forgotten(
        self, person
    ):
        place(EventFactory(starts_at=DUE + timedelta(days=30)), person)
        erasure = erasures.ask(person, at=AT)
        looked_at(erasure)

        letters = deliver_due(DUE)

        assert [(each["To"], each["Subject"]) for each in letters] == [
            ("carys@mail.example", "We have forgotten you")
        ]
        assert not [
            row for row in Message.objects.values() if "carys" in str(row).lower()
        ]

    def test_an_address_that_refuses_the_last_word_is_forgotten_too(self, person):
        looked_at(erasures.ask(person, at=AT))
        Message.objects.update(outcome="failed")

        assert erasures.forget_last_words() == 1
        assert erasures.forget_last_words() == 0

        assert "carys" not in str(list(Message.objects.values()))

    def test_the_history_keeps_who_did_what_without_a_name(self, person):
        history.record(
            person, "accounts.renamed", by=UserFactory(), facts={"before": "Carys Old"}
        )

        looked_at(erasures.ask(person, at=AT))

        lines = list(history.of(person).values_list("action", "label", "data"))
        assert "Carys" not in str(lines)
        assert "accounts.renamed" in str(lines)

    def test_one_that_fails_keeps_no_other_waiting(self, person, monkeypatch):
        other = UserFactory()
        erasures.ask(other, at=AT)
        erasures.ask(person, at=AT)
        real = erasures.privacy.erase

        def fails(user, *, at):
            if user == other:
                raise RuntimeError
            return real(user, at=at)

        monkeypatch.setattr(erasures.privacy, "erase", fails)

        assert erasures.look_at_due(at=DUE) == 1
        assert clock.now() == AT


class TestAfterABackup:
    def test_it_is_done_again_without_a_word(self, person, capsys):
        call_command("erase_again", str(person.pk))

        assert User.objects.get(pk=person.pk).name == "Erased person"
        assert not Message.objects.exists()
        assert f"Erased {person.pk}" in capsys.readouterr().out

    def test_an_account_that_is_not_there_stops_it(self, person):
        with pytest.raises(CommandError, match="no account 0"):
            call_command("erase_again", str(person.pk), "0")

        assert User.objects.get(pk=person.pk).name == "Carys Twoword"
