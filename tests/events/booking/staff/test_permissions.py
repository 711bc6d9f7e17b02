"""Who may open which staff screen: every address, every role, every method."""

import pytest
from django.urls import NoReverseMatch, get_resolver, resolve, reverse

from events.booking import invitations
from events.booking.invitations import Guest
from events.models import (
    Allocation,
    Course,
    EventSeries,
    Topic,
    WaitingListEntry,
    WayIn,
)
from portal.accounts.roles import Role
from portal.notifications.post import post
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member
from tests.factories.paid_events import access_code

pytestmark = pytest.mark.django_db

EVENTS = {"EVENTS", "ADMINISTRATOR", "superuser"}
EXPLAINS = EVENTS | {"MEMBERSHIP"}

# Each address of the events screens: who opens it, and how it is asked for.
READ, STEP = ("get", "post"), ("post",)
CLASSED = {
    "staff_events:event-list": (EVENTS, ("get",)),
    "staff_events:event-list-results": (EVENTS, ("get",)),
    "staff_events:event-add": (EVENTS, READ),
    "staff_events:event-detail": (EVENTS, ("get",)),
    "staff_events:event-edit": (EVENTS, READ),
    "staff_events:event-copy": (EVENTS, READ),
    "staff_events:event-discard": (EVENTS, READ),
    "staff_events:event-publish": (EVENTS, STEP),
    "staff_events:event-capacity": (EVENTS, READ),
    "staff_events:event-dates": (EVENTS, READ),
    "staff_events:event-cancel": (EVENTS, READ),
    "staff_events:cancellation": (EVENTS, ("get",)),
    "staff_events:demand": (EVENTS, ("get",)),
    "staff_events:demand-run": (EVENTS, STEP),
    "staff_events:cancellation-stop": (EVENTS, STEP),
    "staff_events:event-history": (EVENTS, ("get",)),
    "staff_events:booking-list": (EVENTS, ("get",)),
    "staff_events:booking-add": (EVENTS, READ),
    "staff_events:walk-in-add": (EVENTS, READ),
    "staff_events:booking-cancel": (EVENTS, READ),
    "staff_events:booking-undo": (EVENTS, STEP),
    "staff_events:code-list": (EVENTS, ("get",)),
    "staff_events:code-add": (EVENTS, READ),
    "staff_events:code-detail": (EVENTS, READ),
    "staff_events:code-stop": (EVENTS, STEP),
    "staff_events:code-renew": (EVENTS, STEP),
    "staff_events:need-list": (EVENTS, READ),
    "staff_events:waiting-list": (EVENTS, ("get",)),
    "staff_events:waiting-list-remove": (EVENTS, STEP),
    "staff_events:waiting-offer": (EVENTS, READ),
    "staff_events:allocation-list": (EVENTS, ("get",)),
    "staff_events:allocation-add": (EVENTS, READ),
    "staff_events:allocation-edit": (EVENTS, READ),
    "staff_events:allocation-remove": (EVENTS, READ),
    "staff_events:place-change": (EVENTS, READ),
    "staff_events:place-move": (EVENTS, READ),
    "staff_events:place-cancel": (EVENTS, READ),
    "staff_events:invitation-list": (EVENTS, READ),
    "staff_events:invitation-renew": (EVENTS, STEP),
    "staff_events:invitation-withdraw": (EVENTS, STEP),
    "staff_events:message-list": (EVENTS, ("get",)),
    "staff_events:message-again": (EVENTS, STEP),
    "staff_events:joining-link": (EVENTS, READ),
    "staff_events:refusal": (EXPLAINS, ("get",)),
}
GROUPINGS = (
    "index",
    "index_results",
    "add",
    "edit",
    "delete",
    "history",
    "history_results",
    "usage",
)
CLASSED |= {
    f"{namespace}:{name}": (EVENTS, ("get",))
    for namespace in ("event_series", "topics")
    for name in GROUPINGS
}
PEOPLE = {
    "nobody": None,
    "visitor": UserFactory,
    "unverified": lambda: UserFactory(verified=False),
    "member": lambda: current_member().user,
    "lapsed": lambda: lapsed_member().user,
    "superuser": lambda: UserFactory(
        is_superuser=True, is_staff=True, second_factor=True
    ),
    **{role.name: (lambda role=role: staff(role)) for role in Role},
}


def addresses():
    """Return the name of every staff address that is this room's to answer."""
    found = set()
    for namespace in ("staff_events", "event_series", "topics"):
        prefix, resolver = get_resolver().namespace_dict[namespace]
        assert prefix.startswith("staff/")
        names = {
            f"{namespace}:{name}"
            for name in resolver.reverse_dict
            if isinstance(name, str)
        }
        found |= {name for name in names if not of_another_room(name)}
    return found


def of_another_room(name):
    """Say whether the screen is one of delivery's, which has tables of its own."""
    for arguments in ([], ["X"], [1], ["X", 1], ["X", "X"]):
        try:
            view = resolve(reverse(name, args=arguments)).func
        except NoReverseMatch:
            continue
        theirs = view.__module__.startswith("events.delivery")
        return theirs and name not in CLASSED
    return False


