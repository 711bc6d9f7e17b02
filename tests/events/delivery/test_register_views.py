"""The register's screens: who may open them, and what they do without script."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.delivery import register_lines, registers
from events.models import Attendance, Booking, Mark, RegisterMark
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

from .conftest import AT

pytestmark = pytest.mark.django_db

PAGES = ["register", "register-walk-in", "register-close", "register-sheet"]
STEPS = ["register-mark", "register-confirm", "register-reopen"]


def url(name, sitting):
    return reverse(f"events:{name}", args=[sitting.event.reference, sitting.number])


def browser(user=None, **options):
    client = Client(**options)
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture
def ann(webinar, sitting):
    place(webinar, name="Ann", email="ann@example.org", agency="Eastmere Council")
    (line,) = register_lines.open_register(sitting)
    return line


class TestWhoMayOpen:
    """A1: the trainer assigned and those who run events; to others there is none."""

    def people(self, event):
        other = staff(Role.TRAINER)
        EventFactory(starts_at=AT).trainers.add(other)
        no_role = UserFactory()
        event.trainers.add(no_role)
        booked = current_member().user
        place(event, booked)
        return {
            "trainer": (event.trainers.get(groups__name=Role.TRAINER.value), 200),
            "events": (staff(Role.EVENTS), 200),
            "administrator": (staff(Role.ADMINISTRATOR), 200),
            "trainer of another": (other, 404),
            "assigned without the role": (no_role, 404),
            "editor": (staff(Role.EDITOR), 404),
            "membership": (staff(Role.MEMBERSHIP), 404),
            "finance": (staff(Role.FINANCE), 404),
            "member with a place": (booked, 404),
            "member": (current_member().user, 404),
            "without membership": (UserFactory(), 404),
        }

    @pytest.mark.parametrize("name", PAGES)
    def test_page_by_role(self, webinar, sitting, name):
        people = self.people(webinar)

        found = {
            who: browser(user).get(url(name, sitting)).status_code
            for who, (user, _) in people.items()
        }

        assert found == {who: status for who, (_, status) in people.items()}

    @pytest.mark.parametrize("name", [*STEPS, "register-walk-in", "register-close"])
    def test_step_by_role(self, webinar, sitting, ann, name):
        """A11, A12: no field opens it either, nor another method."""
        refused = [
            user for user, status in self.people(webinar).values() if status > 200
        ]
        form = {"tap": f"{ann.pk}.0.present", "operation": str(uuid.uuid4())}

        found = {
            browser(user).post(url(name, sitting), form).status_code for user in refused
        }

        assert found == {404}
        assert not RegisterMark.objects.exists()

    def test_marks_are_answered_to_nobody_else(self, webinar, sitting, ann):
        people = self.people(webinar)

        found = {
            who: browser(user).get(url("register-marks", sitting)).status_code
            for who, (user, _) in people.items()
        }

        assert found == {who: status for who, (_, status) in people.items()}

    @pytest.mark.parametrize("name", [*PAGES, *STEPS, "register-line"])
    def test_signed_out_is_sent_to_sign_in(self, sitting, name):
        client = browser()
        ask = client.post if name in STEPS else client.get

        answer = ask(url(name, sitting))

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))

    def test_ends_with_the_role(self, webinar, sitting, trainer):
        """A16: the next request after the role is taken away is refused."""
        client = browser(trainer)
        assert client.get(url("register", sitting)).status_code == 200

        trainer.groups.clear()

        assert client.get(url("register", sitting)).status_code == 404

    def test_asks_for_the_second_factor_first(self, webinar, sitting):
        """A17"""
        user = UserFactory(roles=[Role.TRAINER])
        webinar.trainers.add(user)

        answer = browser(user).get(url("register", sitting))

        assert answer["Location"] == reverse("mfa_index")

    def test_a_draft_has_none(self, webinar, sitting, trainer):
        webinar.status = "draft"
        webinar.save()

        assert browser(trainer).get(url("register", sitting)).status_code == 404

    def test_the_list_is_for_those_with_registers(self, webinar, trainer):
        page = browser(trainer).get(reverse("events:register-list"))

        assert "Insights" in page.content.decode()
        others = [staff(Role.EDITOR), current_member().user]
        assert {
            browser(user).get(reverse("events:register-list")).status_code
            for user in others
        } == {404}


class TestWithoutScript:
    def press(self, client, sitting, value, **more):
        page = client.get(url("register", sitting)).content.decode()
        operation = re.search(r'name="operation" value="([^"]+)"', page)[1]
        form = {"operation": operation, "tap": value, **more}
        return form, client.post(url("register-mark", sitting), form)

    def test_one_tap_marks_and_leads_back_to_the_line(self, sitting, ann, trainer):
        client = browser(trainer)

        _, answer = self.press(client, sitting, f"{ann.pk}.0.present")

        ann.refresh_from_db()
        assert ann.mark == Mark.PRESENT
        assert answer["Location"] == f"{url('register', sitting)}#l{ann.pk}"
        assert "Saved. Ann: present" in client.get(answer["Location"]).content.decode()

    def test_the_same_button_sent_twice_is_one_tap(self, sitting, ann, trainer):
        """G2"""
        client = browser(trainer)
        form, _ = self.press(client, sitting, f"{ann.pk}.0.present")

        client.post(url("register-mark", sitting), form)

        assert RegisterMark.objects.count() == 1

    def test_late_is_marked_with_its_minutes(self, sitting, ann, trainer):
        self.press(browser(trainer), sitting, f"{ann.pk}.0.late", minutes="15")

        ann.refresh_from_db()
        assert (ann.mark, ann.minutes_missed) == (Mark.LATE, 15)

    @pytest.mark.parametrize(
        "form",
        [
            {"tap": "", "operation": str(uuid.uuid4())},
            {"tap": "1.0.king", "operation": str(uuid.uuid4())},
            {"tap": "1.x.present", "operation": str(uuid.uuid4())},
            {"tap": "1.0.present", "operation": "no"},
            {"tap": "1.0.late", "minutes": "ten", "operation": str(uuid.uuid4())},
        ],
    )
    def test_what_is_not_a_mark_is_refused(self, sitting, trainer, form):
        answer = browser(trainer).post(url("register-mark", sitting), form)

        assert answer.status_code == 400

    def test_a_line_of_another_register_is_not_there(self, sitting, ann, trainer):
        other = EventFactory(starts_at=AT)
        other.trainers.add(trainer)

        answer = browser(trainer).post(
            url("register-mark", other.event_sessions.get()),
            {"tap": f"{ann.pk}.0.present", "operation": str(uuid.uuid4())},
        )

        assert answer.status_code == 404

    def test_a_conflict_is_shown_with_a_button_for_either(self, sitting, ann, trainer):
        """G1"""
        client = browser(trainer)
        stale = f"{ann.pk}.0.present"
        other = UserFactory(name="Olu Other")
        registers.mark(
            ann,
            Mark.LATE,
            by=other,
            at=AT,
            seen_version=0,
            operation=uuid.uuid4(),
            minutes_missed=20,
        )

        _, answer = self.press(client, sitting, stale)
        page = client.get(answer["Location"]).content.decode()

        assert "Two marks for Ann" in page
        assert "Olu Other marked late, 20 min at 10:20. You marked present" in page
        assert f'value="{ann.pk}.1.late.20">Keep late, 20 min<' in page
        assert f'value="{ann.pk}.1.present">Keep present<' in page

    def test_search_finds_by_name_or_employer(self, webinar, sitting, ann, trainer):
        place(webinar, name="Zoë", email="zoe@example.org", agency="Northmoor")

        page = browser(trainer).get(url("register", sitting), {"q": "ZOE"})

        names = [row.name for row in page.context["rows"]]
        assert names == ["Zoë"]
        assert "1 of 2 shown" in page.content.decode()

    def test_proposals_are_confirmed_at_once(self, sitting, ann, trainer):
        Attendance.objects.update(joined_at=AT - timedelta(minutes=22))
        client = browser(trainer)
        assert (
            "Joined at 09:58" in client.get(url("register", sitting)).content.decode()
        )

        client.post(url("register-confirm", sitting))

        ann.refresh_from_db()
        assert ann.mark == Mark.PRESENT

    def test_closing_says_what_it_will_do_and_does_it(self, sitting, ann, trainer):
        client = browser(trainer)
        page = client.get(url("register-close", sitting)).content.decode()
        assert "1 person is not marked" in page

        answer = client.post(url("register-close", sitting))

        sitting.refresh_from_db()
        assert sitting.register_closed_at == AT
        page = client.get(answer["Location"]).content.decode()
        assert "This register is closed" in page
        assert 'name="tap"' not in page

    def test_a_closed_one_opens_again(self, sitting, ann, trainer):
        registers.close(sitting, by=trainer, at=AT)

        browser(trainer).post(url("register-reopen", sitting))

        sitting.refresh_from_db()
        assert sitting.register_closed_at is None

    def test_closing_before_it_begins_is_refused(self, trainer):
        event = EventFactory(starts_at=AT + timedelta(hours=2))
        event.trainers.add(trainer)

        page = browser(trainer).post(url("register-close", event.event_sessions.get()))

        assert "has not begun" in page.content.decode()

    def test_a_walk_in_is_added_and_present(self, sitting, trainer):
        """G4"""
        client = browser(trainer)

        answer = client.post(
            url("register-walk-in", sitting), {"name": "Wim", "agency": "Northmoor"}
        )

        line = Attendance.objects.get()
        assert answer["Location"].endswith(f"#l{line.pk}")
        assert (line.who, line.agency, line.mark) == ("Wim", "Northmoor", "present")

    def test_a_walk_in_without_a_place_is_told(self, webinar, sitting, trainer):
        webinar.capacity = 0
        webinar.save()

        page = browser(trainer).post(url("register-walk-in", sitting), {"name": "Wim"})

        assert "The last place has just gone" in page.content.decode()
        assert not Booking.objects.exists()

    def test_the_page_of_a_line_shows_every_mark(self, sitting, ann, trainer):
        registers.mark(
            ann, Mark.ABSENT, by=trainer, at=AT, seen_version=0, operation=uuid.uuid4()
        )

        page = browser(trainer).get(f"{url('register-line', sitting)}?of={ann.pk}")

        assert "not there, by Tess Trainer" in page.content.decode()
        assert browser(trainer).get(url("register-line", sitting)).status_code == 404

    def test_before_the_day_it_is_a_list(self, trainer):
        event = EventFactory(starts_at=AT + timedelta(days=2), days=2)
        event.trainers.add(trainer)
        place(event, name="Ann", email="ann@example.org")
        first = event.event_sessions.first()

        page = browser(trainer).get(url("register", first)).content.decode()

        assert "Marking opens on the day" in page
        assert "Ann" in page
        assert 'name="tap"' not in page


class TestAPhone:
    """G2: what the script sends and hears; names stay out of it."""

    def send(self, client, sitting, *taps):
        return client.post(
            url("register-marks", sitting),
            json.dumps({"taps": taps}),
            content_type="application/json",
        )

    def tap(self, line, mark, *, seen=0, operation=None, **more):
        return {
            "operation": operation or str(uuid.uuid4()),
            "line": line.pk,
            "seen": seen,
            "mark": mark,
            **more,
        }

    def test_hears_what_became_of_each_tap(self, webinar, sitting, ann, trainer):
        client = browser(trainer)
        first = self.tap(ann, "late", minutes=5, at="2026-11-25T03:00:00Z")
        second = self.tap(ann, "absent")

        answer = self.send(client, sitting, first, second).json()

        assert [(one["outcome"], one["version"]) for one in answer["taps"]] == [
            ("applied", 1),
            ("conflict", 1),
        ]
        assert answer["lines"] == [[ann.pk, 1, "late", 5]]
        assert answer["counts"] == [0, 1, 0, 0]
        assert [one["name"] for one in answer["conflicts"]] == ["Ann"]
        assert RegisterMark.objects.first().received_at == AT

    def test_hears_the_same_when_it_sends_again(self, sitting, ann, trainer):
        client = browser(trainer)
        tap = self.tap(ann, "present")
        first = self.send(client, sitting, tap).json()["taps"]

        assert self.send(client, sitting, tap).json()["taps"] == first
        assert RegisterMark.objects.count() == 1

    def test_hears_no_name_of_anybody(self, sitting, ann, trainer):
        answer = browser(trainer).get(url("register-marks", sitting))

        assert b"Ann" not in answer.content
        assert answer.json()["conflicts"] == []

    def test_hears_that_it_is_signed_out(self, sitting):
        """G9: and keeps its marks."""
        answer = self.send(browser(), sitting)

        assert (answer.status_code, answer.json()) == (401, {"signed_out": True})

    def test_hears_why_a_tap_was_refused(self, sitting, ann, trainer):
        registers.close(sitting, by=trainer, at=AT)

        answer = self.send(browser(trainer), sitting, self.tap(ann, "present")).json()

        assert answer["closed"]
        assert answer["taps"][0]["outcome"] == "refused"
        assert "closed" in answer["taps"][0]["words"]

    def test_cannot_reach_a_line_elsewhere(self, sitting, ann, trainer):
        other = EventFactory(starts_at=AT)
        other.trainers.add(trainer)

        answer = self.send(
            browser(trainer), other.event_sessions.get(), self.tap(ann, "present")
        ).json()

        assert answer["taps"][0]["outcome"] == "refused"
        assert not RegisterMark.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "[]",
            "{}",
            '{"taps": 3}',
            '{"taps": [3]}',
            '{"taps": [{"operation": "x", "line": 1, "seen": 0, "mark": "late"}]}',
            '{"taps": [{"line": 1, "seen": 0, "mark": "late"}]}',
        ],
    )
    def test_is_refused_what_makes_no_sense(self, sitting, trainer, body):
        answer = browser(trainer).post(
            url("register-marks", sitting), body, content_type="application/json"
        )

        assert answer.status_code == 400

    def test_is_refused_a_flood(self, sitting, ann, trainer):
        taps = [self.tap(ann, "late") for _ in range(51)]

        assert self.send(browser(trainer), sitting, *taps).status_code == 400

    def test_needs_the_token_of_the_page(self, sitting, ann, trainer):
        client = browser(trainer, enforce_csrf_checks=True)

        assert self.send(client, sitting, self.tap(ann, "late")).status_code == 403


def test_a_register_asks_the_database_the_same_however_long(
    webinar, sitting, trainer, django_assert_max_num_queries
):
    client = browser(trainer)
    counted = []
    for number in (1, 3):
        for _ in range(number):
            place(webinar, current_member().user)
        client.get(url("register", sitting))
        with django_assert_max_num_queries(20) as queries:
            client.get(url("register", sitting))
        counted.append(len(queries))

    assert counted[0] == counted[1]
