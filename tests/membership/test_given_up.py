"""What follows when a bill for membership is withdrawn before it is paid (P22)."""

import pytest

from membership import applications, renewals
from membership.models import Application, ApplicationStatus, PaysBy
from membership.renewals import Employer
from portal.core import clock
from portal.payments import purchase_orders
from tests.factories.accounts import UserFactory
from tests.factories.membership import GradeFactory, current_member

pytestmark = pytest.mark.django_db

TRUST = Employer("Trust", "1 High Street", "", "finance@trust.example", "PO 1")


@pytest.fixture
def at():
    return clock.now()


def test_a_renewal_that_staff_cancelled_can_be_begun_anew(at):
    member = current_member()
    asked = {
        "grade": member.subscriptions.first().grade,
        "interval": "year",
        "by": member.user,
        "at": at,
    }
    first = renewals.begin(member, employer=TRUST, **asked)
    renewals.pay_by_invoice(first, by=member.user, at=at)

    purchase_orders.cancel(first.bill, reason="Ordered twice", at=at, by=None)
    again = renewals.begin(member, employer=TRUST, **asked)

    first.refresh_from_db()
    assert (first.ended_at, again.pk != first.pk) == (at, True)


def test_an_application_goes_back_to_how_it_is_paid(at):
    application = applications.start(
        UserFactory(),
        grade=GradeFactory(),
        at=at,
        name="Ilse",
        pays_by=PaysBy.INVOICE,
        payer_name="Trust",
        payer_email="finance@trust.example",
    )
    Application.objects.filter(pk=application.pk).update(
        status=ApplicationStatus.ACCEPTED
    )
    application.refresh_from_db()
    applications.pay(application, at=at)
    application.refresh_from_db()
    bill = application.bill

    purchase_orders.cancel(bill, reason="Wrong employer", at=at, by=None)

    application.refresh_from_db()
    assert application.bill is None
    applications.pay(application, at=at)
    application.refresh_from_db()
    assert application.bill != bill
