"""Every page of the CPD record: for everybody, wide or narrow, light or dark."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cpd import reflections
from cpd.models import EntryStatus
from cpd.reflections import Words
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.cpd import (
    AccountFactory,
    EntryFactory,
    EventNoteFactory,
    EvidenceFactory,
    FeedbackFactory,
    cycle,
)
from tests.factories.events import EventFactory
from tests.rig.reader import faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Messages from the national review of sudden and unexpected infant deaths, "


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def addresses():
    """Return the person and every page of theirs, with something on each."""
    owner, at = UserFactory(name="Siân Ŵyn-Jones"), clock.now()
    running = cycle(owner)
    event = EventFactory(
        title=LONG, starts_at=at - timedelta(days=2), suggested_themes=["preserve"]
    )
    EventNoteFactory(owner=owner, event=event)
    entry = EntryFactory(owner=owner, title=LONG, learnt="Much\n" * 5, minutes=1234)
    waits = EntryFactory(owner=owner, status=EntryStatus.PROPOSED)
    aside = EntryFactory(owner=owner, status=EntryStatus.SET_ASIDE)
    evidence = EvidenceFactory(entry=entry, name=f"{'certificate' * 9}.pdf")
    piece = FeedbackFactory(owner=owner, content="Mrs Jones said so. " * 30)
    account = AccountFactory(owner=owner, entry=entry, event=event, answered=True)
    words = Words(learnt="The twins on Marsh Lane, born 4 May")
    reflections.save(account, words, owner=owner, at=at + timedelta(minutes=9))
    own = [account.reference]
    rows = [
        ("cycle-detail", [running.ends_on]),
        *(("entry-detail", [each.reference]) for each in (entry, waits, aside)),
        ("entry-change", [entry.reference]),
        ("entry-delete", [entry.reference]),
        ("evidence-remove", [evidence.reference]),
        ("feedback-change", [piece.reference]),
        ("feedback-delete", [piece.reference]),
        *(
            (f"account-{name}", own)
            for name in ("detail", "write", "history", "delete")
        ),
        ("account-version", [*own, account.versions.get().version]),
        ("note-write", [event.reference]),
    ]
    plain = (
        "home cycle-edit entry-list entry-add feedback-list feedback-add account-list "
        "account-start downloads back"
    )
    named = [*((name, []) for name in plain.split(" ")), *rows]
    return owner, [reverse(f"cpd:{name}", args=args) for name, args in named]


def test_every_page_breaks_no_rule_and_asks_nobody_else(
    browser, live_server, addresses
):
    """A9, D11: no request leaves for another host."""
    owner, pages = addresses

    found = faults_of(browser, live_server.url, {owner: pages})

    assert found == [], "\n".join(found)


def test_no_page_has_an_inline_style_or_script(client, addresses):
    owner, pages = addresses
    client.force_login(owner)

    for address in pages:
        html = client.get(address).content.decode()
        assert not re.search(r"<style|\sstyle=|<script>|\son\w+=\"", html), address
