"""People: the body itself, those who can sign in, and those who belong."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from membership import members, notes, renewals
from membership.models import Grade, Member
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.body import identity
from portal.body.models import Agency, Area, Identity, Mailbox, Profession
from portal.core.clock import UK, uk_day
from portal.demo.accounts import ACCOUNTS, NEWCOMER, PASSWORD
from portal.demo.content import body as content
from portal.demo.content.people import NAMES, Person, crowd
from portal.payments import settlement
from portal.payments.models import Interval, Method

from . import rehearsal

# Of those who belong: so many long since, so many newer, so many in grace and lapsed.
LONG_SINCE, NEWER, IN_GRACE, LAPSED = 10, 36, 4, 8
FIRST_YEAR = 2021
KINDS = ("Practising", "Practising", "Student", "Corporate place", "Practising")
EMPLOYER = "Ashvale Community Trust"


@dataclass(frozen=True)
class People:
    """Who is there to do something in the diary."""

    accounts: dict[str, User]
    long_since: list[User]
    current: list[User]
    elsewhere: list[Person]

    def of(self, name: str) -> User:
        return self.accounts[f"{name}@demo.example"]


def who_is_there(at: datetime) -> People:
    """Return those of whom the diary needs some, long after they were made."""
    accounts = {user.email: user for user in User.objects.filter(email__in=ACCOUNTS)}
    belong = User.objects.exclude(email__in=ACCOUNTS).filter(
        member__subscriptions__starts_on__lte=uk_day(at),
        member__subscriptions__ends_on__gte=uk_day(at),
    )
    return People(
        accounts=accounts,
        long_since=[],
        current=list(belong.order_by("pk").distinct()[:NEWER]),
        elsewhere=[],
    )


def make_body() -> None:
    row = Identity.load()
    for name, value in content.IDENTITY.items():
        setattr(row, name, value)
    row.save()
    for role, address in content.MAILBOXES.items():
        Mailbox.objects.create(
            role=role,
            address=f"{address}@{content.DOMAIN}",
            hours=content.HOURS if role == Mailbox.Role.GENERAL else "",
        )
    Profession.objects.bulk_create(
        Profession(**row) for row in _listed(content.PROFESSIONS)
    )
    Agency.objects.bulk_create(Agency(**row) for row in _listed(content.AGENCIES))
    Area.objects.bulk_create(Area(**row) for row in _listed(content.AREAS))
    for position, facts in enumerate(content.GRADES):
        up = Grade.objects.filter(name=facts.get("moves_up_to")).first()
        Grade.objects.create(position=position, **facts | {"moves_up_to": up})
    identity.forget()


def _listed(names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"name": name, "position": place} for place, name in enumerate(names)]


def make_people(at: datetime) -> People:
    listed = crowd(LONG_SINCE + NEWER + IN_GRACE + LAPSED)
    accounts = _accounts(listed)
    for email, (_name, roles) in NAMES.items():
        _give(accounts[email], roles)
    grades = {grade.name: grade for grade in Grade.objects.all()}
    practising = grades["Practising"]
    by = accounts["secretary@demo.example"]
    long_since, newer, grace, lapsed = _parts(listed)
    today = uk_day(at)
    for place, person in enumerate(long_since):
        joined = date(FIRST_YEAR, 1, 4 + place)
        _belong(person, practising, joined, today, by=by)
    for place, person in enumerate(newer):
        joined = today - timedelta(days=200 + (place * 37) % 900)
        _belong(person, grades[KINDS[place % len(KINDS)]], joined, today, by=by)
    for place, person in enumerate(grace):
        _ended(person, practising, today - timedelta(days=4 + place * 6), by=by)
    for place, person in enumerate(lapsed):
        _ended(person, practising, today - timedelta(days=70 + place * 60), by=by)
    _make_known(grades, today, by=by)
    return People(
        accounts=accounts,
        long_since=[accounts[person.email] for person in long_since],
        current=[accounts[person.email] for person in (*newer, *long_since)],
        elsewhere=crowd(40, offset=len(listed)),
    )


def _make_known(grades: dict[str, Grade], today: date, *, by: User) -> None:
    """The members among the accounts that anybody may use."""
    practising = grades["Practising"]
    for name, grade, joined in (
        ("student", grades["Student"], today - timedelta(days=200)),
        ("trainer", practising, today - timedelta(days=500)),
    ):
        _belong(_known(name), grade, joined, today, by=by)
    # Paid for the year that runs, so that there is an invoice to look at.
    _belong(_known("member"), practising, date(2021, 4, 1), today, by=by, pays=True)
    member = Member.objects.get(user__email=_known("member").email)
    with rehearsal.at(_morning(today - timedelta(days=30))) as then:
        notes.add(member, content.NOTE, by=by, at=then)
    _ended(_known("lapsed"), practising, today - timedelta(days=100), by=by)
    # On the list, and never signed in: for booking by number.
    newcomer = Person("Hesper Tillotson", NEWCOMER, EMPLOYER)
    _belong(newcomer, practising, today - timedelta(days=20), today, by=by)


def _known(name: str) -> Person:
    email = f"{name}@demo.example"
    return Person(NAMES[email][0], email, EMPLOYER)


def _accounts(listed: list[Person]) -> dict[str, User]:
    # One password, so one costly hash.
    password = make_password(PASSWORD)
    names = {email: NAMES[email][0] for email in ACCOUNTS}
    names |= {person.email: person.name for person in listed}
    users = User.objects.bulk_create(
        User(
            email=email,
            name=name,
            password=password,
            is_staff=email == "admin@demo.example",
            is_superuser=email == "admin@demo.example",
        )
        for email, name in names.items()
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True)
        for user in users
    )
    return {user.email: user for user in users}


def _give(user: User, roles: tuple[Role, ...]) -> None:
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))


def _parts(listed: list[Person]) -> tuple[list[Person], ...]:
    parts, begin = [], 0
    for number in (LONG_SINCE, NEWER, IN_GRACE, LAPSED):
        parts.append(listed[begin : begin + number])
        begin += number
    return tuple(parts)


def _belong(
    person: Person,
    grade: Grade,
    joined: date,
    until: date,
    *,
    by: User,
    pays: bool = False,
) -> None:
    """Enter somebody on the day they joined; add years until the day is covered."""
    with rehearsal.at(_morning(joined)):
        member = members.enter(
            name=person.name,
            email=person.email,
            employer=person.employer,
            joined_on=joined,
            by=by,
        )
    starts = joined
    while starts <= until:
        ends = _a_year_on(starts) - timedelta(days=1)
        if pays and ends >= until and starts > joined:
            _renew(member, grade, starts, by=by)
            return
        with rehearsal.at(_morning(starts)) as paid:
            members.add_term(
                member, grade=grade, starts_on=starts, ends_on=ends, by=by, at=paid
            )
        starts = ends + timedelta(days=1)


def _renew(member: Member, grade: Grade, starts: date, *, by: User) -> None:
    """Let a member renew in time and pay by transfer."""
    member.refresh_from_db()
    if member.user is None:
        return
    with rehearsal.at(_morning(starts - timedelta(days=19))) as then:
        bill = renewals.begin(
            member, grade=grade, interval=Interval.YEAR, by=member.user, at=then
        ).bill
        settlement.received(
            bill=bill,
            pence=bill.total_pence,
            method=Method.TRANSFER,
            reference=bill.reference,
            at=then,
            by=by,
        )


def _ended(person: Person, grade: Grade, last: date, *, by: User) -> None:
    """Enter somebody whose one year ended that day."""
    starts = last - timedelta(days=364)
    _belong(person, grade, starts, starts, by=by)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), tzinfo=UK)


def _a_year_on(day: date) -> date:
    # 29 February has no anniversary three years in four.
    return day.replace(year=day.year + 1, day=min(day.day, 28))
