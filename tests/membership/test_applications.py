"""Joining: from a wish to a number, and everything that must not happen twice."""

from datetime import timedelta

import pytest

from membership import applications, members, standing
from membership.errors import ApplicationRefused
from membership.models import (
    Application,
    ApplicationStatus,
    Member,
    PaysBy,
    Subscription,
)
from membership.standing import State
from membership.terms import months_on
from portal.body.models import Mailbox
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from portal.payments import bills, settlement
from portal.payments.models import Bill, Invoice, Method, Refund
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    application_of,
    current_member,
    lapsed_member,
    paid,
)
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def user():
    return UserFactory(email="new@example.org", name="Ngozi Adler")


def _bill(application, at):
    """Write the bill as paying does, without Stripe."""
    return applications._bill(application, at=at)


def _sent(user, at, **fields):
    application = application_of(user, **fields)
    applications.send(application, at=at)
    return application


def kinds():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


# --- The way through -------------------------------------------------------


def test_paid_makes_a_member_with_a_number_at_once(user, at):
    application = _sent(user, at)

    paid(_bill(application, at), at=at)

    application.refresh_from_db()
    member = Member.objects.get(user=user)
    term = member.subscriptions.get()
    today = clock.uk_day(at)
    assert application.status == ApplicationStatus.JOINED
    assert application.member == member
    assert (member.name, member.email) == ("Ngozi Adler", "new@example.org")
    assert member.joined_on == today
    assert (term.starts_on, term.ends_on) == (
        today,
        months_on(today, 12) - timedelta(days=1),
    )
    assert term.bill == application.bill
    assert standing.standing_of(member, on=today).state is State.CURRENT
    assert "membership/welcome" in kinds()


def test_by_the_month_a_month_counts(user, at):
    grade = GradeFactory(name="Monthly", month_pence=625)
    application = _sent(user, at, grade=grade, interval="month")

    bill = _bill(application, at)
    paid(bill, at=at)

    term = Subscription.objects.get()
    assert bill.total_pence == 625
    assert term.ends_on == months_on(term.starts_on, 1) - timedelta(days=1)


def test_by_invoice_the_employer_owes_and_membership_begins_when_it_is_paid(user, at):
    application = _sent(
        user,
        at,
        pays_by=PaysBy.INVOICE,
        payer_name="Ashvale Trust",
        payer_address="1 High Street",
        payer_email="Finance@Ashvale.example",
        order_number="PO 7",
    )

    address = applications.pay(application, at=at)

    invoice = Invoice.objects.get()
    assert address == "/join/application/"
    assert invoice.order_number == "PO 7"
    assert invoice.bill.payer.email == "finance@ashvale.example"
    assert not Member.objects.exists()
    paid(invoice.bill, at=at)
    assert Member.objects.get().user == user


def test_a_grade_of_nothing_needs_no_card(user, at):
    application = _sent(user, at, grade=GradeFactory(name="Fellow", price_pence=0))

    address = applications.pay(application, at=at)

    assert address == "/join/application/"
    assert Member.objects.get().user == user


# --- What stops two --------------------------------------------------------


def test_one_person_has_one_open_application(user, at):
    first = application_of(user)

    again = application_of(user, grade=GradeFactory(name="Friend"))

    assert again.pk == first.pk
    assert again.grade.name == "Friend"


@pytest.mark.django_db(transaction=True)
def test_two_windows_begin_one_application(user):
    grade = GradeFactory()

    at_once(
        [
            lambda: applications.start(
                user, grade=grade, at=clock.now(), name="Ngozi Adler"
            )
        ]
        * 6
    )

    assert Application.objects.count() == 1


def test_the_same_bill_is_written_once(user, at):
    application = _sent(user, at)

    assert _bill(application, at) == _bill(application, at)
    assert Bill.objects.count() == 1


def test_paid_twice_goes_back(user, at):
    application = _sent(user, at)
    bill = _bill(application, at)
    paid(bill, at=at)

    paid(bill, at=at)

    assert Subscription.objects.count() == 1
    assert Refund.objects.get().amount_pence == bill.total_pence


def test_paid_after_staff_entered_the_person_goes_back(user, at):
    application = _sent(user, at)
    bill = _bill(application, at)
    current_member(user=user, email=user.email)

    paid(bill, at=at)

    assert Subscription.objects.count() == 1
    assert Refund.objects.count() == 1


def test_paid_after_it_was_withdrawn_goes_back(user, at):
    application = _sent(user, at)
    bill = _bill(application, at)
    applications.withdraw(application, at=at)

    paid(bill, at=at)

    assert not Member.objects.exists()
    assert Refund.objects.count() == 1


# --- Who somebody is: L14 --------------------------------------------------


