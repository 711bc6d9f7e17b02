"""What is kept of who asked, and for how long."""

from datetime import timedelta

import pytest

from events import privacy
from events.commissioning import enquiries
from events.models import Enquiry, EnquiryNote
from portal.core import clock
from portal.my import privacy as everything
from tests.factories.accounts import UserFactory
from tests.factories.commissions import asked, somebody

pytestmark = pytest.mark.django_db


def period():
    return next(one for one in privacy.PERIODS if one.key == "events.enquiries")


def test_of_what_nothing_came_the_organisation_stays_and_the_person_goes(at):
    lost, still_open = asked(), asked(email="other@network.example")
    enquiries.note(lost, "Call Ines after ten", by=somebody(), at=at)
    enquiries.lose(lost, reason="No budget", by=somebody(), at=at)
    limit = clock.uk_day(at + timedelta(days=1))
    rule = period()

    assert list(rule.over(clock.uk_day(at - timedelta(days=1)))) == []
    assert list(rule.over(limit)) == [lost]
    rule.end(rule.over(limit))

    lost.refresh_from_db()
    assert (lost.organisation, lost.name) == ("Perinatal network", "Erased person")
    assert "ines" not in lost.email
    assert not EnquiryNote.objects.exists()
    assert not rule.over(limit).exists()
    assert Enquiry.objects.get(pk=still_open.pk).name == "Ines Asker"


def test_whoever_asked_takes_our_notes_about_them_along(at):
    user = UserFactory(email="ines@network.example")
    mine, other = asked(), asked(email="other@network.example")
    for enquiry in (mine, other):
        enquiries.note(enquiry, "Call after ten", by=somebody(), at=at)

    handed_out = b"".join(part.content for part in everything.export(user, at=at))
    everything.erase(user, at=at)

    assert b"Call after ten" in handed_out
    assert [note.enquiry for note in EnquiryNote.objects.all()] == [other]
    mine.refresh_from_db()
    assert mine.name == "Erased person"
