"""The screens on which a whole event is called off, stopped, and seen through."""

from datetime import timedelta

import pytest

from events.booking import bookings, run_cancellations, waiting_list
from events.models import Event, RunCancellation
from portal.core import clock
from portal.notifications.models import Message
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

WHY = {"typed": "LEARNING from  reviews", "reason": "The speaker is ill."}


@pytest.fixture
def busy(now):
    event = EventFactory(title="Learning from reviews", capacity=2)
    for _ in range(2):
        bookings.book(event, by=current_member().user, at=now)
    waiting_list.join(event, by=current_member().user, at=now)
    Message.objects.all().delete()
    return event


def test_says_first_how_many_will_be_told_and_what_comes_back(client, url, busy):
    page = client.get(url("event-cancel", busy.reference)).content.decode()

    assert "3 people are told" in page
    assert "Nothing happens for 10 minutes" in page


def test_for_ten_minutes_nobody_is_told(client, url, busy, team, said):
    response = client.post(url("event-cancel", busy.reference), WHY, follow=True)

    assert response.redirect_chain == [(url("cancellation", busy.reference), 302)]
    assert said(response) == [
        "Called off. Until 12:10 nobody is told and you can stop it."
    ]
    assert RunCancellation.objects.get().asked_by == team
    assert Event.objects.get().status == "published"
    assert not Message.objects.exists()


def test_stopped_by_one_press(client, url, busy, said):
    client.post(url("event-cancel", busy.reference), WHY)

    response = client.post(url("cancellation-stop", busy.reference), follow=True)

    assert "nobody was told" in said(response)[-1]
    assert Event.objects.get().cancels_at is None
    assert client.get(url("cancellation", busy.reference)).status_code == 302


def test_too_late_to_stop_says_so_and_shows_how_far_it_is(
    client, url, busy, time_machine, said
):
    now = clock.now()
    client.post(url("event-cancel", busy.reference), WHY)
    late = now + timedelta(minutes=11)
    time_machine.move_to(late, tick=False)
    run_cancellations.carry_out(RunCancellation.objects.get(), at=late)

    response = client.post(url("cancellation-stop", busy.reference), follow=True)

    assert "too late" in said(response)[-1]
    page = response.content.decode()
    assert "2 bookings are cancelled" in page
    # What cost nothing has no money to speak of.
    assert "No money had come in for it." in page
    assert "Together" not in page
    assert Message.objects.count() == 3


@pytest.mark.parametrize("typed", ["", "Another event", "PNT"])
def test_the_title_or_the_reference_is_typed(client, url, busy, typed):
    response = client.post(
        url("event-cancel", busy.reference), {"typed": typed, "reason": "Ill."}
    )

    assert list(response.context["form"].errors) == ["typed"]
    assert response.context["form"]["reason"].value() == "Ill."
    assert not RunCancellation.objects.exists()


def test_the_reference_does_as_well(client, url, busy):
    client.post(
        url("event-cancel", busy.reference),
        {"typed": busy.reference.lower(), "reason": "Ill."},
    )

    assert RunCancellation.objects.exists()


def test_asks_why(client, url, busy):
    response = client.post(
        url("event-cancel", busy.reference), {"typed": busy.title, "reason": "  "}
    )

    assert response.context["form"].errors == {"reason": ["Say why it is cancelled."]}


def test_a_second_time_is_refused(client, url, busy):
    for _ in range(2):
        response = client.post(url("event-cancel", busy.reference), WHY)

    assert "already" in response.context["refusal"]
    assert RunCancellation.objects.count() == 1
