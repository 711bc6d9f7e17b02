"""Access codes: made, changed, stopped, and renewed when one has leaked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.booking import codes, paying, places
from events.errors import CodeRefused
from events.models import AccessCode
from portal.core import history
from tests.factories.paid_events import access_code, paid_event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


@pytest.fixture
def event():
    return paid_event(capacity=30)


def typed(**facts):
    return {
        "label": "Autumn trainees",
        "owner": "Eastmere NHS Trust",
        "code": "",
        "percent_off": "100",
        "places_per_booking": "1",
        "places": "5",
        **facts,
    }


def book(event, code, number, *, at):
    person = places.Delegate(f"P{number}", f"p{number}@example.org")
    order = paying.Order([person], person.name, person.email, code=code)
    return paying.reserve(event, order, at=at)


def test_a_code_is_made_that_nobody_guesses(client, url, event, now):
    answer = client.post(url("code-add", event.reference), typed())

    made = AccessCode.objects.get()
    assert len(made.code) == codes.LETTERS
    assert answer.url == url("code-detail", event.reference, made.pk)
    assert (made.places, made.made_at, made.event) == (5, now, event)
    assert "Eve Ents" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"code": "ab-1"}, "Use at least 6"),
        ({"code": "ärger!!"}, "Use letters and digits alone"),
        ({"code": "trust 2026"}, "There is such a code already"),
        ({"percent_off": "101"}, "less than or equal to 100"),
        ({"places": "0"}, "greater than or equal to 1"),
        ({"label": ""}, "Enter what it is for"),
        (
            {"starts_at": "2026-12-02T10:00", "ends_at": "2026-12-01T10:00"},
            "It would end before it starts",
        ),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(client, url, event, facts, said):
    access_code(event)

    page = client.post(url("code-add", event.reference), typed(**facts))

    assert said in page.content.decode()
    assert "Eastmere NHS Trust" in page.content.decode()
    assert AccessCode.objects.count() == 1


def test_who_used_it_and_what_is_left(client, url, event, now):
    code = access_code(event, places=3)
    book(event, code.code, 1, at=now)

    page = client.get(url("code-detail", event.reference, code.pk)).content.decode()

    assert "p1@example.org" in page
    assert "2 places are left of 3." in page


def test_it_is_changed_and_kept_in_the_history(client, url, event):
    code = access_code(event)

    client.post(
        url("code-detail", event.reference, code.pk),
        typed(label="Winter trainees", ends_at="2026-12-01T17:00", places="9"),
    )

    code.refresh_from_db()
    assert (code.label, code.places) == ("Winter trainees", 9)
    line = history.of(code).first()
    assert line.action == "events.code_changed"


def test_a_stopped_code_books_nothing_more(client, url, event, now):
    code = access_code(event)
    booked = book(event, code.code, 1, at=now)

    client.post(url("code-stop", event.reference, code.pk))

    with pytest.raises(CodeRefused):
        book(event, code.code, 2, at=now)
    booked.refresh_from_db()
    assert booked.is_confirmed


def test_renewing_a_leaked_code_hurts_nobody(client, url, event, now):
    """L18: the new code replaces it; bookings stay, and count in its places."""
    code = access_code(event, places=3)
    booked = book(event, code.code, 1, at=now)

    client.post(url("code-renew", event.reference, code.pk))

    new = AccessCode.objects.get(replaces=code)
    booked.refresh_from_db()
    assert booked.is_confirmed
    assert places.left_of_code(new, at=now) == 2
    with pytest.raises(CodeRefused):
        book(event, code.code, 2, at=now)
    assert book(event, new.code, 2, at=now).is_confirmed
    page = client.get(url("code-detail", event.reference, new.pk)).content.decode()
    assert "p1@example.org" in page
    again = client.post(url("code-renew", event.reference, code.pk), follow=True)
    assert "Renew the newest one" in again.content.decode()


def test_the_same_place_is_never_paid_for_twice(event, now):
    """A code of one place, booked, cancelled and booked again."""
    code = access_code(event, places=1)
    book(event, code.code, 1, at=now)

    with pytest.raises(CodeRefused, match="have gone"):
        book(event, code.code, 2, at=now)


def test_the_list_asks_no_more_for_three_than_for_one(client, url, event, now):
    access_code(event, "FIRST1")

    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(url("code-list", event.reference))
        return len(queries)

    asked()
    one = asked()
    for number in range(2):
        access_code(event, f"OTHER{number}")
    assert asked() == one


def test_a_code_of_another_event_is_not_found(client, url, event):
    other = access_code(paid_event(title="Another"))

    for name in ("code-stop", "code-renew"):
        assert client.post(url(name, event.reference, other.pk)).status_code == 404
    assert client.get(url("code-detail", event.reference, other.pk)).status_code == 404


def test_times_of_a_code_are_kept(event, now):
    code = access_code(
        event, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2)
    )
    for at, good in (
        (now, False),
        (now + timedelta(days=1), True),
        (now + timedelta(days=2), False),
    ):
        assert code.is_good(at) is good
