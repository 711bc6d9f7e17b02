"""Planting: one row of every table that has an owner, with a word in every field.

Made from the tables themselves, so that a new field is planted without anybody's
doing. What a table asks for beyond that is in SPECIAL.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import models

from cpd.models import Ruleset
from events.models import Event, TicketType
from membership import membership_numbers
from portal.accounts.models import User
from portal.core import clock, privacy
from portal.core.privacy import Holds, Person
from portal.my.privacy import rooms
from tests.factories.accounts import UserFactory
from tests.factories.cms import NewsPageFactory
from tests.factories.events import EventFactory
from tests.factories.membership import GradeFactory, MemberFactory

_numbers = count(1)


def rules() -> Iterator[tuple[str, Holds]]:
    for room in rooms():
        for rule in room.holds:
            yield room.key, rule


class Garden:
    """Everything planted for one person, under one mark."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.address = f"{mark.lower()}@planted.example"
        self.bystander = UserFactory(name="A bystander")
        self.event: Event = EventFactory(starts_at=clock.now() - timedelta(days=30))
        self.page = NewsPageFactory()
        self.rows: dict[type[models.Model], Any] = {}
        self.words: dict[type[models.Model], dict[str, str]] = {}
        self.user = UserFactory(
            email=self.address, name=f"{mark}-User-name Twoword", time_zone="UTC"
        )
        self.rows[User] = self.user

    @property
    def person(self) -> Person:
        return Person(self.user, frozenset({self.address}))

    def plant(self) -> "Garden":
        for _, rule in reversed(list(rules())):
            self.row_of(rule.table)
        return self

    def row_of(self, table: type[models.Model]) -> Any:
        if table not in self.rows:
            self.rows[table] = self._make(table)
        return self.rows[table]

    def _make(self, table: type[models.Model]) -> Any:
        special = SPECIAL.get(table._meta.label, lambda _garden: {})(self)
        if "row" in special:
            return special["row"]
        row = table()
        for kind in privacy.fields_of(table):
            if isinstance(kind, models.ManyToManyField):
                continue
            value = special.get(kind.name, _UNSET)
            if value is _UNSET:
                value = self._value(table, kind)
            if value is not _UNSET:
                setattr(row, kind.name, value)
        if _has_file(table):
            # Only saving one by one stores files.
            row.save()
        else:
            table._base_manager.bulk_create([row])
        return row

    def _value(self, table: type[models.Model], kind: Any) -> Any:  # noqa: C901, PLR0912 - one rung for each kind
        if kind.is_relation:
            return self._related(table, kind)
        if kind.choices:
            return next(value for value, _ in kind.flatchoices if value != "")
        if isinstance(kind, models.EmailField):
            return self.address
        if isinstance(kind, models.FileField):
            word = self._word(table, kind, 60)
            return ContentFile(word.encode(), name=f"{word}.txt")
        if isinstance(kind, models.BooleanField):
            return False
        if isinstance(kind, models.UUIDField):
            return _UNSET
        if isinstance(kind, models.URLField):
            return f"https://{self._word(table, kind, 60)}.example/"
        if isinstance(kind, models.GenericIPAddressField):
            return "192.0.2.1"
        if isinstance(kind, models.JSONField):
            return {"word": self._word(table, kind, 60)}
        if isinstance(kind, models.CharField | models.TextField):
            return self._word(table, kind, kind.max_length or 200)
        if isinstance(kind, models.DateTimeField):
            return None if kind.null else clock.now()
        if isinstance(kind, models.DateField):
            return None if kind.null else clock.today()
        if isinstance(kind, models.IntegerField):
            return 1
        return _UNSET

    def _word(self, table: type[models.Model], kind: Any, longest: int) -> str:
        if table not in OWNED or kind.name in OWNED[table].stays.split():
            # What is nobody's holds nobody's words, and so does a key of ours.
            return f"common{next(_numbers)}"[-longest:]
        word = f"{self.mark}-{table.__name__}-{kind.name}"
        if len(word) > longest:
            word = f"{self.mark[:4]}{next(_numbers)}"[:longest]
        self.words.setdefault(table, {})[kind.name] = word
        return word

    def _related(self, table: type[models.Model], kind: Any) -> Any:
        target = kind.related_model
        if target is table:
            return None
        if target is User:
            mine = {"user", "owner", "booker", "request"}
            if kind.name in mine:
                return self.user
            return None if kind.null else self.bystander
        if target in OWNED:
            return self.row_of(target)
        if kind.null:
            return None
        return _known(target, self)


_UNSET = object()
OWNED = {rule.table: rule for _, rule in rules()}


def _has_file(table: type[models.Model]) -> bool:
    return any(isinstance(f, models.FileField) for f in table._meta.concrete_fields)


