"""A crowd: many members at once, signed in, with an event to fight over."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from events.models import (
    Event,
    EventSession,
    EventStatus,
    TicketType,
    WayIn,
    Who,
)
from membership.models import Grade, Member, Subscription
from portal.accounts.models import User

from .clients import TOKEN

ALWAYS = date(2000, 1, 1), date(2100, 1, 1)
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def members(number: int, *, at: datetime) -> list[User]:
    """Return so many members in good standing, made in few statements."""
    grade, _ = Grade.objects.get_or_create(
        name="Practising", defaults={"price_pence": 6900}
    )
    users = User.objects.bulk_create(
        User(email=f"crowd{n}@example.org", name=f"Crowd {n}", password="!")
        for n in range(number)
    )
    rows = Member.objects.bulk_create(
        Member(
            number=f"CRD-{n:06}",
            uniform_number=f"CRD{n:06}",
            name=user.name,
            email=user.email,
            user=user,
        )
        for n, user in enumerate(users)
    )
    Subscription.objects.bulk_create(
        Subscription(
            member=row,
            grade=grade,
            starts_on=ALWAYS[0],
            ends_on=ALWAYS[1],
            added_at=at,
        )
        for row in rows
    )
    return users


def signed_in(users: list[User], *, at: datetime) -> list[dict[str, str]]:
    """Return the cookies of a browser for each of them, CSRF cookie included."""
    store = SessionStore()
    keys = [f"crowd{user.pk:027}" for user in users]
    Session.objects.bulk_create(
        Session(
            session_key=key,
            session_data=store.encode(
                {
                    SESSION_KEY: str(user.pk),
                    BACKEND_SESSION_KEY: BACKEND,
                    HASH_SESSION_KEY: user.get_session_auth_hash(),
                }
            ),
            expire_date=at + timedelta(days=1),
        )
        for key, user in zip(keys, users, strict=True)
    )
    return [
        {settings.SESSION_COOKIE_NAME: key, settings.CSRF_COOKIE_NAME: TOKEN}
        for key in keys
    ]


def event(title: str, *, capacity: int | None, at: datetime) -> Event:
    """Return a published members' webinar a fortnight ahead, free for members."""
    starts_at = at + timedelta(days=14)
    made = Event.objects.create(
        title=title,
        slug=title.lower().replace(" ", "-"),
        status=EventStatus.PUBLISHED,
        summary="A webinar that many want to come to.",
        description="What it is, in a paragraph or two.\n\nAnd a second paragraph.",
        audience="Health visitors",
        way_in=WayIn.MEMBERS,
        capacity=capacity,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        published_at=at,
    )
    EventSession.objects.create(
        event=made, starts_at=made.starts_at, ends_at=made.ends_at
    )
    TicketType.objects.create(event=made, name="Member", who=Who.MEMBERS)
    return made
