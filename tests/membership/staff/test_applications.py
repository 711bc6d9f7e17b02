"""The queue of applications, and what staff decide there."""

import pytest

from membership import applications
from membership.models import Application, ApplicationStatus
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    application_of,
    current_member,
)

pytestmark = pytest.mark.django_db
QUEUE = "/staff/applications/"


@pytest.fixture
def secretary(client):
    client.force_login(staff(Role.MEMBERSHIP, name="Dilys"))
    return client


@pytest.fixture
def application():
    grade = GradeFactory(name="Retired", needs_approval=True, evidence="a sentence")
    user = UserFactory(name="Ngozi Adler", email="new@example.org")
    made = application_of(user, grade=grade, evidence_words="Thirty years.")
    applications.send(made, at=clock.now())
    return made


def path(application, step=""):
    return f"{QUEUE}{application.reference}/{step}"


def status_of(application):
    return Application.objects.get(pk=application.pk).status


def test_what_waits_is_listed_and_opened(secretary, application):
    assert "Ngozi Adler" in secretary.get(QUEUE).text

    page = secretary.get(path(application)).text

    assert "Thirty years." in page
    assert "Accept" in page


def test_accepted_asked_and_declined(secretary, application):
    secretary.post(path(application, "ask/"), {"question": "When?"})
    assert status_of(application) == ApplicationStatus.ASKED
    assert "Ngozi Adler" in secretary.get(f"{QUEUE}?show=asked").text
    secretary.post(path(application))
    assert status_of(application) == ApplicationStatus.ACCEPTED

    too_late = secretary.post(path(application, "ask/"), {"question": "When?"})

    assert "gone on in the meantime" in too_late.text
    assert "Ngozi Adler" in secretary.get(f"{QUEUE}?show=decided").text


def test_declining_needs_a_reason(secretary, application):
    empty = secretary.post(path(application, "decline/"), {"reason": ""})
    secretary.post(path(application, "decline/"), {"reason": "Not retired."})

    assert "Say why" in empty.text
    assert "Not retired." in secretary.get(path(application)).text


def test_l14_a_possible_double_is_shown_with_the_way_to_bind_it(secretary):
    """L14: by the address on file, proved by whoever reads it."""
    member = MemberFactory(name="Ngozi Adler", email="old@example.org")
    user = UserFactory(name="Ngozi Adler", email="new@example.org")
    application = application_of(user)
    applications.send(application, at=clock.now())

    page = secretary.get(path(application)).text

    assert member.number in page
    proposed = (
        f"/staff/members/{member.uniform_number}/address/?email=new%40example.org"
    )
    assert proposed in page
    assert 'value="new@example.org"' in secretary.get(proposed).text


def test_what_is_not_sent_is_nobody_elses_business(secretary):
    application = application_of(UserFactory())

    assert secretary.get(path(application)).status_code == 404
    assert application.name not in secretary.get(QUEUE).text


def test_staff_change_a_grade_without_money(secretary):
    member = current_member()
    retired = GradeFactory(name="Retired", needs_approval=True)
    there = f"/staff/members/{member.uniform_number}/grade/"
    assert "Retired" in secretary.get(there).text

    secretary.post(there, {"grade": retired.pk})

    assert member.subscriptions.counting().first().grade == retired


def test_an_invoice_is_cancelled_and_an_accepted_one_declined_after_all(
    secretary, application
):
    Application.objects.update(
        pays_by="invoice", payer_name="Trust", payer_email="f@trust.example"
    )
    application.refresh_from_db()
    applications.accept(application, by=staff(), at=clock.now())
    applications.pay(application, at=clock.now())

    assert "Ngozi Adler" in secretary.get(f"{QUEUE}?show=unpaid").text
    assert "Cancel the invoice" in secretary.get(path(application)).text
    nothing_said = secretary.post(path(application, "invoice/"), {"reason": ""})
    assert "Say why, for the credit note." in nothing_said.text
    secretary.post(path(application, "invoice/"), {"reason": "Pays herself"})

    page = secretary.get(path(application)).text
    assert "Cancel the invoice" not in page
    assert "Took the invoice back: Pays herself" in page
    secretary.post(path(application, "decline/"), {"reason": "Not open to you"})
    assert status_of(application) == ApplicationStatus.DECLINED
