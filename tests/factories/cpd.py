"""The CPD record: entries, evidence, feedback, accounts and cycles of one person."""

from datetime import date, timedelta

import factory
from django.core.files.base import ContentFile

from cpd import cycles
from cpd.models import (
    CpdEntry,
    CpdEvidence,
    EntryStatus,
    EventNote,
    Feedback,
    ReflectiveAccount,
    Regulator,
    RevalidationCycle,
)
from portal.accounts.models import User
from portal.core import clock
from tests.factories.accounts import UserFactory


class EntryFactory(factory.django.DjangoModelFactory[CpdEntry]):
    """An hour of somebody's own, counted, half of it participatory, a week ago."""

    class Meta:
        model = CpdEntry

    owner = factory.SubFactory(UserFactory)
    status = EntryStatus.COUNTED
    title = factory.Sequence(lambda n: f"Activity {n}")
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=7))
    ends_on = factory.SelfAttribute("starts_on")
    minutes = 60
    participatory_minutes = 30
    created_at = factory.LazyFunction(clock.now)
    changed_at = factory.SelfAttribute("created_at")


class EvidenceFactory(factory.django.DjangoModelFactory[CpdEvidence]):
    """A small text file with an entry, in the private storage."""

    class Meta:
        model = CpdEvidence

    entry = factory.SubFactory(EntryFactory)
    name = "notes.txt"
    media_type = "text/plain"
    size = 5
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    file = factory.LazyFunction(lambda: ContentFile(b"words", name="notes.txt"))
    added_at = factory.LazyFunction(clock.now)


class FeedbackFactory(factory.django.DjangoModelFactory[Feedback]):
    class Meta:
        model = Feedback

    owner = factory.SubFactory(UserFactory)
    received_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=3))
    came_from = Feedback.From.COLLEAGUES
    kind = Feedback.Kind.SPOKEN
    content = "That the clinic felt calm, and how I keep it so."
    created_at = factory.LazyFunction(clock.now)


class AccountFactory(factory.django.DjangoModelFactory[ReflectiveAccount]):
    """A draft with nothing written; `answered=True` fills it in."""

    class Meta:
        model = ReflectiveAccount

    class Params:
        answered = factory.Trait(
            activity="A webinar on safeguarding reviews.",
            learnt="That the place shown by day is not always the one at night.",
            changed="I ask to see both.",
            relevance="It preserves safety.",
            code_themes=["preserve"],
            version=2,
        )

    owner = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Account {n}")
    regulator = Regulator.NMC
    started_at = factory.LazyFunction(clock.now)
    saved_at = factory.SelfAttribute("started_at")


class EventNoteFactory(factory.django.DjangoModelFactory[EventNote]):
    class Meta:
        model = EventNote

    owner = factory.SubFactory(UserFactory)
    words = "Ask about the night."
    changed_at = factory.LazyFunction(clock.now)


def cycle(
    owner: User,
    *,
    regulator: str = Regulator.NMC,
    renewal_on: date | None = None,
) -> RevalidationCycle:
    """Return a running cycle, by the rules in force; an NMC one has a year to go."""
    on = clock.today()
    if renewal_on is None and regulator != Regulator.SWE:
        renewal_on = on + timedelta(days=365)
    return cycles.begin(owner=owner, regulator=regulator, renewal_on=renewal_on, on=on)
