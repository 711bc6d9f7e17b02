"""Money back: each booking is told of its own, whatever else is in its bill."""

from datetime import timedelta

from events.booking import changes, giving_back, money_back, moving
from portal.payments import refunds
from portal.payments.models import Refund, RefundStatus
from tests.events.booking.test_moving import another, runs  # noqa: F401 - fixtures
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    course,
    group,
    noon,
)
from tests.factories.accounts import UserFactory

LATER = AT + timedelta(minutes=6)
# Until 28 days before, all but a tenth.
BACK = 11250


def given_up(ticket):
    changes.cancel(ticket, by=None, at=AT)
    giving_back.give_back(ticket.booking, at=LATER)
    return Refund.objects.order_by("-pk").first()


def test_a_moved_place_and_those_that_stayed_are_told_of_their_own(runs):  # noqa: F811
    run, other = runs
    booking = group(run, 3)
    moved = moving.move(booking.tickets.first(), other, by=None, at=AT)
    refunds.sent_by_bank(
        given_up(booking.tickets.kept().first()), at=LATER, by=UserFactory()
    )

    given_up(moved.tickets.get())

    assert money_back.of_booking(booking) == money_back.Back(done=BACK)
    assert money_back.of_booking(moved) == money_back.Back(on_its_way=BACK)


def test_another_refund_hides_none_that_failed(course):  # noqa: F811
    booking = group(course, 2)
    first, second = booking.tickets.order_by("pk")
    refunds._failed(given_up(first), "Account closed", at=LATER)

    given_up(second)

    back = money_back.of_booking(booking)
    assert back == money_back.Back(
        failed=BACK, on_its_way=BACK, why_failed="Account closed"
    )


def test_what_was_tried_again_counts_once_as_it_stands_now(course):  # noqa: F811
    booking = group(course, 2)
    refund = given_up(booking.tickets.first())
    refunds._failed(refund, "Account closed", at=LATER)

    again = refunds.try_again(refund, at=LATER, by=UserFactory())

    assert money_back.of_booking(booking) == money_back.Back(on_its_way=BACK)
    refunds._failed(again, "Still closed", at=LATER)
    assert money_back.of_booking(booking) == money_back.Back(
        failed=BACK, why_failed="Still closed"
    )
    third = refunds.try_again(again, at=LATER, by=UserFactory())
    refunds.sent_by_bank(third, at=LATER, by=UserFactory())
    assert money_back.of_booking(booking) == money_back.Back(done=BACK)


def test_what_finance_gives_back_beside_the_terms_is_no_places(course):  # noqa: F811
    booking = group(course, 2)
    refunds.ask(booking.bill.payments.get(), pence=500, reason="Sorry", by=None, at=AT)

    given_up(booking.tickets.first())

    assert money_back.of_booking(booking) == money_back.Back(on_its_way=BACK)


def test_what_the_second_person_refused_is_no_fault_of_a_bank(course):  # noqa: F811
    booking = group(course, 2)
    refund = given_up(booking.tickets.first())
    Refund.objects.filter(pk=refund.pk).update(status=RefundStatus.ASKED)
    refund.refresh_from_db()

    refunds.refuse(refund, at=LATER, by=UserFactory())

    back = money_back.of_booking(booking)
    assert back == money_back.Back(refused=BACK)
    (said,) = money_back.in_words(back)
    assert said.startswith("£112.50 does not go back: our finance team decided so.")
    assert money_back.to_staff(back) == "£112.50 refused by the second person"
