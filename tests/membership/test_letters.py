"""What the messages of membership say."""

import re
from datetime import timedelta

import pytest

from membership import (
    access,
    addresses,
    applications,
    changes,
    lost_numbers,
    pauses,
    purposes,
    reminders,
    renewals,
    resignations,
)
from membership.merging import steps as merging
from membership.models import SeatPurchase
from membership.seats import (
    emails,
    invitations,
    organisations,
    places,
    purchases,
    reminding,
)
from portal.body.models import Mailbox
from portal.core import clock
from portal.notifications import delivery, kinds
from portal.notifications.models import Message
from portal.payments import payers, refunds
from portal.payments.models import Agreement
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    application_of,
    current_member,
    paid,
)
from tests.factories.organisations import (
    bought,
    coordinator_of,
    ordered,
    organisation,
)

# Agreements are put straight into their table here, without a payment.
pytestmark = [pytest.mark.django_db, pytest.mark.books_do_not_tie]

HOSTILE = '<script>alert(1)</script> & "Łukasiewicz"'


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def every_letter(at, mailoutbox):
    """Return each kind of letter once, about a member with a hostile name."""
    Mailbox.objects.create(role=Mailbox.Role.MEMBERS, address="members@example.org")
    member = current_member(name=HOSTILE, email="old@example.org")
    access.emails.numbers_tried_out(requests=1200, failures=3, at=at)
    access.request_code(member.number, next_url="", asked_from="here", at=at)
    stopped = addresses.propose(member, "stopped@example.org", by=None, at=at)
    _send(at)
    addresses.stop(stopped, at=at)
    change = addresses.propose(member, "new@example.org", by=None, at=at)
    _send(at)
    addresses.prove(change, at=at + addresses.STOP_WITHIN)
    _send(at + addresses.STOP_WITHIN)
    lost_numbers.ask(member.reached_at, asked_from="here", at=at)
    member.subscriptions.update(ends_on=clock.uk_day(at))
    reminders.remind(at=at)
    _send(at)
    _of_terms(at)
    _of_applications(at)
    _of_places(at)
    _of_two_records(at)
    _send(at)
    return {message.kind: mail for message, mail in _pairs(mailoutbox)}


def _of_applications(at):
    asks = GradeFactory(name="Retired", needs_approval=True)
    reader = staff()
    for place, step in enumerate(("received", "asked", "accepted", "declined")):
        applicant = UserFactory(name=HOSTILE, email=f"{step}@example.org")
        application = application_of(applicant, grade=asks, former_number=str(place))
        applications.send(application, at=at)
        _send(at)
        if step == "asked":
            applications.ask(application, question=HOSTILE, by=reader, at=at)
        elif step == "accepted":
            applications.accept(application, by=reader, at=at)
            _send(at)
            paid(applications._bill(application, at=at), at=at)
        elif step == "declined":
            applications.decline(application, reason=HOSTILE, by=reader, at=at)
        _send(at)


def _of_two_records(at):
    by = staff()
    for place, name in enumerate(("stopped", "done")):
        kept, other = (
            current_member(name=HOSTILE, number=f"HVP-99000{place}{which}")
            for which in (1, 2)
        )
        merge = merging.ask(
            kept, other, account_of_other=False, how_known=HOSTILE, by=by, at=at
        )
        _send(at)
        if name == "stopped":
            merging.stop(merge, by=None, at=at)
        else:
            merging.carry_out(merge, at=at + merging.STOP_WITHIN)
            _send(at + merging.STOP_WITHIN)


def _of_places(at):
    made = organisation(name=HOSTILE)
    bought(made, 2, at=at)
    by = coordinator_of(made)
    organisations.ask_coordinator(made, email="second@example.org", by=by, at=at)
    user = UserFactory(name=HOSTILE, email="holder@example.org")
    asked = invitations.invite(made, email=user.email, name=HOSTILE, by=by, at=at)
    _send(at)
    seat = places.claim(asked, user=user, at=at)
    SeatPurchase.objects.update(ends_on=clock.uk_day(at) + timedelta(days=30))
    reminding.remind(at=at)
    _send(at)
    emails.place_goes_on(seat, at=at)
    _send(at)
    places.take_back(seat, by=by, at=at)
    new = organisation(name=HOSTILE)
    new.agreed_at = None
    new.save()
    purchases.decline(ordered(new), reason=HOSTILE, by=staff(), at=at)


