"""The mailbox: what is kept of a mail, and how it is looked at."""

import runpy
from datetime import UTC, datetime
from types import ModuleType

import pytest
from django.core.mail import EmailMultiAlternatives

from portal import urls
from portal.demo import mailbox
from portal.demo.models import MailboxFile, MailboxMessage
from portal.notifications.mail import Mail

AT = datetime(2026, 12, 9, 10, tzinfo=UTC)
ENTRY = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "SUMMARY:Asking\\, and listening to a very long title that has to be folded som\r\n"
    " ewhere\r\n"
    "DTSTART:20261209T100000Z\r\nDTEND:20261209T110000Z\r\nSEQUENCE:2\r\n"
    "BEGIN:VALARM\r\nSUMMARY:Soon\r\nEND:VALARM\r\n"
    "UID:abc-1@portal\r\nSTATUS:CONFIRMED\r\nLOCATION;LANGUAGE=en:Online\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def mail(**fields):
    made = Mail(
        subject="You have a place: ŵ",
        body="Plain words.\nhttp://testserver/my/\n",
        from_email="The Institute <no-reply@institute.example>",
        to=["member@demo.example"],
        **fields,
    )
    made.attach_alternative(
        '<html><head></head><body><a href="/my/">Go</a></body></html>', "text/html"
    )
    return made


@pytest.fixture
def kept(db):
    sent = mail()
    sent.calendar = ("REQUEST", ENTRY.encode())
    sent.attach("slides.pdf", b"%PDF-1.7", "application/pdf")
    mailbox.MailboxBackend(alias="default").send_messages([sent])
    return MailboxMessage.objects.get()


def test_every_part_of_a_mail_is_kept(kept, time_machine):
    attached = kept.files.get()

    assert kept.to == "member@demo.example"
    assert kept.sender == "The Institute <no-reply@institute.example>"
    assert kept.subject == "You have a place: ŵ"
    assert kept.text == "Plain words.\nhttp://testserver/my/\n"
    assert '<a href="/my/">Go</a>' in kept.html
    assert kept.calendar_method == "REQUEST"
    assert kept.calendar.replace("\r\n", "\n") == ENTRY.replace("\r\n", "\n")
    assert (attached.name, attached.media_type) == ("slides.pdf", "application/pdf")
    assert bytes(attached.content) == b"%PDF-1.7"


@pytest.mark.django_db
def test_each_who_gets_a_mail_has_one():
    sent = mail(cc=["student@demo.example"], bcc=["trainer@demo.example"])

    number = mailbox.MailboxBackend(alias="default").send_messages([sent])

    assert number == 3
    assert set(MailboxMessage.objects.values_list("to", flat=True)) == {
        "member@demo.example",
        "student@demo.example",
        "trainer@demo.example",
    }


@pytest.mark.django_db
def test_a_mail_of_text_alone_is_kept():
    sent = EmailMultiAlternatives("Short", "Words", "a@b.example", ["c@d.example"])

    mailbox.keep(sent, at=AT)

    assert MailboxMessage.objects.get().html == ""


def test_a_calendar_entry_is_read_back():
    (entry,) = mailbox.entries(ENTRY)

    assert entry == mailbox.Entry(
        summary="Asking, and listening to a very long title that has to be folded "
        "somewhere",
        starts=AT,
        ends=AT.replace(hour=11),
        where="Online",
        status="Confirmed",
        sequence="2",
        identity="abc-1@portal",
    )


def test_an_entry_that_cannot_be_read_breaks_nothing():
    (entry,) = mailbox.entries("BEGIN:VEVENT\nDTSTART:soon\nEND:VEVENT")

    assert entry.starts is None


def test_the_list_is_searched_by_address(client, kept):
    other = mail()
    other.to = ["someone@demo.example"]
    mailbox.keep(other, at=AT)

    everything = client.get("/demo/mailbox/")
    found = client.get("/demo/mailbox/?to=MEMBER@demo")

    assert everything.context["mails"].paginator.count == 2
    assert [one.to for one in found.context["mails"]] == ["member@demo.example"]


def test_one_mail_is_shown_in_all_its_parts(client, kept):
    page = client.get(f"/demo/mailbox/{kept.pk}/").content.decode()

    assert "Wednesday 9 December 2026, 10:00 to 11:00 UK time" in page
    assert "slides.pdf" in page
    assert '<a href="http://testserver/my/"' in page
    assert f'src="/demo/mailbox/{kept.pk}/page/"' in page


def test_the_page_of_a_mail_may_do_nothing_but_lead_away(client, kept):
    answer = client.get(f"/demo/mailbox/{kept.pk}/page/")
    policy = answer["Content-Security-Policy"]

    assert '<base target="_top">' in answer.content.decode()
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_only_the_mailbox_frames_its_own(client, kept):
    policy = client.get(f"/demo/mailbox/{kept.pk}/")["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "frame-src" not in client.get("/demo/mailbox/")["Content-Security-Policy"]


def test_what_was_attached_can_be_taken_along(client, kept):
    attached = MailboxFile.objects.get()

    entry = client.get(f"/demo/mailbox/{kept.pk}/calendar.ics")
    slides = client.get(f"/demo/mailbox/{kept.pk}/files/{attached.pk}/")

    assert entry["Content-Type"].startswith("text/calendar")
    assert slides.content == b"%PDF-1.7"
    assert slides["Content-Disposition"] == 'attachment; filename="slides.pdf"'


@pytest.mark.parametrize(
    "address",
    ["", "page/", "calendar.ics", "files/1/"],
)
@pytest.mark.django_db
def test_a_mail_that_does_not_exist_is_not_found(client, address):
    assert client.get(f"/demo/mailbox/9999/{address}").status_code == 404


@pytest.fixture
def in_the_open(settings):
    """The map of a portal that is no demonstration."""
    settings.DEMONSTRATION = False
    places = ModuleType("places_in_the_open")
    places.urlpatterns = runpy.run_path(urls.__file__)["urlpatterns"]
    settings.ROOT_URLCONF = places
    settings.TEMPLATES = [
        {**engine, "OPTIONS": _without_the_notice(engine["OPTIONS"])}
        for engine in settings.TEMPLATES
    ]


def _without_the_notice(options):
    processors = options.get("context_processors")
    if not processors:
        return options
    return {
        **options,
        "context_processors": [
            name for name in processors if not name.startswith("portal.demo")
        ],
    }


@pytest.mark.parametrize("address", ["/demo/", "/demo/mailbox/", "/demo/mailbox/1/"])
@pytest.mark.django_db
def test_the_demonstrations_pages_exist_nowhere_else(client, in_the_open, address):
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_no_page_in_the_open_speaks_of_a_demonstration(client, in_the_open):
    assert "emonstration" not in client.get("/").content.decode()
