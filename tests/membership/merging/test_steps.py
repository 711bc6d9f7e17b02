"""Putting two records of one person together: all of it, once, and unseen."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cpd.models import CpdEntry, EventNote, ReflectiveAccount
from events.models import Mark, Ticket, WaitingListEntry, WaitingStatus, Watching
from membership import (
    cards,
    changes,
    membership_numbers,
    notes,
    privacy,
    queries,
    renewals,
    timeline,
)
from membership.errors import MergeRefused
from membership.importing import known
from membership.importing.cells import Said
from membership.merging import steps
from membership.models import Member, MemberNote, Merge, Reminder, Renewal
from portal.accounts import looks
from portal.accounts.models import Details, ProfessionalRegistration, User
from portal.accounts.roles import Role
from portal.core import clock, history
from portal.core.privacy import ERASED
from portal.my import erasures
from portal.notifications import delivery
from portal.notifications.models import Message
from portal.payments import bills, invoices, payers
from portal.payments.models import Bill, Payer
from tests.factories import payments
from tests.factories.accounts import UserFactory, staff
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EventNoteFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory, place
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    current_member,
    lapsed_member,
)
from tests.factories.organisations import organisation
from tests.factories.recordings import record
from tests.rig.one_person import HOURS_72, ask, reload, together

pytestmark = pytest.mark.django_db

WORD = "Zwetschgenbaum"


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def by():
    return staff(Role.MEMBERSHIP)


@pytest.fixture
def both():
    """The same person twice, each with an account that was used."""
    kept = current_member(name="Ann Reed", email="ann@new.example")
    other = lapsed_member(name="Ann Reed", email="ann@old.example")
    User.objects.update(last_login=clock.now() - timedelta(days=3))
    return reload(kept), reload(other)


def deliver(at):
    for message in Message.objects.due(at).order_by("pk"):
        delivery.deliver(message, at=at)


# --- Numbers ---------------------------------------------------------------


def test_the_other_number_leads_to_the_one_that_stays(at, by):
    kept = current_member(email="ann@example.org")
    other = MemberFactory(email="")

    merge = ask(kept, other, by, at)

    merge.refresh_from_db()
    assert merge.done_at == at
    assert membership_numbers.find(other.number.lower()) == kept
    assert membership_numbers.find(kept.number) == kept
    assert list(queries.found(queries.listed(), other.number)) == [kept]
    assert other not in queries.listed()
    assert Member.objects.filter(uniform_number=other.uniform_number).count() == 1


def test_a_card_of_the_record_that_went_is_good_as_long_as_the_person_is(at, by):
    kept = current_member(email="ann@example.org")
    other = current_member(email="")
    token = cards.card_of(other, on=clock.uk_day(at)).address.rsplit("/", 2)[1]

    together(kept, other, by, at)

    assert cards.behind(token, on=clock.uk_day(at)).member == kept
    assert cards.behind(token, on=clock.uk_day(at)).good


def test_numbers_of_earlier_merges_lead_on(at, by):
    first, second, third = (MemberFactory(email="") for _ in range(3))

    together(second, first, by, at)
    together(reload(third), reload(second), by, at)

    assert membership_numbers.find(first.number) == third
    assert [each.pk for each in third.former.order_by("pk")] == [first.pk, second.pk]


def test_signing_in_by_the_other_number_opens_the_account_that_stays(
    at, by, both, client, mailoutbox
):
    kept, other = both
    together(kept, other, by, at)
    Message.objects.all().delete()

    client.post(reverse("membership:number-request"), {"number": other.number})
    deliver(clock.now())

    (mail,) = mailoutbox
    assert mail.to == [kept.user.email]


# --- Who is asked first ----------------------------------------------------


def test_the_owner_of_what_goes_is_told_and_nothing_moves_before(
    at, by, both, mailoutbox
):
    kept, other = both
    entry = EntryFactory(owner=other.user)

    merge = ask(kept, other, by, at)
    deliver(at)

    assert [mail.to for mail in mailoutbox] == [["ann@old.example"]]
    assert "/membership/merge/stop/" in mailoutbox[0].body
    assert kept.number not in mailoutbox[0].body
    with pytest.raises(MergeRefused):
        steps.carry_out(merge, at=at + HOURS_72 - timedelta(seconds=1))
    entry.refresh_from_db()
    assert entry.owner == other.user
    assert steps.carry_out_due(at=at + HOURS_72) == 1
    entry.refresh_from_db()
    assert entry.owner == kept.user


def test_the_hours_count_from_the_mail_if_that_left_later(at, by, both):
    merge = ask(*both, by, at)

    deliver(at + timedelta(hours=5))

    merge.refresh_from_db()
    assert merge.holds_from == at + timedelta(hours=5) + HOURS_72


def test_the_mailed_link_leaves_them_apart(at, by, both, client, mailoutbox):
    kept, other = both
    merge = ask(kept, other, by, at)
    deliver(at)
    link = next(
        word for word in mailoutbox[0].body.split() if "/membership/merge/stop/" in word
    )

    shown = client.get(link)
    merge.refresh_from_db()
    assert merge.stopped_at is None
    assert "Leave them apart" in shown.content.decode()
    assert shown["Cache-Control"] == "no-store, private"
    client.post(link)

    merge.refresh_from_db()
    assert merge.stopped_at is not None
    assert steps.carry_out_due(at=at + HOURS_72) == 0
    assert reload(other).user == other.user
    assert "ended" in client.get(link).content.decode()


@pytest.mark.parametrize(
    ("kept", "other", "asked"),
    [
        ({"email": "a@example.org"}, {"email": "b@example.org"}, ["b@example.org"]),
        ({"email": "a@example.org"}, {"email": ""}, []),
        ({"email": ""}, {"email": "b@example.org"}, []),
    ],
)
def test_every_address_that_leads_in_no_more_is_asked(at, by, kept, other, asked):
    one, two = MemberFactory(**kept), MemberFactory(**other)

    seen = steps.outlook(one, two, account_of_other=False, by=by, at=at)

    assert seen.asked == asked


# --- Two accounts ----------------------------------------------------------


def test_of_two_accounts_one_stays_and_the_other_opens_nothing(at, by, both):
    kept, other = both
    closed = other.user
    browser = Client()
    browser.force_login(closed)

    together(kept, other, by, at)

    closed.refresh_from_db()
    assert reload(kept).user == kept.user
    assert not closed.is_active
    assert not closed.has_usable_password()
    assert "ann" not in closed.email + closed.name.lower()
    assert not EmailAddress.objects.filter(user=closed).exists()
    assert browser.get(reverse("my:home")).status_code == 302


def test_the_closed_account_and_what_was_done_with_it_names_nobody(at, by, both):
    kept, other = both
    history.record(other.user, "accounts.step_lost", by=by)

    together(kept, other, by, at)

    lines = history.of(other.user).values_list("label", flat=True)
    assert set(lines) == {"Closed account"}
    assert len(lines) == 2


def test_what_was_told_to_one_account_alone_goes_along(at, by, both):
    kept, other = both
    for member, facts in (
        (kept, {"employer": "Leeds Trust"}),
        (other, {"employer": "York Trust", "postal_address": "1 High Street"}),
    ):
        Details.objects.create(user=member.user, changed_at=at, **facts)

    together(kept, other, by, at)

    details = Details.objects.get()
    assert details.user == kept.user
    assert (details.employer, details.postal_address) == (
        "Leeds Trust",
        "1 High Street",
    )


@pytest.mark.parametrize(
    ("pins", "left"),
    [(("", "18A1234E"), "18A1234E"), (("18A1234E", ""), "18A1234E"), (("1", "2"), "1")],
)
def test_a_registration_that_stands_in_one_account_alone_is_kept(
    at, by, both, pins, left
):
    for member, pin in zip(both, pins, strict=True):
        ProfessionalRegistration.objects.create(
            user=member.user, regulator="nmc", pin=pin, changed_at=at
        )

    together(*both, by, at)

    kept = ProfessionalRegistration.objects.get()
    assert (kept.user, kept.pin) == (both[0].user, left)


def test_the_account_of_the_other_may_be_the_one_that_stays(at, by, both):
    kept, other = both
    mine, theirs = kept.user, other.user
    entry = EntryFactory(owner=mine)

    together(kept, other, by, at, account_of_other=True)

    entry.refresh_from_db()
    mine.refresh_from_db()
    assert reload(kept).user == theirs
    assert reload(kept).email == "ann@old.example"
    assert entry.owner == theirs
    assert not mine.is_active


def test_an_account_goes_along_where_only_the_other_has_one(at, by):
    kept = MemberFactory(email="")
    other = current_member(email="ann@example.org")

    together(kept, other, by, at)

    kept = reload(kept)
    assert kept.user == other.user
    assert kept.email == "ann@example.org"
    assert kept.user.is_active


def test_learning_goes_along_and_nobody_reads_it_on_the_way(at, by, both):
    """Not a word of it is fetched, written to the history, or mailed."""
    kept, other = both
    mine, theirs = kept.user, other.user
    entry = EntryFactory(owner=theirs, learnt=WORD)
    account = AccountFactory(owner=theirs, learnt=WORD, entry=entry)
    FeedbackFactory(owner=theirs, content=WORD)
    cycle(theirs)
    event = EventFactory()
    EventNoteFactory(owner=mine, event=event, words="Mine.")
    EventNoteFactory(owner=theirs, event=event, words=WORD)

    with CaptureQueriesContext(connection) as seen:
        outlook = steps.outlook(kept, other, account_of_other=False, by=by, at=at)
        together(kept, other, by, at)

    read = [each["sql"] for each in seen if each["sql"].startswith("SELECT")]
    for column in ('"learnt"', '"content"', '"words"', '"relevance"'):
        assert [sql for sql in read if column in sql.partition(" FROM ")[0]] == []
    assert WORD not in str(outlook)
    assert [words for words, *_ in outlook.counts if "earn" in words] == []
    assert ReflectiveAccount.objects.get(owner=mine) == account
    assert CpdEntry.objects.get(owner=mine) == entry
    assert EventNote.objects.get(owner=mine).words == f"Mine.\n\n{WORD}"
    assert mine.revalidation_cycles.count() == 1
    assert mine.cpd_feedback.count() == 1
    assert WORD not in str(list(history.of(kept).values_list("data", flat=True)))
    assert not Message.objects.filter(facts__icontains=WORD).exists()


def test_two_entries_about_one_recording_stay_two(at, by, both):
    kept, other = both
    recording = record(EventFactory(), by=by)
    EntryFactory(owner=kept.user, recording=recording, learnt="Mine")
    EntryFactory(owner=other.user, recording=recording, learnt="Theirs")
    for user, ranges in ((kept.user, [[0, 10]]), (other.user, [[5, 30]])):
        Watching.objects.create(
            user=user, recording=recording, ranges=ranges, changed_at=at
        )

    together(kept, other, by, at)

    entries = CpdEntry.objects.filter(owner=kept.user)
    assert {each.learnt for each in entries} == {"Mine", "Theirs"}
    assert [each.recording for each in entries.order_by("pk")] == [recording, None]
    assert Watching.objects.get(user=kept.user).ranges == [[0, 30]]


# --- What both have --------------------------------------------------------


def test_of_two_places_at_one_event_one_passes_on(at, by, both):
    kept, other = both
    event = EventFactory(capacity=2)
    mine, theirs = place(event, kept.user), place(event, other.user)
    waiting = current_member().user
    WaitingListEntry.objects.create(
        event=event, user=waiting, ticket_type=event.ticket_types.get(), joined_at=at
    )

    seen = steps.outlook(kept, other, account_of_other=False, by=by, at=at)
    together(kept, other, by, at)

    assert str(theirs.booking) in "".join(seen.says)
    assert [t.pk for t in event.tickets.kept().of(kept.user)] == [mine.pk]
    theirs.refresh_from_db()
    assert theirs.released_at is not None
    assert theirs.user == kept.user
    assert event.waiting_list.get().status == WaitingStatus.OFFERED
    assert not event.tickets.filter(user=other.user).exists()


def test_the_place_at_which_somebody_was_there_stays(at, by, both):
    kept, other = both
    event = EventFactory(starts_at=at - timedelta(days=9))
    place(event, kept.user)
    attended = place(event, other.user)
    attended.attendances.create(
        event_session=event.event_sessions.get(), mark=Mark.PRESENT, marked_at=at
    )

    together(kept, other, by, at)

    assert event.tickets.kept().get() == attended
    assert event.tickets.kept().get().user == kept.user


def test_a_place_made_for_the_old_address_goes_along(at, by):
    kept = current_member(email="ann@new.example")
    other = MemberFactory(email="ann@old.example")
    ticket = place(EventFactory(), email="ann@old.example", name="Ann Reed")

    together(kept, other, by, at)

    ticket.refresh_from_db()
    assert (ticket.user, ticket.member) == (kept.user, kept)


def test_without_any_account_a_place_is_known_by_the_address_that_stays(at, by):
    kept, other = (
        MemberFactory(email="a@example.org"),
        MemberFactory(email="b@example.org"),
    )
    ticket = place(EventFactory(), email="b@example.org", member=other)

    together(kept, other, by, at)

    ticket.refresh_from_db()
    assert (ticket.email, ticket.member) == ("a@example.org", kept)


def test_a_place_is_counted_once(at, by, both):
    kept, other = both
    place(EventFactory(), other.user)

    seen = steps.outlook(kept, other, account_of_other=False, by=by, at=at)

    assert ("Places", 0, 1) in seen.counts


def test_of_two_places_in_a_queue_the_earlier_one_stays(at, by, both):
    kept, other = both
    event = EventFactory()
    for user, joined in ((kept.user, at), (other.user, at - timedelta(hours=1))):
        WaitingListEntry.objects.create(
            event=event,
            user=user,
            ticket_type=event.ticket_types.get(),
            joined_at=joined,
        )

    together(kept, other, by, at)

    waiting = event.waiting_list.waiting().get()
    assert (waiting.user, waiting.joined_at) == (kept.user, at - timedelta(hours=1))


def test_terms_notes_and_reminders_go_along_and_overlaps_are_said(at, by, both):
    kept, other = both
    SubscriptionFactory(member=other)
    notes.add(other, "Prefers the telephone.", by=by, at=at)
    for member in both:
        Reminder.objects.create(
            member=member, ends_on=clock.uk_day(at), stage="7_days", posted_at=at
        )

    seen = steps.outlook(kept, other, account_of_other=False, by=by, at=at)
    together(kept, other, by, at)

    assert any("covered twice" in words for words in seen.says)
    assert ("Terms", 1, 2) in seen.counts
    assert kept.subscriptions.count() == 3
    assert MemberNote.objects.get().member == kept
    assert Reminder.objects.get().member == kept


def test_bills_go_along_and_the_second_renewal_is_given_up(at, by, both):
    kept, other = both
    for member in both:
        renewals.begin(
            member,
            grade=GradeFactory(),
            interval="year",
            by=member.user,
            at=at,
        )

    together(kept, other, by, at)

    assert Payer.objects.get(user=kept.user) == Bill.objects.first().payer
    assert {bill.payer.user for bill in Bill.objects.all()} == {kept.user}
    assert Renewal.objects.open().get().member == kept
    given_up = Renewal.objects.exclude(ended_at=None).get()
    assert given_up.member == kept
    assert bills.owed_pence(given_up.bill) == 0


def test_a_payer_goes_along_whole_where_the_other_has_none(at, by, both):
    kept, other = both
    payer = payers.of_user(other.user)
    with payments.purpose():
        payments.bill(6900, payer=payer)

        together(kept, other, by, at)

    payer.refresh_from_db()
    assert payer.user == kept.user
    # Invoices and reminders follow to the address that stays.
    assert payer.email == "ann@new.example"


def asks_to_renew(member, at):
    asked = {"grade": GradeFactory(), "interval": "year", "by": member.user}
    return renewals.begin(member, at=at, **asked)


def test_only_a_second_bill_with_an_invoice_is_settled_first(at, by, both):
    kept, other = both
    mine, theirs = asks_to_renew(kept, at), asks_to_renew(other, at)
    invoices.issue(bill=mine.bill, at=at, by=by)

    seen = steps.outlook(kept, other, account_of_other=False, by=by, at=at)
    assert seen.stops == []

    invoices.issue(bill=theirs.bill, at=at, by=by)
    with pytest.raises(MergeRefused, match="invoice"):
        ask(kept, other, by, at)


def test_a_second_move_with_an_invoice_is_settled_first_too(at, by):
    dearer = GradeFactory(name="Fellow", price_pence=9900)
    both = [current_member(), current_member()]
    for member in both:
        moves = changes.begin(member, grade=dearer, by=member.user, at=at)
    invoices.issue(bill=moves.bill, at=at, by=by)

    with pytest.raises(MergeRefused, match="invoice"):
        ask(*both, by, at)


# --- What has to be settled first ------------------------------------------


def test_a_role_is_handed_over_first(at, by, both):
    kept, other = both
    other.user.groups.set(staff(Role.EDITOR).groups.all())

    with pytest.raises(MergeRefused, match="role"):
        ask(kept, other, by, at)


def test_nobody_puts_their_own_account_together(at, both):
    with pytest.raises(MergeRefused, match="your own"):
        ask(*both, both[0].user, at)


def test_somebody_who_asked_to_be_erased_is_not_merged(at, by, both):
    erasures.ask(both[1].user, at=at)

    with pytest.raises(MergeRefused, match="erased"):
        ask(*both, by, at)


def test_what_comes_up_within_the_hours_stops_it_and_is_undone_whole(at, by, both):
    kept, other = both
    merge = ask(kept, other, by, at)
    erasures.ask(other.user, at=at)

    assert steps.carry_out_due(at=at + HOURS_72) == 0

    merge.refresh_from_db()
    assert merge.done_at is None
    assert reload(other).user == other.user


def test_what_went_cannot_go_again_nor_take_anybody_in(at, by):
    kept, other, third = (
        MemberFactory(),
        MemberFactory(email=""),
        MemberFactory(email=""),
    )
    together(kept, other, by, at)

    for one, two in ((third, other), (other, third), (kept, kept)):
        with pytest.raises(MergeRefused):
            ask(reload(one), reload(two), by, at)


def test_an_account_that_came_meanwhile_closes_none_whose_owner_was_not_told(at, by):
    """Of the one account nobody had to be told: it was to go along."""
    kept = MemberFactory(email="ann@new.example")
    other = current_member(email="ann@old.example")
    merge = ask(kept, other, by, at)
    Member.objects.filter(pk=kept.pk).update(user=UserFactory(email="ann@new.example"))

    with pytest.raises(MergeRefused, match="was not told"):
        steps.carry_out(Merge.objects.get(pk=merge.pk), at=at + HOURS_72)

    other.user.refresh_from_db()
    assert other.user.is_active


def test_what_stops_one_keeps_no_other_waiting(at, by, both, monkeypatch):
    kept, other = both
    others = current_member(), MemberFactory(email="zoe@old.example")
    broken, sound = ask(kept, other, by, at), ask(*others, by, at)
    join = steps._join

    def join_or_fail(pair):
        if pair.kept == kept:
            raise IntegrityError
        join(pair)

    monkeypatch.setattr(steps, "_join", join_or_fail)

    assert steps.carry_out_due(at=at + HOURS_72) == 1

    broken.refresh_from_db()
    sound.refresh_from_db()
    assert (broken.done_at, sound.done_at) == (None, at + HOURS_72)


def test_a_record_is_asked_to_go_once_at_a_time(at, by, both):
    kept, other = both
    ask(kept, other, by, at)

    with pytest.raises(MergeRefused, match="already"):
        ask(current_member(), other, by, at)


# --- Afterwards ------------------------------------------------------------


def test_both_records_say_what_happened_and_the_timeline_tells_both_lives(at, by, both):
    kept, other = both
    looks.note(other, owner=other.user, by=by, screen="Your record", at=at)
    old = history.of(other).count()

    together(kept, other, by, at)

    for one in both:
        latest = history.of(one).filter(action="membership.merged").get()
        assert latest.message == f"{other.number} went into {kept.number}"
        assert latest.user == by
    told = timeline.Timeline(reload(kept), timeline.OWN)
    assert len(told) >= old + 2
    assert looks.of(kept.user).count() == 1


def test_the_person_is_told_and_no_number_is(at, by, both, mailoutbox):
    kept, other = both
    together(kept, other, by, at)

    deliver(at + HOURS_72)

    done = mailoutbox[-1]
    assert done.to == ["ann@new.example"]
    assert done.subject == "Your two records with us are one"
    for number in (kept.number, other.number):
        assert number not in done.body


def test_coordinators_act_once_for_an_organisation(at, by, both):
    kept, other = both
    made = organisation(coordinator=other.user)

    together(kept, other, by, at)

    assert made.coordinators.acting().get().user == kept.user


def test_erasing_the_person_afterwards_takes_the_old_record_along(at, by, both):
    kept, other = both
    together(kept, other, by, at)
    erasure = erasures.ask(kept.user, at=at)

    erasures.look_at(erasure, at=at + timedelta(days=8))

    assert reload(other).name == "Erased person"
    assert reload(other).card_token is None
    assert not Merge.objects.exists()
    # What was sent to the address that went is found by the account.
    assert not Message.objects.filter(to="ann@old.example").exists()
    assert "Ann" not in str(list(history.of(other).values_list("label", "data")))


def test_names_go_with_the_name_of_the_record_that_stays(at, by):
    """D4: the number that went keeps no name either."""
    kept = lapsed_member(account=False, email="ann@example.org")
    other = MemberFactory(email="", name="Ann Reed")
    together(kept, other, by, at)

    privacy.PERIODS[0].end(Member.objects.filter(pk=kept.pk))

    assert {reload(each).name for each in (kept, other)} == {ERASED}


def test_a_file_with_the_old_number_means_the_one_that_stays(at, by):
    kept = current_member(email="ann@example.org")
    other = MemberFactory(email="")
    together(kept, other, by, at)

    found = known.find([Said(1, number=other.number, name=kept.name)])

    assert found.by_number[other.uniform_number].key == kept.pk
    assert other.pk not in {each.key for each in found.by_number.values()}


class TestStrays:
    """What a page that was open meanwhile wrote to the record that went."""

    @pytest.fixture
    def stray(self, at, by, both):
        kept, other = both
        closed = other.user
        merge = together(kept, other, by, at)
        ticket = place(EventFactory(), closed, member=other, email="ann@old.example")
        EntryFactory(owner=closed)
        return merge, ticket

    def test_is_brought_along(self, stray, at):
        merge, ticket = stray

        steps.gather(merge, at=at)

        ticket.refresh_from_db()
        assert ticket.user == merge.kept.user
        assert ticket.member == merge.kept
        assert CpdEntry.objects.get().owner == merge.kept.user

    def test_what_cannot_be_brought_along_keeps_no_other_waiting(self, stray, at, by):
        merge, _ = stray
        asks_to_renew(merge.kept, at)
        with payments.purpose():
            bill = payments.bill(6900)
            invoices.issue(bill=bill, at=at, by=by)
            Renewal.objects.create(
                member=merge.other,
                grade=GradeFactory(),
                interval="year",
                bill=bill,
                made_at=at,
            )
            due = ask(
                current_member(), MemberFactory(email="z@z.org"), by, at - HOURS_72
            )

            assert steps.carry_out_due(at=at + HOURS_72) == 1

        due.refresh_from_db()
        assert due.done_at is not None

    def test_the_timer_does_so_for_an_hour(self, stray, at):
        merge, _ = stray

        steps.carry_out_due(at=merge.done_at + timedelta(minutes=59))

        assert not Ticket.objects.filter(member=merge.other).exists()

    def test_control_without_gathering_it_stays_with_nobody(self, stray, at):
        merge, ticket = stray

        steps.carry_out_due(at=merge.done_at + timedelta(minutes=61))

        ticket.refresh_from_db()
        assert ticket.user == merge.closed


def test_an_account_made_for_nobody_is_not_needed_to_gather(at, by):
    merge = together(MemberFactory(email=""), MemberFactory(email=""), by, at)

    steps.gather(merge, at=at)

    assert UserFactory._meta.model.objects.filter(is_active=False).count() == 0