def _known(target: type[models.Model], garden: Garden) -> Any:
    """Return a row of a table about nobody, for a row that needs one."""
    if target is Event:
        return garden.event
    if target is TicketType:
        return garden.event.ticket_types.get()
    label = target._meta.label
    if label == "events.EventSession":
        return garden.event.event_sessions.get()
    if label == "membership.Grade":
        return GradeFactory()
    if label == "cpd.Ruleset":
        return Ruleset.objects.first()
    if label == "contenttypes.ContentType":
        return ContentType.objects.get_for_model(User)
    if label == "wagtailcore.Page":
        return garden.page.page_ptr
    if label == "cms.ConsultationPage":
        from tests.factories.cms import ConsultationPageFactory  # noqa: PLC0415

        return ConsultationPageFactory()
    row = target._base_manager.first()
    return row if row is not None else garden.row_of(target)


def _number(garden: Garden) -> str:
    return f"HVP-9{next(_numbers):05}"


def _member(garden: Garden) -> dict[str, Any]:
    number = _number(garden)
    return {"number": number, "uniform_number": membership_numbers.uniform(number)}


# --- What tables ask for beyond a word in every field ------------------------

SPECIAL: dict[str, Any] = {
    "accounts.User": lambda garden: {"row": garden.user},
    "account.EmailAddress": lambda garden: {
        "row": garden.user.emailaddress_set.get(),
    },
    "accounts.Look": lambda garden: {"about": f"accounts.user:{garden.user.pk}"},
    "accounts.LostStep": lambda _: {"status": "asked", "agreed_by": None},
    "membership.Member": _member,
    "membership.ImportedMember": lambda _: {
        "line": next(_numbers),
        "done": "",
        "chosen": False,
    },
    "membership.MemberExport": lambda _: {
        "ready_at": clock.now(),
        "ends_at": clock.now() + timedelta(days=1),
    },
    "membership.CodeRequest": lambda garden: {
        "number": garden.row_of(apps.get_model("membership.Member")).uniform_number
    },
    "membership.Merge": lambda _: {"kept": MemberFactory()},
    "membership.Seat": lambda _: {"ended_because": ""},
    "membership.Subscription": lambda _: {
        "withdrawn_at": clock.now(),
        "ends_on": clock.today() + timedelta(days=10),
    },
    "demo.MailboxMessage": lambda garden: {"to": f"Mine <{garden.address}>"},
    "events.Booking": lambda _: {
        "status": "confirmed",
        "confirmed_at": clock.now(),
        "terms": {},
    },
    "events.CourseInterest": lambda garden: {"user": garden.user, "email": ""},
    "events.Course": lambda _: {"accredited_by": ""},
    "events.Ticket": lambda _: {"join_token": f"t{next(_numbers)}"},
    "events.Attendance": lambda _: {"marked_at": clock.now()},
    "events.AtTheDoor": lambda _: {"who": f"w{next(_numbers)}"},
    "events.CalendarFeed": lambda _: {"token": f"f{next(_numbers)}"},
    "events.Watching": lambda _: {"ranges": [[0, 10]]},
    "events.WaitingListEntry": lambda _: {"status": "left", "offer": None},
    "cms.Alert": lambda garden: {"user": garden.user, "email": ""},
    "cms.AlertRequest": lambda _: {"token_hash": f"h{next(_numbers)}"},
    "cms.AlertItem": lambda _: {"key": f"k{next(_numbers)}"},
    "cms.DraftReview": lambda _: {"token": f"d{next(_numbers)}", "revision": None},
    "cpd.CpdEntry": lambda _: {
        "attendance": None,
        "recording": None,
        "minutes": 60,
        "participatory_minutes": 30,
        "status": "counted",
    },
    "cpd.RevalidationCycle": lambda _: {"ends_on": clock.today() + timedelta(days=365)},
    "cpd.CpdEvidence": lambda _: {"scan": "not_asked"},
    "my.Download": lambda _: {
        "ready_at": clock.now(),
        "ends_at": clock.now() + timedelta(days=1),
    },
    "my.Erasure": lambda _: {
        "status": "withdrawn",
        "ended_at": clock.now(),
        "due_at": clock.now(),
        "put_off_because": [],
        "counts": {},
        "stop_token": f"s{next(_numbers)}",
    },
    "my.DataRequest": lambda _: {"answer": "done", "answered_at": clock.now()},
    "notifications.Message": lambda _: {"outcome": "overtaken"},
    "payments.Bill": lambda _: {"withdrawn_at": clock.now()},
    "payments.Payment": lambda _: {
        "status": "paid",
        "paid_at": clock.now(),
        "agreement": None,
        "amount_pence": 100,
        "refunded_pence": 0,
        "page_url": "",
    },
    "payments.Refund": lambda _: {
        "status": "done",
        "ended_at": clock.now(),
        "made_elsewhere": True,
    },
    "payments.Dispute": lambda _: {"status": "won", "ended_at": clock.now()},
    "payments.Agreement": lambda _: {"status": "ended", "ended_at": clock.now()},
    "payments.Invoice": lambda garden: {
        "kind": "invoice",
        "credits": None,
        "facts": {"payer": {"name": f"{garden.mark}-Invoice-facts"}},
    },
    "wagtailcore.ModelLogEntry": lambda garden: {
        "content_type": ContentType.objects.get_for_model(User),
        "object_id": str(garden.user.pk),
        "revision": None,
    },
    "wagtailcore.Comment": lambda _: {"revision_created": None, "resolved_by": None},
}
