"""A1: every address of ours by every kind of person, from the map of the site itself.

An address that stands in no class fails, so nobody can add a door and forget to say
for whom it is. What belongs to one person alone is tested where it lives.
"""

from datetime import date

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import current_member

OURS = ("portal.", "events.", "membership.", "cpd.")
OPEN, SIGNED_IN, LEADS_TO_LOG_IN = "open", "signed in", "leads to the log-in"
EVERY_ROLE = "every role"
# Where no role is asked for, what one of them sees besides is seen by who has them all.
WITHOUT_ROLES = {"a visitor", "a plain account", "a member", EVERY_ROLE}
EVENTS = frozenset({Role.EVENTS})
MEMBERSHIP = frozenset({Role.MEMBERSHIP})
FINANCE = frozenset({Role.FINANCE})
EDITORS = frozenset({Role.EDITOR})
POLICY = frozenset({Role.POLICY})
ADMINISTRATORS: frozenset[Role] = frozenset()
WHO_HAVE_STAFF_SCREENS = frozenset(Role) - {Role.TRAINER}

# Whole name spaces first; single addresses that differ come after, and win.
SPACES = {
    "events": OPEN,
    "membership": OPEN,
    "joining": OPEN,
    "cms": OPEN,
    "demo": OPEN,
    "my": SIGNED_IN,
    "privacy": OPEN,
    "staff_requests": MEMBERSHIP,
    "staff_retention": ADMINISTRATORS,
    "staff_lost_steps": MEMBERSHIP,
    "cpd": SIGNED_IN,
    "staff_events": EVENTS,
    "staff_commissions": EVENTS,
    # Whose commission it is, is tested with its pages.
    "commissions": SIGNED_IN,
    "event_series": EVENTS,
    "topics": EVENTS,
    "champions": EVENTS,
    "champion_programmes": EVENTS,
    "courses": EVENTS,
    "other_names": EDITORS,
    # It offers events that anybody may see.
    "event_chooser": WHO_HAVE_STAFF_SCREENS,
    "staff_members": MEMBERSHIP,
    "staff_applications": MEMBERSHIP,
    "staff_organisations": MEMBERSHIP,
    # Whose organisation it is, is tested with its pages.
    "organisations": SIGNED_IN,
    "payments": OPEN,
    "staff_finance": FINANCE,
    "staff_messages": EVENTS | MEMBERSHIP,
    "staff_consultations": EDITORS | POLICY,
    "sources": EDITORS | POLICY,
    "staff_drafts": EDITORS | POLICY,
    "staff_films": EDITORS | POLICY,
    "staff_imports": EDITORS,
    "mailboxes": ADMINISTRATORS,
    "wagtailusers_users": ADMINISTRATORS,
}
SINGLE = {
    "cms:draft-read": OPEN,
    "events:need-list": SIGNED_IN,
    "commissions:accept": OPEN,
    "organisations:home": OPEN,
    "organisations:claim": OPEN,
    "organisations:coordinator-accept": OPEN,
    "cms:film": OPEN,
    "cms:film-captions": OPEN,
    "brand-stylesheet": OPEN,
    "health": OPEN,
    "components": OPEN,
    "page-login": LEADS_TO_LOG_IN,
    # Each file says for whom it is.
    "wagtaildocs_serve": OPEN,
    # Not offered to anybody.
    "page-privacy": ADMINISTRATORS,
    "collection-privacy": ADMINISTRATORS,
    "page-password": OPEN,
    "staff_consultations:view-list": POLICY,
    "staff_consultations:view-export": POLICY,
    "payments:cards": SIGNED_IN,
    "cms:view-write": SIGNED_IN,
    "cms:view-withdraw": SIGNED_IN,
    "events:waiting-list-ask": SIGNED_IN,
    "events:waiting-list-join": SIGNED_IN,
    "events:waiting-list-leave": SIGNED_IN,
    "staff_events:refusal": EVENTS | MEMBERSHIP,
    "staff_members:member-list": EVENTS | MEMBERSHIP,
    "staff_members:member-list-results": EVENTS | MEMBERSHIP,
    "staff_members:export-list": EVENTS | MEMBERSHIP,
    "staff_members:export-file": EVENTS | MEMBERSHIP,
    # A sheet without anybody's facts on it, for everybody who wants one.
    "cpd:blank-sheet": OPEN,
    "cpd:blank-sheet-of": OPEN,
    "cpd:back": OPEN,
    "staff-bulk-accounts": ADMINISTRATORS,
    "outside_links": EDITORS,
    "outside_link_seen": EDITORS,
    "needs_review": EDITORS,
    "needs_review_results": EDITORS,
    "replaced_guidance": EDITORS,
    "replaced_guidance_results": EDITORS,
} | dict.fromkeys(
    [
        "joining:evidence",
        "joining:file",
        "joining:file-remove",
        "joining:payment",
        "joining:check",
        "joining:application",
        "joining:pay",
        "joining:withdraw",
        "membership:renew",
        "membership:mend",
        "membership:automatic",
        "membership:grade-change",
        "membership:resign",
        "membership:resign-undo",
        "membership:pause",
        "membership:pause-end",
        "events:register-list",
        "events:register",
        "events:register-line",
        "events:register-sheet",
        "events:register-mark",
        "events:register-marks",
        "events:register-confirm",
        "events:register-walk-in",
        "events:register-close",
        "events:register-reopen",
    ],
    SIGNED_IN,
)
STANDINGS = {
    "reference": "C2C2C2C",
    "booking_reference": "C2C2C2D",
    "slug": "no-such-thing",
    "event": "C2C2C2C",
    "token": "no-such-token",
    "number": "1",
    "version": "1",
    "ending": "pdf",
    "renewal": date(2027, 6, 30),
    "regulator": "nmc",
    "action": "delete",
    "key": "1",
    "file": "F2F2F2F",
}


