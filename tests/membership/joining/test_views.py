"""The steps of joining, as a person goes through them."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from membership import applications
from membership.models import (
    Application,
    ApplicationFile,
    ApplicationStatus,
    Member,
)
from portal.core import clock
from portal.payments.errors import PaymentsAway
from portal.payments.models import Invoice
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    application_of,
    current_member,
    lapsed_member,
    paid,
)

pytestmark = pytest.mark.django_db
STRIPE = "https://pay.example/page"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def user():
    return UserFactory(email="new@example.org", name="Ngozi Adler")


@pytest.fixture
def grade():
    return GradeFactory(month_pence=625, may_pay_by_invoice=True)


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


@pytest.fixture
def stripe(monkeypatch):
    """Stand in for the hosted page; what it settles is tested with payments."""
    asked = []

    def start(*, bill, at, interval=None):
        asked.append((bill.total_pence, interval))
        return STRIPE

    monkeypatch.setattr("membership.applications.checkout.start", start)
    return asked


def photograph(name="card.png"):
    made = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(made, "PNG")
    return SimpleUploadedFile(name, made.getvalue(), content_type="image/png")


ABOUT = {"name": "Ngozi Adler", "employer": "Ashvale"}
CARD = {"interval": "year", "pays_by": "card"}
INVOICE = {
    "interval": "year",
    "pays_by": "invoice",
    "payer_name": "Ashvale Trust",
    "payer_address": "1 High Street",
    "payer_email": "finance@ashvale.example",
    "order_number": "PO 7",
}


def test_a_visitor_reads_what_it_takes_and_comes_back_after_signing_up(client, grade):
    answer = client.get("/join/about/practising/")

    assert "/accounts/signup/?next=/join/about/practising/" in answer.text


def test_from_the_choice_to_the_page_for_cards(page, grade, stripe):
    steps = [
        page.post("/join/about/practising/", ABOUT).url,
        page.post("/join/payment/", CARD).url,
    ]
    check = page.get("/join/check/").text
    sent = page.post("/join/check/")

    assert steps == ["/join/payment/", "/join/check/"]
    assert "Ashvale" in check
    assert "£69.00, for a year" in check
    assert sent.url == STRIPE
    assert stripe == [(6900, None)]


def test_renewal_is_agreed_only_by_a_tick(page, grade, stripe):
    page.post("/join/about/practising/", ABOUT)
    form = page.get("/join/payment/").text
    assert not re.search(r'name="renews"[^>]*checked', form)

    page.post("/join/payment/", CARD | {"interval": "month", "renews": "on"})
    page.post("/join/check/")

    assert stripe == [(625, "month")]


def test_by_invoice_to_the_employer(page, grade):
    page.post("/join/about/practising/", ABOUT)
    missing = page.post("/join/payment/", INVOICE | {"payer_email": ""})
    monthly = page.post("/join/payment/", INVOICE | {"interval": "month"})
    page.post("/join/payment/", INVOICE)

    answer = page.post("/join/check/", follow=True)

    assert "Enter where its invoices go" in missing.text
    assert "An invoice is for a year" in monthly.text
    assert Invoice.objects.get().number in answer.text
    assert "Pay it by card instead" in answer.text


def test_going_back_and_coming_back_loses_nothing(page, user, grade):
    page.post("/join/about/practising/", ABOUT)
    page.post("/join/payment/", INVOICE)

    assert 'value="Ashvale"' in page.get("/join/about/practising/").text
    assert "PO 7" in page.get("/join/payment/").text
    assert "Go on with your application" in page.get("/my/membership/").text
    assert page.get("/join/application/").url == "/join/check/"


def test_another_grade_takes_what_was_typed_along(page, grade):
    GradeFactory(name="Friend", price_pence=3900)
    page.post("/join/about/practising/", ABOUT)

    page.post("/join/about/friend/", ABOUT)

    application = Application.objects.get()
    assert (application.grade.name, application.employer) == ("Friend", "Ashvale")


def test_a_student_shows_a_file_or_says_it_in_words(page, grade):
    GradeFactory(
        name="Student", evidence="your student card", asks_qualification_day=True
    )
    without = page.post("/join/about/student/", ABOUT)
    typed = page.post("/join/about/student/", ABOUT | {"qualifies_on": "9/12/2027"})
    page.post("/join/evidence/", {"words": "", "file": photograph(), "more": "yes"})
    after = page.post("/join/evidence/", {"words": "Year two."})

    shown = ApplicationFile.objects.get()
    file = page.get(f"/join/evidence/{shown.reference}/")
    assert "Enter when you expect to qualify" in without.text
    assert typed.url == "/join/evidence/"
    assert after.url == "/join/payment/"
    assert file["Content-Disposition"].startswith("attachment")
    page.post(f"/join/evidence/{shown.reference}/remove/")
    assert not ApplicationFile.objects.exists()


def test_a_file_is_judged_by_its_content_and_the_words_stay(page, grade):
    GradeFactory(name="Student", evidence="your student card")
    page.post("/join/about/student/", ABOUT)
    page_in_disguise = SimpleUploadedFile("card.png", b"<html><script>1</script>")

    answer = page.post(
        "/join/evidence/", {"words": "Year two.", "file": page_in_disguise}
    )

    assert "This kind of file is not kept here" in answer.text
    assert "Year two." in answer.text
    assert not ApplicationFile.objects.exists()


def test_a_file_too_large_is_cut_off_with_words(page, grade):
    GradeFactory(name="Student", evidence="your student card")
    page.post("/join/about/student/", ABOUT)
    large = SimpleUploadedFile("card.png", b"x" * 10_200_000)

    answer = page.post("/join/evidence/", {"words": "", "file": large})

    assert "larger than 10 MB" in answer.text


def test_nobody_elses_file_is_there(client, user, grade):
    application = application_of(user, grade=grade)
    shown = ApplicationFile.objects.create(
        application=application,
        name="card.png",
        media_type="image/png",
        size=1,
        sha256="0",
        added_at=clock.now(),
    )
    client.force_login(UserFactory())

    assert client.get(f"/join/evidence/{shown.reference}/").status_code == 404
    answer = client.post(f"/join/evidence/{shown.reference}/remove/")
    assert answer.status_code == 404


def test_stripe_away_loses_nothing(page, grade, monkeypatch):
    def away(**_facts):
        raise PaymentsAway

    monkeypatch.setattr("membership.applications.checkout.start", away)
    page.post("/join/about/practising/", ABOUT)
    page.post("/join/payment/", CARD)

    answer = page.post("/join/check/", follow=True)

    assert "Card payments are not answering" in answer.text
    assert "Pay £69.00" in answer.text


def test_joined_the_page_shows_number_and_card(page, user, grade):
    application = application_of(user, grade=grade)
    applications.send(application, at=clock.now())
    paid(applications._bill(application, at=clock.now()))

    answer = page.get("/join/application/")

    assert Member.objects.get().number in answer.text
    assert "/my/membership/card/" in answer.text


def test_a_question_is_answered_on_the_page(page, user):
    looked_at = GradeFactory(name="Retired", needs_approval=True)
    application = application_of(user, grade=looked_at)
    applications.send(application, at=clock.now())
    applications.ask(application, question="When?", by=staff(), at=clock.now())
    shown = page.get("/join/application/").text
    empty = page.post("/join/application/", {"answer": ""})
    page.post("/join/evidence/", {"file": photograph()})

    page.post("/join/application/", {"answer": "In May."})

    application.refresh_from_db()
    assert "When?" in shown
    assert "Write your answer" in empty.text
    assert application.status == ApplicationStatus.SENT
    assert application.questions.get().answer == "In May."
    assert application.files.count() == 1


def test_nothing_tells_that_a_name_resembles_a_member(page, user, grade, stripe):
    MemberFactory(name="Ngozi Adler")
    page.post("/join/about/practising/", ABOUT)
    page.post("/join/payment/", CARD)

    answer = page.post("/join/check/", follow=True)

    assert "We have your application" in answer.text
    assert stripe == []
    for word in ("double", "resembl", "already a member", "same name"):
        assert word not in answer.text.lower()


def test_withdrawn_and_begun_again(page, user, grade):
    application_of(user, grade=grade)
    page.post("/join/application/withdraw/")

    assert Application.objects.get().status == ApplicationStatus.WITHDRAWN
    assert page.post("/join/about/practising/", ABOUT).url == "/join/payment/"


def test_a_member_is_led_to_renewing_and_a_lapsed_one_may_join(client, grade):
    client.force_login(current_member().user)
    assert client.get("/join/about/practising/").url == "/membership/renew/"
    client.force_login(lapsed_member().user)

    answer = client.get("/join/about/practising/")

    assert answer.status_code == 200
    assert "former_number" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/join/evidence/",
        "/join/payment/",
        "/join/check/",
        "/join/application/",
        "/join/application/withdraw/",
    ],
)
def test_without_an_application_every_step_leads_to_the_grades(page, path):
    assert page.get(path).url == "/join/"


def test_a_grade_given_by_staff_is_not_to_be_had(page):
    GradeFactory(name="Honour", by_staff_only=True)

    assert page.get("/join/about/honour/").status_code == 404
    assert "Honour" not in page.get("/join/").text


def test_typing_rubbish_is_no_error(page, grade):
    page.post("/join/about/practising/", ABOUT)

    answers = [
        page.post("/join/about/practising/", {"name": "\x00" * 5}),
        page.post("/join/about/practising/", {"name": "x" * 400}),
        page.post("/join/payment/", {"interval": "week", "pays_by": "gold"}),
        page.get("/join/about/no-such-grade/"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 404]
