"""The record: what the known member collected, each thing on its own day."""

from datetime import date, datetime, timedelta
from io import BytesIO

from cpd import cycles, entries, evidence, feedback, notes, reflections
from cpd.entries import Learning
from cpd.feedback import Piece
from cpd.models import CpdEntry, Regulator
from cpd.reflections import Words
from events.models import Event
from portal.accounts.models import User
from portal.core.clock import uk_day
from portal.demo.content import record as content
from portal.demo.content.record import Account, Learned
from portal.rendering.pdf import pdf

from . import rehearsal

AN_HOUR = timedelta(hours=1)


class Record:
    def __init__(self, owner: User, events: dict[str, Event], *, at: datetime) -> None:
        self.owner = owner
        self.events = events
        self.today = uk_day(at)
        self.entries: dict[str, CpdEntry] = {}

    def make(self) -> None:
        cycles.begin(
            owner=self.owner,
            regulator=Regulator.NMC,
            renewal_on=months_ahead(self.today, content.MONTHS_LEFT),
            on=self.today,
        )
        for learned in content.LEARNED:
            self.learn(learned)
        for account in content.ACCOUNTS:
            self.reflect(account)
        for heard in content.FEEDBACK:
            with rehearsal.at(heard.when(self.today) + AN_HOUR) as moment:
                feedback.add(
                    Piece(uk_day(moment), heard.came_from, heard.kind, heard.content),
                    owner=self.owner,
                    at=moment,
                )
        event = self.events[content.NOTE_ON]
        with rehearsal.at(event.ends_at - timedelta(minutes=10)) as moment:
            notes.save(event, content.NOTE, owner=self.owner, at=moment)

    def learn(self, learned: Learned) -> None:
        ended = learned.when(self.today) + timedelta(minutes=learned.minutes)
        with rehearsal.at(ended + AN_HOUR) as moment:
            day = uk_day(learned.when(self.today))
            entry = entries.add(
                Learning(
                    title=learned.title,
                    starts_on=day,
                    ends_on=uk_day(ended),
                    minutes=learned.minutes,
                    participatory_minutes=learned.participatory_minutes,
                    method=learned.method,
                    learning_type=learned.learning_type,
                    provider=learned.provider,
                    how_participatory=learned.how_participatory,
                    learnt=learned.learnt,
                    code_themes=list(learned.themes),
                ),
                owner=self.owner,
                at=moment,
            )
            if learned.evidence is not None:
                name, lines = learned.evidence
                evidence.add(
                    entry,
                    BytesIO(certificate(learned, lines)),
                    name=name,
                    owner=self.owner,
                    at=moment,
                )
        self.entries[learned.key] = entry

    def reflect(self, account: Account) -> None:
        entry = self.entries[account.entry]
        with rehearsal.at(entry.created_at + timedelta(days=3)) as moment:
            begun = reflections.start(
                owner=self.owner, at=moment, title=account.title, entry=entry
            )
            words = Words(
                account.activity,
                account.learnt,
                account.changed,
                account.relevance,
                list(account.themes or begun.code_themes),
            )
            reflections.save(
                begun, words, owner=self.owner, at=moment, title=account.title
            )
            if account.finished:
                reflections.finish(begun, owner=self.owner, at=moment)


def certificate(learned: Learned, lines: tuple[str, ...]) -> bytes:
    """Draw the paper that somebody brought home from a course."""
    slide = {"title": lines[0], "lines": list(lines[1:])}
    facts = {"title": learned.title, "body": learned.provider, "slides": [slide]}
    return pdf("demo/slides.typ", facts)


def months_ahead(day: date, months: int) -> date:
    """Return the last day of the month so many months on, as renewals fall due."""
    first = cycles.months_before(day.replace(day=1), -(months + 1))
    return first - timedelta(days=1)