def _addresses(resolver=None, space=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _addresses(pattern, inner)
        elif pattern.callback.__module__.startswith(OURS):
            yield f"{space}{pattern.name}", sorted(pattern.pattern.converters)


def _class_of(name):
    return SINGLE.get(name, SPACES.get(name.rpartition(":")[0]))


def _path(name, words):
    return reverse(name, kwargs={word: STANDINGS.get(word, "1") for word in words})


EVERY = sorted(dict(_addresses()).items())


def test_every_address_says_for_whom_it_is():
    assert [name for name, _ in EVERY if _class_of(name) is None] == []


@pytest.fixture
def people(db, settings):
    """One of each kind, signed in, whose sessions cost no question."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    kinds = {"a plain account": UserFactory(), "a member": current_member().user}
    kinds |= {role.label: staff(role) for role in Role}
    kinds[EVERY_ROLE] = staff(*Role)
    browsers = {"a visitor": Client(raise_request_exception=False)}
    for kind, user in kinds.items():
        browsers[kind] = Client(raise_request_exception=False)
        browsers[kind].force_login(user)
    return browsers


@pytest.mark.long
@pytest.mark.parametrize("method", ["get", "post"])
def test_doors_open_to_those_they_are_for_alone(people, method):
    """A1: nothing breaks, and nobody gets further than where they belong."""
    assert _wrong(people, method) == []


@pytest.mark.parametrize("method", ["head", "options", "put", "delete"])
def test_other_methods_open_no_other_doors(people, method):
    """A12"""
    strangers = {kind: people[kind] for kind in ("a visitor", "a member")}

    assert _wrong(strangers, method) == []


def _wrong(people, method):
    wrong = []
    for name, words in EVERY:
        path, wanted = _path(name, words), _class_of(name)
        for kind in _who_may_differ(wanted, people):
            browser = people[kind]
            answer = getattr(browser, method)(path)
            if not _fits(answer, wanted, kind):
                wrong.append((name, kind, answer.status_code))
    return wrong


def _who_may_differ(wanted, people):
    """Return the kinds of people for whom an address of this class has to be tried."""
    if wanted in {OPEN, SIGNED_IN, LEADS_TO_LOG_IN}:
        return [kind for kind in people if kind in WITHOUT_ROLES]
    return [kind for kind in people if kind != EVERY_ROLE]


def _fits(answer, wanted, kind):
    if answer.status_code >= 500:
        return False
    turned_away = answer.status_code in {401, 403} or (
        answer.status_code == 302
        and answer["Location"].startswith(("/accounts/login/", "/staff/login/"))
    )
    if wanted == LEADS_TO_LOG_IN:
        return turned_away
    if wanted == OPEN:
        return not turned_away or kind == "a visitor"
    if wanted == SIGNED_IN:
        return turned_away or kind != "a visitor" or answer.status_code == 405
    if kind == Role.ADMINISTRATOR.label or kind in {role.label for role in wanted}:
        return not turned_away
    # Wagtail sends those without a right back to its own front page.
    sent_home = answer.status_code == 302 and answer["Location"] in {"/staff/", "/"}
    return turned_away or sent_home or answer.status_code in {404, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/my/bookings/%00/",
        "/my/cpd/entries/%00/",
        "/my/cpd/accounts/%00/",
        "/my/cpd/evidence/%00/",
        "/my/cpd/feedback/%00/",
        "/staff/members/%00/",
        "/staff/events/%00/",
        "/library/%00/",
        "/events/%00/",
        "/events/join/%00/",
    ],
)
def test_what_no_database_takes_is_not_found(people, path):
    """X9: a NUL in an address is an address that does not exist, and no fault."""
    answer = people[Role.ADMINISTRATOR.label].get(path)

    assert answer.status_code in {302, 404}
