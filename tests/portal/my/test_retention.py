"""Retention: each kind of data goes on its day and not before, years ahead (D4)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from events.models import CourseInterest, Enquiry
from membership.models import BulkStep
from portal.accounts.models import Look, LostStep
from portal.accounts.roles import Role
from portal.core import clock
from portal.core.privacy import ERASED
from portal.my import retention, tasks
from portal.my.models import DataRequest, Erasure, RetentionRun
from portal.my.retention import PeriodRefused
from portal.notifications.post import post
from portal.payments.models import Bill, Payer
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import ConsultationPageFactory, NewsPageFactory
from tests.factories.events import EventFactory, place
from tests.factories.guidance import CourseFactory
from tests.factories.membership import GradeFactory, MemberFactory, SubscriptionFactory

BEGAN = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 15, tzinfo=UTC)

pytestmark = pytest.mark.django_db


# --- One row of each kind, over on 22 November 2026 --------------------------


def unproved():
    return UserFactory(verified=False, date_joined=AT)


def session():
    user = UserFactory()
    row = user.usersession_set.create(
        ip="192.0.2.1", session_key="k", user_agent="a", data={}
    )
    type(row).objects.update(last_seen_at=AT)
    return row


def look():
    return Look.objects.create(
        about="accounts.user:1", by=UserFactory(), screen="s", looked_at=AT
    )


def lost_step():
    return LostStep.objects.create(
        user=UserFactory(),
        status="dropped",
        how_known="h",
        asked_by=UserFactory(),
        asked_at=AT,
        ended_at=AT,
    )


def message():
    row = post("accounts/password_changed", to="a@example.org", at=AT)
    type(row).objects.update(outcome="failed")
    return row


def past_event():
    return EventFactory(starts_at=AT - timedelta(minutes=60))


def waiting():
    event = past_event()
    return event.waiting_list.create(
        user=UserFactory(),
        ticket_type=event.ticket_types.get(),
        status="left",
        joined_at=AT,
        left_at=AT,
    )


def invitation():
    return past_event().invitations.create(
        email="a@example.org", name="A", token="t", invited_at=AT
    )


def watching():
    from events.models import Recording, Watching  # noqa: PLC0415 - used here alone

    recording = Recording.objects.create(
        event=past_event(), elsewhere="https://v.example/1", seconds=60, added_at=AT
    )
    return Watching.objects.create(
        user=UserFactory(), recording=recording, changed_at=AT
    )


def application():
    from membership.models import Application  # noqa: PLC0415 - used here alone

    return Application.objects.create(
        user=UserFactory(),
        grade=GradeFactory(),
        status="withdrawn",
        name="A",
        started_at=AT,
        ended_at=AT,
    )


def request():
    return DataRequest.objects.create(
        kind="question",
        name="A",
        email="a@example.org",
        words="w",
        asked_from="x",
        received_at=AT,
        answer="done",
        answered_at=AT,
    )


def erasure():
    return Erasure.objects.create(
        user=UserFactory(),
        status="done",
        asked_at=AT,
        due_at=AT,
        stop_token="t",
        ended_at=AT,
    )


def retention_run():
    return RetentionRun.objects.create(ran_at=AT)


def members_view():
    page = ConsultationPageFactory(
        opens_on=BEGAN - timedelta(days=30), closes_on=BEGAN, views_by=None
    )
    return page.members_views.create(
        user=UserFactory(), words="w", sent_at=AT, changed_at=AT
    )


def draft_reading():
    return NewsPageFactory().draft_reviews.create(
        name="A",
        email="a@example.org",
        token="t",
        asked_at=AT - timedelta(days=1),
        until=AT,
    )


def bulk_step():
    return BulkStep.objects.create(kind="number", reason="r", asked_at=AT)


def need():
    from events.models import AccessNeed  # noqa: PLC0415 - used here alone

    row = place(past_event(), name="A", email="a@example.org")
    return AccessNeed.objects.create(ticket=row, text="A ramp", told_at=AT)


def interest():
    return CourseInterest.objects.create(
        course=CourseFactory(),
        email="a@example.org",
        token="t",
        asked_at=AT - timedelta(days=400),
        confirmed_at=AT - timedelta(days=400),
        ended_at=AT,
    )


GONE = {
    "membership.bulk": bulk_step,
    "accounts.unproved": unproved,
    "accounts.sessions": session,
    "accounts.looks": look,
    "accounts.lost_steps": lost_step,
    "notifications.messages": message,
    "events.waiting_list": waiting,
    "events.invitations": invitation,
    "events.interest": interest,
    "events.needs": need,
    "events.watching": watching,
    "membership.applications": application,
    "my.requests": request,
    "my.erasures": erasure,
    "my.retention_runs": retention_run,
    "cms.members_views": members_view,
    "cms.draft_readings": draft_reading,
}


def ticket():
    row = place(past_event(), name="Old Name", email="old@example.org")
    return row, lambda: type(row).objects.get(pk=row.pk).name == ERASED


def enquiry():
    row = Enquiry.objects.create(
        stage="lost",
        organisation="Eastmere Council",
        name="Old Name",
        email="old@example.org",
        places=20,
        due_on=BEGAN,
        asked_from="x",
        received_at=AT,
        closed_at=AT,
    )
    return row, lambda: Enquiry.objects.get(pk=row.pk).name == ERASED


def member():
    row = MemberFactory(name="Old Name")
    SubscriptionFactory(
        member=row, starts_on=BEGAN - timedelta(days=364), ends_on=BEGAN
    )
    return row, lambda: type(row).objects.get(pk=row.pk).name == ERASED


def payer():
    row = Payer.objects.create(name="Old Name", email="old@example.org")
    Bill.objects.create(
        payer=row, purpose="membership", total_pence=0, made_at=AT, withdrawn_at=AT
    )
    return row, lambda: Payer.objects.get(pk=row.pk).name == f"Former customer {row.pk}"


WITHOUT_NAMES = {
    "events.places": ticket,
    "events.enquiries": enquiry,
    "membership.members": member,
    "payments.names": payer,
}


def day_of(kept):
    number, unit = kept.number, kept.unit
    if unit == "days":
        return BEGAN + timedelta(days=number)
    months = number * (12 if unit == "years" else 1)
    year, month = divmod(BEGAN.month - 1 + months, 12)
    return BEGAN.replace(year=BEGAN.year + year, month=month + 1)


def at_noon(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def run_on(day):
    return retention.run(at=at_noon(day))


def test_every_period_is_tried_here():
    keys = {kept.key for kept in retention.every()}

    assert keys <= set(GONE) | set(WITHOUT_NAMES) | ELSEWHERE


# Tried where their tables are made: staff's imports and exports.
ELSEWHERE = {"membership.imports"}


@pytest.mark.parametrize("key", sorted(GONE))
def test_it_goes_on_its_day_and_not_before(key):
    """D4"""
    row = GONE[key]()
    kept = retention.known(key)
    day = day_of(kept)

    def there():
        return type(row).objects.filter(pk=row.pk).exists()

    before = run_on(day - timedelta(days=1))
    assert there()
    assert key not in before.counts
    assert dict(_dry(day))[key] == 1
    assert there()
    assert run_on(day).counts[key] == 1
    assert not there()
    assert key not in run_on(day + timedelta(days=1)).counts


@pytest.mark.parametrize("key", sorted(WITHOUT_NAMES))
def test_names_go_on_their_day_and_not_before(key):
    """D4: the row stays, for the counts and the books."""
    _, is_nameless = WITHOUT_NAMES[key]()
    day = day_of(retention.known(key))

    run_on(day - timedelta(days=1))
    assert not is_nameless()
    assert dict(_dry(day))[key] == 1
    assert run_on(day).counts[key] == 1
    assert is_nameless()
    assert key not in run_on(day + timedelta(days=1)).counts


def _dry(day):
    return [(line.kept.key, line.number) for line in retention.dry_run(on=day)]


@pytest.mark.parametrize(
    ("ended", "number", "unit", "goes"),
    [
        (date(2026, 1, 31), 1, "months", date(2026, 3, 1)),
        (date(2026, 1, 28), 1, "months", date(2026, 2, 28)),
        (date(2028, 2, 29), 1, "years", date(2029, 3, 1)),
        (date(2028, 2, 29), 4, "years", date(2032, 2, 29)),
        (date(2026, 12, 31), 6, "months", date(2027, 7, 1)),
        (date(2026, 11, 22), 30, "days", date(2026, 12, 22)),
    ],
)
def test_short_months_and_leap_days_make_nothing_go_early(ended, number, unit, goes):
    """D4"""

    def is_over(on):
        return ended <= retention._before(on, number, unit)

    days = [ended + timedelta(days=n) for n in range(2500)]
    first = next(day for day in days if is_over(day))

    assert first == goes


class TestChanging:
    def test_staff_may_keep_for_longer(self):
        row = look()
        day = day_of(retention.known("accounts.looks"))

        retention.change("accounts.looks", number=5, unit="years", by=staff(), at=AT)
        run_on(day)

        assert Look.objects.filter(pk=row.pk).exists()

    def test_not_for_shorter_than_the_law_says(self):
        with pytest.raises(PeriodRefused, match="7 years at least"):
            retention.change("payments.names", number=2, unit="years", by=None, at=AT)

    def test_what_nobody_keeps_cannot_be_changed(self):
        with pytest.raises(PeriodRefused):
            retention.change("no.such", number=2, unit="years", by=None, at=AT)


def test_one_kind_that_fails_keeps_no_other(monkeypatch):
    row = look()
    day = day_of(retention.known("accounts.looks"))
    real = retention.privacy.delete

    def fails(rows):
        if rows.model.__name__ == "Message":
            raise RuntimeError
        return real(rows)

    monkeypatch.setattr(retention.privacy, "delete", fails)

    made = run_on(day)

    assert made.troubles == ["notifications.messages"]
    assert not Look.objects.filter(pk=row.pk).exists()


def test_the_job_may_run_twice(time_machine):
    time_machine.move_to(at_noon(BEGAN + timedelta(days=4000)), tick=False)
    look()

    tasks.keep_to_the_periods()
    tasks.keep_to_the_periods()

    assert RetentionRun.objects.first().counts == {}
    assert clock.now().year > 2036


class TestScreens:
    def test_administrators_see_the_dry_run_and_change_a_period(self, client):
        client.force_login(staff(Role.ADMINISTRATOR))
        list_url = reverse("staff_retention:period-list")
        change = reverse("staff_retention:period-change", args=["accounts.looks"])
        run_on(BEGAN)

        page = client.get(list_url).content.decode()
        refused = client.post(change, {"number": "3", "unit": "days"}).content.decode()
        client.post(change, {"number": "3", "unit": "years"})

        assert "Who of the staff opened whose record" in page
        assert "Nothing had had its time" in page
        assert "1 year at least" in refused
        assert "3 years" in client.get(list_url).content.decode()

    def test_a_wrong_number_gives_the_form_back(self, client):
        client.force_login(staff(Role.ADMINISTRATOR))
        change = reverse("staff_retention:period-change", args=["accounts.looks"])

        page = client.post(change, {"number": "many", "unit": "eons"})

        assert page.status_code == 200
        assert b"Enter a whole number." in page.content
        assert client.get("/staff/retention/no.such/").status_code == 404

    def test_a_membership_secretary_does_not(self, client):
        client.force_login(staff(Role.MEMBERSHIP))

        answer = client.get(reverse("staff_retention:period-list"))

        assert answer.status_code in {302, 403}