@pytest.fixture
def things(now):
    """Return what each address is about."""
    event = EventFactory(way_in=WayIn.INVITATION)
    ticket = place(event, name="Jo", email="jo@example.org")
    entry = WaitingListEntry.objects.create(
        event=event,
        user=UserFactory(),
        ticket_type=event.ticket_types.get(),
        joined_at=now,
    )
    team = UserFactory()
    (invitation,) = invitations.invite(
        event, [Guest("guest@example.org")], by=team, at=now
    )
    message = post(
        "events/booking_confirmed", to="jo@example.org", subject=ticket.booking
    )
    code = access_code(event)
    part = Allocation.objects.create(event=event, name="Midwifery")
    return {
        "event": event,
        "booking": ticket.booking,
        "code-detail": code,
        "code-stop": code,
        "code-renew": code,
        "waiting-list-remove": entry,
        "waiting-offer": entry,
        "allocation-edit": part,
        "allocation-remove": part,
        "place-change": ticket,
        "place-move": ticket,
        "place-cancel": ticket,
        "invitation-renew": invitation,
        "invitation-withdraw": invitation,
        "message-again": message,
        "event_series": EventSeries.objects.create(name="Insights", slug="insights"),
        "demand-run": Course.objects.create(title="Feeding in a day"),
        "topics": Topic.objects.create(name="Feeding", slug="feeding"),
    }


def address_of(name, things):
    namespace, _, step = name.partition(":")
    if namespace != "staff_events":
        try:
            return reverse(name)
        except NoReverseMatch:
            return reverse(name, args=[things[namespace].pk])
    event = things["event"].reference
    arguments = [[], [event]]
    if step in {"booking-cancel", "booking-undo"}:
        arguments = [[event, things["booking"].reference]]
    elif step == "demand-run":
        arguments = [[things[step].pk]]
    elif step in things:
        arguments = [[event, things[step].pk]]
    for args in arguments:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    raise AssertionError(f"No address for {name}")


def opens(response):
    """Say whether the person got in: an answer, a form, or the next page after a step.

    Those who may not are sent to the staff area's front page, or to sign in.
    """
    if response.status_code != 302:
        return response.status_code == 200
    return response.url != "/staff/" and "login" not in response.url


def test_every_address_is_classed():
    assert addresses() == set(CLASSED)


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_opens_what_it_may_and_nothing_else(client, things, who):
    """A1, A12: by role and by method; HEAD has the same rights as GET."""
    make = PEOPLE[who]
    if make is not None:
        client.force_login(make())
    found = {}

    for name, (may, methods) in CLASSED.items():
        address = address_of(name, things)
        for method in (*methods, *(["head"] if "get" in methods else [])):
            answer = getattr(client, method)(address)
            found[name, method] = opens(answer) == (who in may)

    assert [asked for asked, right in found.items() if not right] == []


OURS = [
    (name, methods)
    for name, (_, methods) in CLASSED.items()
    if name.startswith("staff_events:")
]


@pytest.mark.parametrize(("name", "methods"), OURS)
def test_no_other_method_does_anything(client, team, things, name, methods):
    address = address_of(name, things)

    refused = {
        method: getattr(client, method)(address).status_code
        for method in {"get", "post", "put", "patch", "delete"} - set(methods)
    }

    assert set(refused.values()) == {405}


def test_a_role_taken_away_is_gone_at_the_next_request(client, team, url):
    """A16"""
    assert client.get(url("event-list")).status_code == 200

    team.groups.clear()

    assert not opens(client.get(url("event-list")))


@pytest.mark.parametrize("who", ["EVENTS", "MEMBERSHIP", "ADMINISTRATOR"])
def test_without_a_second_factor_the_screens_stay_shut(client, who, url):
    """A17"""
    client.force_login(UserFactory(roles=[Role[who]]))

    response = client.get(url("refusal"))

    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


@pytest.mark.parametrize(
    ("who", "lines"),
    [
        ("EVENTS", ["All events", "New event", "Why refused?", "Series", "Topics"]),
        ("MEMBERSHIP", ["Why refused?"]),
        ("EDITOR", []),
        ("FINANCE", []),
    ],
)
def test_the_menu_shows_what_opens(client, who, lines):
    client.force_login(staff(Role[who]))

    page = client.get(reverse("wagtailadmin_home")).content.decode()

    shown = [line for line in lines if f'"label": "{line}"' in page]
    assert shown == lines
    if "All events" not in lines:
        assert '"label": "All events"' not in page


@pytest.mark.parametrize("reference", ["NOSUCH1", "1", "' OR 1=1", "%00", "x" * 500])
def test_what_is_not_there_is_not_found(client, team, url, reference):
    """A2: 404, whatever is put into the address."""
    assert client.get(f"/staff/events/{reference}/").status_code in {400, 404}


def test_rows_of_another_event_are_not_reached_through_this_one(
    client, team, things, url, now
):
    """A5: the event in the address has to be the one the row belongs to."""
    other = EventFactory(way_in=WayIn.INVITATION)
    reached = {}

    for name in ("waiting-list-remove", "invitation-renew", "invitation-withdraw"):
        key = things[name].pk
        reached[name] = client.post(url(name, other.reference, key)).status_code
    reached["message-again"] = client.post(
        url("message-again", other.reference, things["message-again"].pk)
    ).status_code
    for name in ("booking-cancel", "booking-undo"):
        key = things["booking"].reference
        reached[name] = client.post(url(name, other.reference, key)).status_code

    assert set(reached.values()) == {404}