def test_who_lapsed_gets_the_old_number_back(at):
    member = lapsed_member(name="Ngozi Adler")
    application = _sent(member.user, at)

    paid(_bill(application, at), at=at)

    assert Member.objects.get() == member
    assert member.subscriptions.latest("pk").starts_on == clock.uk_day(at)
    assert Message.objects.filter(kind="membership/welcome").exists()


def test_l14_the_address_on_file_is_the_member_and_never_a_second(user, at):
    """L14: bound through the proved address, whoever typed which number."""
    member = lapsed_member(account=False, email=user.email)
    application = _sent(user, at, name="Somebody Else")

    paid(_bill(application, at), at=at)

    assert Member.objects.get().pk == member.pk
    assert Member.objects.get().user == user


def test_l14_a_typed_number_binds_nothing_and_goes_to_a_person(user, at):
    """L14."""
    stranger = current_member(account=False, name="Quite Different")

    application = _sent(user, at, former_number=stranger.number)

    assert application.status == ApplicationStatus.SENT
    assert list(application.resembles.all()) == [stranger]
    stranger.refresh_from_db()
    assert stranger.user is None


def test_a_number_that_does_not_exist_goes_the_same_way(user, at):
    application = _sent(user, at, former_number="HVP-99999")

    assert application.status == ApplicationStatus.SENT


def test_a_name_like_a_members_goes_to_a_person_without_a_hint(user, at):
    member = MemberFactory(name="Ngozi Mary Ádler", email="old@example.org")

    application = _sent(user, at)

    assert application.status == ApplicationStatus.SENT
    assert list(application.resembles.all()) == [member]
    assert kinds() == ["membership/application_received"]


def test_a_member_bound_elsewhere_with_this_address_on_file_stays(user, at):
    """Two at one address: staff see both; the money delivers all the same."""
    other = current_member(name="Quite Different")
    Member.objects.filter(pk=other.pk).update(email=user.email)
    application = _sent(user, at)

    paid(_bill(application, at), at=at)

    made = Member.objects.get(user=user)
    assert made.email == ""
    assert made.reached_at == user.email


# --- Staff -----------------------------------------------------------------


def test_asked_answered_accepted_paid(user, at):
    grade = GradeFactory(name="Retired", needs_approval=True)
    secretary = staff()
    application = _sent(user, at, grade=grade)
    applications.ask(application, question="Since when?", by=secretary, at=at)
    question = application.questions.get()

    applications.answer(question, text="Since May.", at=at)
    application.refresh_from_db()
    applications.accept(application, by=secretary, at=at)
    paid(_bill(application, at), at=at)

    application.refresh_from_db()
    assert application.status == ApplicationStatus.JOINED
    assert kinds() == [
        "membership/application_received",
        "membership/application_asked",
        "membership/application_accepted",
        "membership/welcome",
        *kinds()[4:],
    ]


def test_declined_says_why_and_leaves_room_for_another(user, at):
    grade = GradeFactory(name="Retired", needs_approval=True)
    application = _sent(user, at, grade=grade)

    applications.decline(application, reason="Not retired.", by=staff(), at=at)

    application.refresh_from_db()
    assert application.declined_because == "Not retired."
    assert application_of(user).pk != application.pk


def test_of_two_who_decide_at_once_one_is_told(user, at):
    grade = GradeFactory(name="Retired", needs_approval=True)
    application = _sent(user, at, grade=grade)
    seen_by_another = Application.objects.get()
    applications.accept(application, by=staff(), at=at)

    with pytest.raises(ApplicationRefused):
        applications.decline(seen_by_another, reason="No.", by=staff(), at=at)

    assert Application.objects.get().status == ApplicationStatus.ACCEPTED


def test_a_question_is_answered_once(user, at):
    application = _sent(user, at, grade=GradeFactory(name="R", needs_approval=True))
    applications.ask(application, question="Since when?", by=staff(), at=at)
    question = application.questions.get()
    applications.answer(question, text="Since May.", at=at)

    with pytest.raises(ApplicationRefused):
        applications.answer(question, text="Since June.", at=at)


# --- What is typed ---------------------------------------------------------


def test_what_is_missing_is_said_step_by_step(user, at):
    grade = GradeFactory(
        name="Student", asks_qualification_day=True, evidence="a student card"
    )
    application = application_of(user, grade=grade, pays_by="")

    steps = [step for step, _ in applications.missing(application)]

    assert steps == ["about", "evidence", "payment"]
    with pytest.raises(ApplicationRefused):
        applications.send(application, at=at)


def test_once_sent_only_the_way_of_paying_changes(user, at):
    application = _sent(user, at)

    with pytest.raises(ApplicationRefused):
        applications.change(application, at=at, name="Another")

    applications.change(application, at=at, renews=True)
    assert application.renews


