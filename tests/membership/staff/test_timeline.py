"""The timeline, the notes, and what the record says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership import applications, beside, notes, record, standing, timeline
from membership.models import MemberNote
from portal.accounts import looks
from portal.accounts.roles import Role
from portal.core import clock, history
from portal.notifications import post
from portal.payments import bills, payers
from portal.payments.bills import Line
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import (
    MemberFactory,
    SubscriptionFactory,
    application_of,
    current_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db


def url(name, member):
    return reverse(f"staff_members:{name}", args=[member.uniform_number])


def live(member, *, by, at):
    """Let one thing of each kind happen to a member."""
    history.record(member, "membership.term_added", by=by, facts={"grade": "Friend"})
    history.record(member, "membership.corrected", by=by, facts={"changed": "name"})
    notes.add(member, "Prefers the telephone.", by=by, at=at)
    history.record(member.user, "accounts.renamed", by=by, facts={"before": "X"})
    application = application_of(member.user)
    application.member = member
    application.save()
    history.record(application, "membership.application_sent", by=member.user)
    applications.withdraw(application, at=at)
    line = Line("A year", 6900, "exempt")
    bill = bills.write(
        payer=payers.of_user(member.user),
        purpose="membership",
        lines=[line],
        at=at,
        by=by,
    )
    bill.payments.create(
        method="transfer",
        status="paid",
        amount_pence=6900,
        started_at=at,
        paid_at=at,
        key=f"{bill.reference}-1",
    )
    post.post("membership/your_number", to=member.reached_at, user=member.user)
    looks.note(
        member,
        owner=member.user,
        by=by,
        screen="Your record",
        at=at - timedelta(days=1),
    )
    ticket = place(EventFactory(), member.user)
    history.record(ticket.booking, "events.booked", by=member.user)


KINDS = {
    "terms",
    "record",
    "notes",
    "account",
    "applications",
    "bills",
    "payments",
    "mails",
    "looks",
    "bookings",
}


def test_everything_stands_in_one_list_newest_first(client):
    secretary, at = staff(Role.MEMBERSHIP), clock.now()
    member = current_member()
    live(member, by=secretary, at=at)
    live(current_member(), by=secretary, at=at)

    line = timeline.Timeline(member, timeline.sources(whole=True))
    entries = line[0:100]

    labels = {source.label: source.key for source in timeline.sources(whole=True)}
    assert {labels[entry.label] for entry in entries} == KINDS
    assert [e.at for e in entries] == sorted((e.at for e in entries), reverse=True)
    assert len(line) == len(entries)
    assert sum(e.line.words == "Prefers the telephone." for e in entries) == 1


def test_a_long_life_asks_as_much_as_a_short_one():
    secretary, at = staff(Role.MEMBERSHIP), clock.now()
    member = current_member()

    def read():
        with CaptureQueriesContext(connection) as asked:
            timeline.Timeline(member, timeline.sources(whole=True))[0:200]
            for room in beside.rooms():
                list(room.lines(member, at))
        return len(asked)

    live(member, by=secretary, at=at)
    read()
    one = read()
    live(member, by=secretary, at=at)
    live(member, by=secretary, at=at)

    assert read() == one


def test_the_list_narrows_and_an_odd_choice_narrows_nothing(client):
    secretary = staff(Role.MEMBERSHIP)
    member = current_member()
    live(member, by=secretary, at=clock.now())
    client.force_login(secretary)
    address = url("member-history", member)

    notes_alone = client.get(address, {"show": "notes"})
    odd = client.get(address, {"show": "made-up", "p": "x"})

    assert [e.label for e in notes_alone.context["page"]] == ["Notes"]
    assert {e.label for e in odd.context["page"]} > {"Notes", "Terms", "Looks"}


def test_the_open_tab_is_marked_however_the_number_is_written(client):
    member = current_member()
    client.force_login(staff(Role.MEMBERSHIP))

    page = client.get(reverse("staff_members:member-notes", args=[member.number]))

    assert [tab.label for tab in page.context["tabs"] if tab.here] == ["Notes"]


def test_who_only_looks_up_reads_neither_notes_nor_money(client):
    """A4."""
    member = current_member()
    live(member, by=staff(Role.MEMBERSHIP), at=clock.now())
    client.force_login(staff(Role.EVENTS))

    told = client.get(url("member-history", member), {"show": "notes"})
    detail = client.get(url("member-detail", member))

    labels = {entry.label for entry in told.context["page"]}
    assert labels == {"Terms", "Record", "Mails", "Bookings"}
    assert "Prefers the telephone" not in told.text + detail.text
    assert "£69.00" not in told.text + detail.text
    assert set(detail.context["said"]) == {"may", "why_not", "mails", "rooms"}
    assert client.get(url("member-notes", member)).status_code in {302, 403}


def test_a_note_is_kept_with_its_writer_and_its_words_are_in_no_history(client):
    secretary = staff(Role.MEMBERSHIP)
    member = current_member()
    client.force_login(secretary)

    empty = client.post(url("member-notes", member), {"text": " "})
    client.post(url("member-notes", member), {"text": "Rings <on> Fridays"})

    note = MemberNote.objects.get()
    page = client.get(url("member-notes", member)).text
    assert "Write the note" in empty.text
    assert (note.member, note.written_by) == (member, secretary)
    assert "The member can read it" in page
    assert "Rings &lt;on&gt; Fridays" in page
    assert [line.data for line in history.of(member)] == [{}]


def test_a_line_whose_days_were_erased_is_read_all_the_same(client):
    """D2: an erasure leaves "erased" where a day stood."""
    member = MemberFactory()
    facts = {"grade": "Friend", "starts_on": "erased", "ends_on": "2026-08-30"}
    history.record(member, "membership.term_added", by=None, facts=facts)
    client.force_login(staff(Role.MEMBERSHIP))

    page = client.get(url("member-history", member))

    assert "Friend, erased to 30 August 2026" in page.text


# --- The record -------------------------------------------------------------


def test_the_record_says_why_a_booking_is_refused(client):
    member = lapsed_member(name="Asha Rao")
    event = EventFactory(title="Sleep")
    how = standing.standing_of(member, on=clock.today())
    client.force_login(staff(Role.MEMBERSHIP))

    page = client.get(url("member-detail", member)).text

    assert "The membership ended on" in page
    assert f"A booking of “{event}”" in page
    assert "The page says: Your membership ended on" in page
    assert "Renew: the old number stays theirs." in page
    assert "the last day is" not in page
    assert record.why_not(how) == "Nothing is open, because the membership is over."


def test_the_record_says_what_may_be_done_and_what_is_owed(client):
    member = current_member()
    EventFactory(title="Sleep")
    bill = bills.write(
        payer=payers.of_user(member.user),
        purpose="membership",
        lines=[Line("A year", 6900, "exempt")],
        at=clock.now(),
        by=None,
    )
    client.force_login(staff(Role.MEMBERSHIP))

    page = client.get(url("member-detail", member)).text

    assert "Could book “Sleep”" in page
    assert f"on bill {bill.reference}" in page
    assert "The next reminder goes on" in page
    assert "No second step." in page


def test_what_an_organisation_pays_is_not_the_members():
    member = MemberFactory(user=UserFactory())
    SubscriptionFactory(member=member)
    other = payers.of_user(UserFactory())
    bill = bills.write(
        payer=other,
        purpose="membership",
        lines=[Line("Places", 69_000, "exempt")],
        at=clock.now(),
        by=None,
    )
    member.subscriptions.update(bill=bill)

    assert record.payments(member) == []


def test_next_steps_of_somebody_unreachable():
    member = MemberFactory(email="")
    how = standing.standing_of(member, on=clock.today())

    steps = record.next_steps(member, how)

    assert steps[0].startswith("Tell us an address")
    assert steps[-1].startswith("Join")


def test_the_next_reminder_is_the_first_stage_after_today():
    today = clock.today()

    assert record.next_reminder(
        today + timedelta(days=40), after=today
    ) == today + timedelta(days=10)
    assert record.next_reminder(
        today - timedelta(days=1), after=today
    ) == today + timedelta(days=29)
    assert record.next_reminder(today - timedelta(days=90), after=today) is None
