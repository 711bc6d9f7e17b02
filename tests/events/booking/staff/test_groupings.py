"""Series, topics and the policy of booking: each form leaves a line of history."""

import pytest
from django.urls import reverse

from events.models import BookingPolicy, EventSeries, Topic
from portal.core import history
from tests.factories.events import EventFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]

SERIES = {"name": "Insights", "slug": "insights", "description": "Monthly."}
TOPIC = {"name": "Infant feeding", "slug": "infant-feeding"}


@pytest.mark.parametrize(
    ("namespace", "model", "fields"),
    [("event_series", EventSeries, SERIES), ("topics", Topic, TOPIC)],
)
class TestGroupings:
    def test_every_form_leaves_a_line_in_the_history(
        self, client, team, namespace, model, fields
    ):
        client.post(reverse(f"{namespace}:add"), fields)
        row = model.objects.get()
        client.post(
            reverse(f"{namespace}:edit", args=[row.pk]), {**fields, "name": "Other"}
        )

        row.refresh_from_db()
        assert row.name == "Other"
        assert [(line.action, line.user) for line in history.of(row)] == [
            ("wagtail.edit", team),
            ("wagtail.create", team),
        ]

    def test_what_nothing_points_to_can_be_deleted(
        self, client, team, namespace, model, fields
    ):
        row = model.objects.create(**fields)
        lines = history.of(row)

        client.post(reverse(f"{namespace}:delete", args=[row.pk]))

        assert not model.objects.exists()
        assert lines.get().action == "wagtail.delete"

    def test_what_an_event_points_to_stays(
        self, client, namespace, model, fields, said
    ):
        row = model.objects.create(**fields)
        event = EventFactory()
        if model is EventSeries:
            event.series = row
            event.save()
        else:
            event.topics.add(row)

        for method in (client.get, client.post):
            response = method(
                reverse(f"{namespace}:delete", args=[row.pk]), follow=True
            )

        assert model.objects.exists()
        assert response.redirect_chain == [("/staff/", 302)]

    def test_the_list_shows_and_finds_them(self, client, namespace, model, fields):
        model.objects.create(**fields)
        index = reverse(f"{namespace}:index")

        assert fields["name"] in client.get(index).content.decode()
        assert fields["name"] not in client.get(index, {"q": "zzz"}).content.decode()


def test_the_policy_is_changed_with_a_line_in_the_history(client, team):
    policy = BookingPolicy.load()
    address = reverse(
        "wagtailsettings:edit", args=["events", "bookingpolicy", policy.pk]
    )
    sent = {
        field.name: getattr(policy, field.name)
        for field in BookingPolicy._meta.fields
        if field.name != "id"
    }

    client.post(address, {**sent, "offer_hours": 24})

    policy.refresh_from_db()
    assert policy.offer_hours == 24
    (line,) = history.of(policy)
    assert (line.action, line.user) == ("wagtail.edit", team)


@pytest.mark.parametrize(
    "change", [{"offer_hours": 0}, {"undo_minutes": 61}, {"few_places_percent": 101}]
)
def test_the_policy_keeps_to_what_makes_sense(client, change):
    policy = BookingPolicy.load()
    address = reverse(
        "wagtailsettings:edit", args=["events", "bookingpolicy", policy.pk]
    )
    sent = {
        field.name: getattr(policy, field.name)
        for field in BookingPolicy._meta.fields
        if field.name != "id"
    }

    response = client.post(address, {**sent, **change})

    assert response.context["form"].errors
    assert BookingPolicy.load() == policy