def test_another_way_of_paying_lets_go_of_the_bill(user, at):
    application = _sent(user, at)
    bill = _bill(application, at)
    application.refresh_from_db()

    applications.change(application, at=at, renews=True)

    bill.refresh_from_db()
    assert bill.withdrawn_at == at
    assert application.bill is None


def test_after_the_invoice_has_gone_staff_change_it(user, at):
    application = _sent(
        user, at, pays_by=PaysBy.INVOICE, payer_name="A", payer_email="a@b.example"
    )
    applications.pay(application, at=at)
    application.refresh_from_db()

    with pytest.raises(ApplicationRefused):
        applications.change(application, at=at, pays_by=PaysBy.CARD)
    with pytest.raises(ApplicationRefused):
        applications.withdraw(application, at=at)


def test_a_student_expects_to_qualify(user, at):
    grade = GradeFactory(name="Student", asks_qualification_day=True)
    day = clock.uk_day(at) + timedelta(days=200)
    application = _sent(user, at, grade=grade, qualifies_on=day)

    paid(_bill(application, at), at=at)

    assert Member.objects.get().qualifies_on == day


def test_two_payments_at_the_same_moment_make_one_membership(user, at):
    """The purpose is asked for each payment; the second finds it delivered."""
    application = _sent(user, at)
    bill = _bill(application, at)
    first = paid(bill, at=at)

    assert applications.settle(application, first, at=at) != ""
    assert members.running(Member.objects.get(), on=clock.uk_day(at))[1:] == []


# --- What the team is told, and an invoice taken back ----------------------

WAITS = "membership/application_waits"


@pytest.fixture
def mailbox():
    return Mailbox.objects.create(
        role=Mailbox.Role.MEMBERS, address="members@example.org"
    )


def test_the_mailbox_is_told_once_of_what_needs_a_decision(user, at, mailbox):
    application = _sent(user, at, grade=GradeFactory(name="R", needs_approval=True))

    (message,) = Message.objects.filter(kind=WAITS)
    assert message.to == mailbox.address
    applications.ask(application, question="Since when?", by=staff(), at=at)
    applications.answer(application.questions.get(), text="June", at=at)
    assert Message.objects.filter(kind=WAITS).count() == 2


def test_nobody_is_told_of_what_needs_none(user, at, mailbox):
    _sent(user, at)

    assert WAITS not in kinds()


def test_it_is_not_sent_when_somebody_has_looked_already(user, at, mailbox, mailoutbox):
    application = _sent(user, at, grade=GradeFactory(name="R", needs_approval=True))
    applications.accept(application, by=staff(), at=at)

    delivery.deliver(Message.objects.get(kind=WAITS), at=at)

    assert mailoutbox == []


def _invoiced(user, at, **fields):
    application = _sent(
        user,
        at,
        pays_by=PaysBy.INVOICE,
        payer_name="Ashvale Trust",
        payer_email="finance@ashvale.example",
        payer_address="1 High Street",
        **fields,
    )
    applications.pay(application, at=at)
    application.refresh_from_db()
    return application


def test_staff_take_back_an_invoice_and_the_person_chooses_anew(user, at):
    application = _invoiced(user, at)
    bill = application.bill

    applications.cancel_invoice(application, reason="Pays herself", by=staff(), at=at)

    note = Invoice.objects.get(kind="credit_note")
    assert (note.bill, note.reason) == (bill, "Pays herself")
    assert bills.owed_pence(bill) == 0
    application.refresh_from_db()
    assert (application.status, application.bill) == (ApplicationStatus.ACCEPTED, None)
    applications.change(application, at=at, pays_by=PaysBy.CARD)
    paid(_bill(application, at), at=at)
    application.refresh_from_db()
    assert application.status == ApplicationStatus.JOINED


def test_declined_after_all_nothing_is_owed(user, at):
    application = _invoiced(user, at)
    bill = application.bill

    applications.decline(application, reason="Not open to you", by=staff(), at=at)

    assert bills.owed_pence(bill) == 0
    assert Invoice.objects.filter(kind="credit_note").count() == 1
    application.refresh_from_db()
    assert application.status == ApplicationStatus.DECLINED


def test_what_has_been_paid_is_not_taken_back(user, at):
    application = _invoiced(user, at)
    bill = application.bill
    settlement.received(
        bill=bill,
        pence=100,
        method=Method.TRANSFER,
        reference="part",
        at=at,
        by=None,
    )

    for step in (applications.cancel_invoice, applications.decline):
        with pytest.raises(ApplicationRefused, match="Pay it back first"):
            step(application, reason="No", by=staff(), at=at)
    assert not Invoice.objects.filter(kind="credit_note").exists()


def test_there_is_no_invoice_to_take_back(user, at):
    application = _sent(user, at)

    with pytest.raises(ApplicationRefused):
        applications.cancel_invoice(application, reason="No", by=staff(), at=at)