def _of_terms(at):
    day = timedelta(days=1)
    today = clock.uk_day(at)
    up = GradeFactory(name="Practising")
    student = GradeFactory(
        name="Student",
        asks_qualification_day=True,
        moves_up_to=up,
        may_pause=True,
        price_pence=9900,
    )
    member = current_member(name=HOSTILE, email="terms@example.org")
    member.subscriptions.update(grade=student)
    member.qualifies_on = today
    member.save()
    reminders.ask_who_qualified(at=at)
    renewal = renewals.begin(
        member, grade=student, interval="year", by=member.user, at=at
    )
    paid(renewal.bill, at=at)
    _send(at)
    payment = renewal.bill.payments.get()
    refund = refunds.ask(
        payment, pence=payment.amount_pence, reason="Asked for", by=None, at=at
    )
    purposes.refunded(refund, at)
    pauses.pause(
        member, from_on=today + day, until=today + 9 * day, by=member.user, at=at
    )
    _send(at)
    pauses.go_on(member, by=member.user, at=at)
    changes.begin(member, grade=up, by=member.user, at=at)
    resignations.resign(member, at_once=False, by=member.user, at=at)
    for status, tell in (
        ("failing", purposes.agreement_failing),
        ("ended", purposes.agreement_ended),
    ):
        agreement = Agreement.objects.create(
            payer=payers.of_user(member.user),
            purpose="membership",
            interval="year",
            amount_pence=6900,
            status=status,
            begun_at=at,
        )
        tell(agreement, at)
        _send(at)


def _send(at):
    for message in Message.objects.due(at).order_by("pk"):
        delivery.deliver(message, at=at)


def _pairs(mailoutbox):
    by_id = {mail.message()["Message-ID"]: mail for mail in mailoutbox}
    return [
        (message, by_id[message.message_id])
        for message in Message.objects.filter(outcome="sent")
    ]


def test_every_kind_is_written(every_letter):
    declared = {
        kind.key for kind in kinds.every_kind() if kind.key.startswith("membership/")
    }

    assert set(every_letter) == declared


def test_a_name_is_text_in_both_parts(every_letter):
    """M2."""
    for mail in every_letter.values():
        html = mail.alternatives[0].content
        assert "<script>alert" not in html
        assert "&amp;lt;" not in html
        assert "&lt;" not in mail.body
        assert "{{" not in mail.body + html


def test_both_parts_say_the_same_and_whom_to_write_to(every_letter):
    for mail in every_letter.values():
        html = mail.alternatives[0].content
        assert "members@example.org" in mail.body
        assert "members@example.org" in html
        assert mail.body.startswith(("Hello", "In the last", "The change"))
        assert "<h1" in html


def test_no_letter_carries_the_number(every_letter):
    """L5. It is a name; but a mail goes through many hands."""
    for kind, mail in every_letter.items():
        # The one that somebody asked for has it in the words, and not on the outside.
        is_asked_for = kind == "membership/your_number"
        inside = mail.body + mail.alternatives[0].content
        # Nor in a link, where it stands without the dash.
        assert not re.search(r"HVP-?\d", mail.subject)
        assert is_asked_for or not re.search(r"HVP-?\d", inside)


def test_links_are_to_our_own_address_and_open_nothing_by_themselves(every_letter):
    prove = every_letter["membership/prove_address"]
    stop = every_letter["membership/address_will_change"]

    assert "http://testserver/membership/address/prove/" in prove.body
    assert "http://testserver/membership/address/stop/" in stop.body
    assert "Stop it here" in stop.body


def test_dates_are_written_with_weekday_and_year(every_letter):
    body = every_letter["membership/address_will_change"].body

    assert "not before" in body
    assert f" {clock.now().year}," in body


def test_a_member_without_an_account_is_not_told_about_signing_in(at, mailoutbox):
    member = MemberFactory(email="old@example.org")
    change = addresses.propose(member, "new@example.org", by=None, at=at)
    addresses.prove(change, at=at + addresses.STOP_WITHIN)
    _send(at + addresses.STOP_WITHIN)

    assert "Your password" not in mailoutbox[-1].body


def test_a_letter_whose_facts_have_gone_is_not_sent(at):
    """M10."""
    member = MemberFactory(email="old@example.org")
    asked = access.request_code(member.number, next_url="", asked_from="here", at=at)
    change = addresses.propose(member, "new@example.org", by=None, at=at)
    access.emails.address_change_stopped(change, at=at)
    access.emails.address_holds(change, at=at)
    Mailbox.objects.create(role=Mailbox.Role.MEMBERS, address="members@example.org")
    access.emails.address_change_stopped(change, at=at)

    asked.delete()
    change.delete()
    _send(at)

    assert set(Message.objects.values_list("outcome", flat=True)) == {"overtaken"}


def test_a_used_request_gets_no_second_code(at, mailoutbox):
    member = MemberFactory(email="old@example.org")
    asked = access.request_code(member.number, next_url="", asked_from="here", at=at)
    asked.used_at = at
    asked.save()

    _send(at)

    assert mailoutbox == []


def test_a_code_goes_to_the_new_address_the_moment_it_holds(at, mailoutbox):
    """The task that makes it show may be late; the row is not."""
    member = current_member(email="old@example.org")
    change = addresses.propose(member, "new@example.org", by=None, at=at)
    _send(at)
    change.refresh_from_db()
    change.proved_at = at
    change.save()
    later = at + addresses.STOP_WITHIN

    access.request_code(member.number, next_url="", asked_from="here", at=later)
    _send(later)

    [code] = [mail for mail in mailoutbox if "code" in mail.subject]
    assert code.to == ["new@example.org"]
