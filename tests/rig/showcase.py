"""The showcase: an example of every page that the site has, made of the demonstration.

The map of the site is the list. An address with a part in it needs something to show,
so whoever adds one says here what; page types of the editors come in by themselves.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import get_page_models

from events.delivery import register_lines
from events.models import (
    Booking,
    BookingStatus,
    Course,
    Event,
    EventSeries,
    EventSession,
    EventStatus,
    Invitation,
    RunCancellation,
    Topic,
    WaitingListEntry,
    WaitingStatus,
    WayIn,
)
from membership import addresses, applications, members, queries
from membership.bulk import steps as bulk
from membership.bulk.rules import Wanted
from membership.importing import steps, working
from membership.merging import steps as merging
from membership.models import (
    AddressChange,
    Application,
    BulkKind,
    Coordinator,
    Grade,
    Member,
    MemberImport,
    Merge,
    Organisation,
    PurchaseStatus,
    Seat,
    SeatInvitation,
    SeatPurchase,
)
from membership.seats import organisations, purchases
from portal.accounts import looks
from portal.accounts.models import User
from portal.body.models import Mailbox
from portal.cms.drafts import readings
from portal.cms.models import (
    ArticleImport,
    DraftReview,
    NewsPage,
    ResourcePage,
    Source,
)
from portal.core import clock, tokens
from portal.core.money import Vat
from portal.demo.accounts import PASSWORD
from portal.demo.models import MailboxMessage
from portal.demo.stand_in import dealings
from portal.demo.stand_in.books import turn
from portal.my import requests
from portal.my.models import RequestKind
from portal.notifications import preferences
from portal.notifications.models import Message, Stream
from portal.payments import bank, bills, checkout, differences, gateway, payers
from portal.payments.bills import Line
from portal.payments.models import Agreement, BankLine, BankMatch, Bill, OrderRequest
from tests.factories.accounts import UserFactory
from tests.factories.champions import ChampionFactory
from tests.rig import showcase_bookings, showcase_commissions, showcase_groups

OURS = ("portal.", "events.", "membership.", "cpd.", "allauth.")
OWN = ("my:", "cpd:", "commissions:", "mfa_", "usersessions", "account_")
KINDS_OF_MESSAGES = 4

# What answers with a file or data, leads on at once, or only takes what is sent.
NO_PAGES = {
    "payments:cards",
    "payments:stripe",
    "account_complete_password_reset",
    "account_email_verification_sent",
    "brand-stylesheet",
    "cms:feed",
    "cms:feed-of-topic",
    "cms:film",
    "cms:film-captions",
    "cms:robots",
    "cms:sitemap",
    "collection-privacy",
    "demo:message-calendar",
    "demo:message-file",
    "demo:message-page",
    "event_chooser:choose",
    "events:event-calendar",
    "events:feed",
    "events:handout",
    "events:join-now",
    "events:open-door-now",
    "events:recording-captions",
    "events:recording-film",
    "events:recording-transcript",
    "events:recording-watched",
    "events:register-confirm",
    "events:register-mark",
    "events:register-marks",
    "events:register-reopen",
    "events:waiting-list-join",
    "events:waiting-list-leave",
    "health",
    "joining:file",
    "joining:file-remove",
    "joining:pay",
    "membership:automatic",
    "membership:pause-end",
    "membership:resign-undo",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "my:attendance-record",
    "my:download",
    "my:download-ask",
    "my:download-end",
    "my:download-state",
    "my:erase-withdraw",
    "my:booking-calendar",
    "my:booking-undo",
    "my:guest-record",
    "my:payment-document",
    "my:payment-start",
    "my:offer",
    "my:reflection-sheet",
    "my:reflection-template",
    "outside_link_seen",
    "page-login",
    "page-password",
    "page-privacy",
    "privacy:request-sent",
    "staff-bulk-accounts",
    "organisations:coordinator-end",
    "organisations:document",
    "organisations:link",
    "staff_applications:application-file",
    "staff_drafts:comment-settle",
    "staff_drafts:reading-revoke",
    "staff_events:after-film",
    "staff_finance:bill-order-ask",
    "staff_finance:document",
    "staff_finance:line-back",
    "staff_finance:payer-statement",
    "staff_finance:refund-decide",
    "staff_finance:statement-bring",
    "staff_events:booking-undo",
    "staff_events:cancellation-stop",
    "staff_events:demand-run",
    "staff_events:event-publish",
    "staff_events:handout-remove",
    "staff_events:invitation-renew",
    "staff_events:invitation-withdraw",
    "staff_events:joining-numbers",
    "staff_organisations:coordinator-end",
    "staff_events:message-again",
    "staff_events:reflection-template-file",
    "staff_events:waiting-list-remove",
    "staff_films:film-take",
    "staff_imports:import-undo",
    "staff_requests:request-take",
    "staff_lost_steps:decide",
    "staff_members:export-file",
    "staff_members:figures-sheet",
    "staff_members:import-check",
    "staff_members:import-choose",
    "staff_members:import-discard",
    "staff_members:import-faults",
    "staff_members:import-start",
    "staff_members:bulk-drop",
    "staff_members:bulk-start",
    "staff_members:merge-drop",
    "staff_messages:message-again",
    "staff_messages:message-page",
    "wagtaildocs_serve",
    *showcase_bookings.NO_PAGES,
    *showcase_commissions.NO_PAGES,
}

# What a browser test of its own looks at: the beginning of the name, and the test.
ELSEWHERE = {
    "cms:alert": "test_finding.py",
    "cms:search": "test_finding.py",
    "cms:view-": "test_consultation_pages.py",
    "cpd:": "test_cpd_pages.py",
    "staff_consultations:": "test_consultation_pages.py",
}

# Visitors half-way in: where they have sent what, and the page that this leads to.
HALF_WAY = {
    "somebody with a code": (
        "account_request_login_code",
        {"email": "member@demo.example"},
        "account_confirm_login_code",
    ),
    "somebody forgetful": (
        "account_reset_password",
        {"email": "member@demo.example"},
        "account_confirm_password_reset_code",
    ),
    "somebody with a number": (
        "membership:number-request",
        {"number": "HVP-999993"},
        "membership:code",
    ),
    "somebody with a second step": (
        "account_login",
        {"login": "finance@demo.example", "password": PASSWORD},
        "mfa_authenticate",
    ),
}
HALF_WAY_TO = {page: who for who, (_, _, page) in HALF_WAY.items()}
# What only a member, somebody who pays by card or somebody on the way to joining sees.
OF_ONE = {
    "joining:application": "asked",
    "organisations:join": "coordinator",
    "organisations:leave": "holder",
    "joining:check": "applicant",
    "joining:evidence": "applicant",
    "joining:payment": "applicant",
    "joining:withdraw": "applicant",
    "membership:grade-change": "member",
    "membership:mend": "student",
    "membership:pause": "member",
    "membership:renew": "member",
    "membership:resign": "member",
}
# Pages of one's account that most people do not come to.
OF_OTHERS = {
    "account_request_login_code": "",
    "account_set_password": "without",
    "mfa_deactivate_totp": "finance",
    "mfa_view_recovery_codes": "finance",
}


@dataclass
class Look:
    """One page to look at, and as whom: a visitor has no name.

    `status` is what it answers, where that is no 200: a link that opens nothing.
    """

    name: str
    path: str
    who: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name} {self.path} as {self.who or 'a visitor'}"

    @property
    def is_staff(self) -> bool:
        return self.path.startswith(settings.STAFF_PREFIX)


@dataclass
class Showcase:
    looks: list[Look] = field(default_factory=list)

    def show(
        self,
        name: str,
        *args: object,
        who: str = "",
        query: str = "",
        status: int = 200,
    ) -> None:
        look = Look(name, reverse(name, args=args) + query, who, status)
        if look not in self.looks:
            self.looks.append(look)

    def names(self) -> set[str]:
        return {look.name for look in self.looks}


def names() -> dict[str, bool]:
    """Return every name of an address of ours, and whether it has parts."""
    return dict(_below(get_resolver(), "", has_parts=False))


def _below(
    resolver: URLResolver, space: str, *, has_parts: bool
) -> Iterator[tuple[str, bool]]:
    for pattern in resolver.url_patterns:
        here = has_parts or bool(pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _below(pattern, inner, has_parts=here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            # What is fetched into a page is looked at there.
            part = pattern.name.endswith("results")
            if pattern.callback.__module__.startswith(OURS) and not part:
                yield f"{space}{pattern.name}", here


def showcase() -> Showcase:
    """Add to the demonstration what it lacks, and say what there is to look at."""
    _accounts()
    _applicants()
    case = Showcase()
    for name, has_parts in names().items():
        if not (has_parts or name in NO_PAGES or name.startswith(tuple(ELSEWHERE))):
            case.show(name, who=_who(name))
    for add in (
        _pages,
        _joining,
        _organisations,
        _events,
        _drafts,
        _files_of_members,
        _doors,
        _library,
        _own,
        _data,
        _paying,
        _registers,
        _staff_of_events,
        _staff,
        _finance,
    ):
        add(case)
    return case


def _who(name: str) -> str:
    if name in HALF_WAY_TO:
        return HALF_WAY_TO[name]
    if name in OF_ONE:
        return OF_ONE[name]
    if name in OF_OTHERS:
        return OF_OTHERS[name]
    if name in {"account_login", "account_signup", "account_reset_password"}:
        return ""
    if reverse(name).startswith(settings.STAFF_PREFIX):
        return "admin"
    if name.startswith(OWN):
        return "member"
    return "trainer" if name == "events:register-list" else ""


def _accounts() -> None:
    """One with a second step, and one that has always come in by a code."""
    finance = _of("finance")
    totp.TOTP.activate(finance, totp.generate_totp_secret())
    RecoveryCodes.activate(finance)
    without = UserFactory(email="without@demo.example")
    without.set_unusable_password()
    without.save()


def _applicants() -> None:
    """One who has filled everything in, one with a question, and a card that fails."""
    at = clock.now()
    grades = {grade.name: grade for grade in Grade.objects.all()}
    for name, grade in (("applicant", "Student"), ("asked", "Retired")):
        user = UserFactory(email=f"{name}@demo.example", name="Solveig Hartley")
        application = applications.start(
            user,
            grade=grades[grade],
            at=at,
            name=user.name,
            pays_by="card",
            evidence_words="Year two, at Ashvale.",
            qualifies_on=clock.uk_day(at) + timedelta(days=300),
        )
        if name == "asked":
            applications.send(application, at=at)
            applications.ask(application, question="Where?", by=_of("admin"), at=at)
    Agreement.objects.create(
        payer=payers.of_user(_of("student")),
        purpose="membership",
        interval="year",
        amount_pence=2500,
        status="failing",
        begun_at=at - timedelta(days=200),
    )


def _joining(case: Showcase) -> None:
    case.show("joining:about", "practising")
    case.show("joining:about", "student", who="applicant")
    case.show("membership:grade-change", query="?grade=international", who="member")
    case.show("membership:renew", query="?grade=friend", who="lapsed")
    for who in ("student", "lapsed", "applicant"):
        case.show("my:membership", who=who)
    application = Application.objects.get(user__email="asked@demo.example")
    double = Application.objects.exclude(resembles=None).first()
    for each in (application, double):
        case.show("staff_applications:application-detail", each.reference, who="admin")
    case.show("staff_applications:application-list", query="?show=decided", who="admin")
    for name in ("application-ask", "application-decline"):
        case.show(f"staff_applications:{name}", double.reference, who="admin")
    case.show("staff_applications:application-invoice", double.reference, who="admin")
    member = Member.objects.get(user=_of("member"))
    case.show("staff_members:grade-change", member.uniform_number, who="admin")


def _organisations(case: Showcase) -> None:
    """An employer's page as its coordinator has it, and what people do with a link."""
    at = clock.now()
    user = _of("coordinator")
    made = Organisation.objects.get(coordinators__user=user)

    def show(name: str, *args: object) -> None:
        case.show(f"organisations:{name}", made.reference, *args, who="coordinator")

    for name in ("organisation", "invite", "order", "renew", "details", "coordinators"):
        show(name)
    seat = Seat.objects.taken().filter(purchase__organisation=made).first()
    show("take-back", seat.pk)
    more = purchases.order(
        made, grade=seat.purchase.grade, seats=2, pays_by="card", by=user, at=at
    )
    show("order-step", more.reference)
    case.show("organisations:join", who="coordinator")
    SeatInvitation.objects.filter(pk=made.invitations.unclaimed().first().pk).update(
        token=tokens.hashed("claim")
    )
    for who in ("", "member", "lapsed", "coordinator"):
        case.show("organisations:claim", "claim", who=who)
    asked = organisations.ask_coordinator(
        made, email="second@example.org", by=user, at=at
    )
    Coordinator.objects.filter(pk=asked.pk).update(token=tokens.hashed("second"))
    for who in ("", "member"):
        case.show("organisations:coordinator-accept", "second", who=who)
    holder = seat.term.member.user
    User.objects.filter(pk=holder.pk).update(email="holder@demo.example")
    case.show("organisations:leave", who="holder")
    case.show("my:membership", who="holder")
    for name in ("detail", "correct", "sell", "coordinator-add"):
        case.show(f"staff_organisations:{name}", made.reference, who="admin")
    order = SeatPurchase.objects.get(status=PurchaseStatus.ASKED)
    council = order.organisation.reference
    case.show("staff_organisations:answer", council, order.reference, who="admin")


def _of(name: str) -> User:
    return User.objects.get(email=f"{name}@demo.example")


# --- For everybody -----------------------------------------------------------


def _pages(case: Showcase) -> None:
    """One page of each type that the editors have."""
    for model in get_page_models():
        page = model.objects.live().exact_type(model).filter(depth__gt=1).last()
        if page is not None:
            case.looks.append(Look(model.__name__, page.get_url_parts()[2]))
    for query in ("?kind=reaction&topic=safeguarding", "?kind=digest&year=2015"):
        case.looks.append(Look("NewsIndexPage", f"/news/{query}"))
    case.looks.append(Look("CourseIndexPage", "/courses/?cascade=yes&where=online"))
    case.show("events:interest-ask", "perinatal-champion")
    case.show("events:interest-ask", "perinatal-awareness", who="member")
    for name in ("confirm", "stop"):
        case.show(f"events:interest-{name}", "unknown")
    case.show("cms:course-compare")
    pair = "?one=perinatal-awareness&two=perinatal-champion"
    case.show("cms:course-compare", query=pair)


def _events(case: Showcase) -> None:
    at = clock.now()
    public = Event.objects.public()
    alike = {
        (event.way_in, event.status, event.mode, event.is_over(at), bool(event.host)): (
            event
        )
        for event in public.order_by("-capacity", "pk")
    }
    for event in alike.values():
        case.show("events:event-detail", event.slug)
    case.show("events:event-list", query="?q=safe")
    case.show("events:event-list", query="?q=nothing-fits-this")
    for booking in Booking.objects.of(_of("member"))[:2]:
        case.show("events:event-detail", booking.event.slug, who="member")
    to_book = public.upcoming(at).filter(way_in=WayIn.MEMBERS, host="").last()
    for who in ("", "student", "lapsed"):
        case.show("events:booking-start", to_book.reference, who=who)
    invited = Invitation.objects.filter(event__starts_at__gt=at).first()
    Invitation.objects.filter(pk=invited.pk).update(token=tokens.hashed("known"))
    case.show("events:invitation", "known")
    for message in MailboxMessage.objects.exclude(calendar="")[:1]:
        case.show("demo:message-detail", message.pk)
    change = addresses.propose(
        Member.objects.filter(user=None).exclude(email="").first(),
        "new@example.org",
        by=None,
        at=at,
    )
    AddressChange.objects.filter(pk=change.pk).update(
        prove_token=tokens.hashed("prove"), stop_token=tokens.hashed("stop")
    )
    case.show("membership:address-prove", "prove")
    case.show("membership:address-prove", "unknown")
    case.show("membership:address-stop", "stop")
    _two_records(case)
    _for_many(case)
    showcase_bookings.show(case)
    showcase_groups.show(case)
    showcase_commissions.show(case)


def _two_records(case: Showcase) -> None:
    """One person twice: compared by staff, and stopped by whoever is asked."""
    one, two = (
        members.enter(name="Perpetua Lindqvist", email=f"perpetua@{host}", by=None)
        for host in ("old.example", "new.example")
    )
    where = one.uniform_number
    case.show("staff_members:member-merge", where, who="secretary")
    query = f"?other={two.number}"
    case.show("staff_members:member-merge", where, who="secretary", query=query)
    merge = merging.ask(
        one,
        two,
        account_of_other=False,
        how_known="Telephoned",
        by=_of("secretary"),
        at=clock.now(),
    )
    Merge.objects.filter(pk=merge.pk).update(stop_token=tokens.hashed("apart"))
    case.show("staff_members:double-list", who="secretary")
    case.show("membership:merge-stop", "apart")
    case.show("membership:merge-stop", "unknown")


def _for_many(case: Showcase) -> None:
    """One step for many members: chosen, shown before, and reported."""
    week = Wanted(BulkKind.MORE_TIME, days=7)
    few = Member.objects.current(clock.today()).order_by("pk")[:3]
    first, second = (
        bulk.plan(
            queries.listed().filter(pk__in=list(few.values_list("pk", flat=True))),
            wanted=week,
            reason="For the week in which nobody could book",
            by=_of("secretary"),
            at=clock.now(),
        )
        for _ in range(2)
    )
    case.show("staff_members:bulk-detail", first.reference, who="secretary")
    query = "?show=left_out"
    case.show(
        "staff_members:bulk-detail", first.reference, who="secretary", query=query
    )
    bulk.start(second, by=_of("secretary"), at=clock.now())
    bulk.go_on(second.pk, at=clock.now())
    case.show("staff_members:bulk-detail", second.reference, who="secretary")
    case.show("staff_members:bulk-list", who="secretary")


def _drafts(case: Showcase) -> None:
    """A page in the making, and an import of articles, as editors have them."""
    at, editor = clock.now(), _of("editor")
    page = NewsPage.objects.live().last()
    reading = readings.ask(
        page, name="Ilse", email="ilse@example.org", note="", by=editor, at=at
    )
    DraftReview.objects.filter(pk=reading.pk).update(token=tokens.hashed("draft"))
    case.show("cms:draft-read", "draft")
    case.show("staff_drafts:reading-list", page.pk, who="admin")
    resource = ResourcePage.objects.live().get(slug="two-questions-film")
    case.show("staff_films:film-detail", resource.pk, who="admin")
    batch = ArticleImport.objects.create(
        source=ArticleImport.Source.HTML, file_name="a.html", read_at=at
    )
    batch.articles.create(number=1, guid="a", title="An old piece", html="<p>Old</p>")
    case.show("staff_imports:import-detail", batch.pk, who="admin")
    source = Source.objects.create(key="unused", title="Unused")
    case.show("sources:delete", source.pk, who="admin")


def _files_of_members(case: Showcase) -> None:
    """An import that waits for its columns, its grades, a choice; and one done."""
    at, by = clock.now(), _of("secretary")
    asking, words, checked, done = (_file_of_members(by, at) for _ in range(4))
    case.show("staff_members:import-columns", asking.pk, who="secretary")
    columns = {"columns": {"number": 0, "name": 1, "email": 2}}
    grades = {"columns": {**columns["columns"], "grade": 3}}
    steps.say_columns(words, grades, by=by, at=at)
    case.show("staff_members:import-grades", words.pk, who="secretary")
    for batch in (checked, done):
        steps.say_columns(batch, columns, by=by, at=at)
        working.go_on(batch.pk, at=at)
    for show in ("", "?show=person"):
        case.show(
            "staff_members:import-detail", checked.pk, who="secretary", query=show
        )
    steps.start(done, by=by, at=at)
    for _ in range(3):
        working.go_on(done.pk, at=at)
    case.show("staff_members:import-detail", done.pk, who="secretary")
    case.show("staff_members:import-undo", done.pk, who="secretary")


def _file_of_members(by: User, at: datetime) -> MemberImport:
    other = Member.objects.filter(user=None).exclude(email="").first()
    content = (
        "Number,Name,E-mail,Grade\n"
        "Z-1,Ada Example,ada@example.org,Old grade\n"
        f"Z-2,Somebody else,{other.email},Old grade\n"
        "Z-3,,nobody,Old grade\n"
    ).encode()
    batch = steps.bring(
        BytesIO(content), name="members.csv", size=len(content), by=by, at=at
    )
    working.go_on(batch.pk, at=at)
    batch.refresh_from_db()
    return batch


def _doors(case: Showcase) -> None:
    at = clock.now()
    kept = Booking.objects.filter(status=BookingStatus.CONFIRMED)
    online = kept.exclude(event__mode="room")
    shut = online.filter(event__starts_at__gt=at).order_by("-event__starts_at")
    ajar = online.filter(event__ends_at__gt=at).order_by("event__starts_at")
    over = online.filter(event__ends_at__lt=at)
    for bookings in (shut, ajar, over):
        ticket = bookings.first().tickets.first()
        case.show("events:join", ticket.join_token)
    for event in Event.objects.public().filter(way_in=WayIn.OPEN_LINK)[:2]:
        case.show("events:open-door", event.slug)


def _library(case: Showcase) -> None:
    case.show("events:library", who="member", query="?q=sleep")
    out = Event.objects.filter(bundle__published_at__isnull=False)
    film = out.exclude(recording__file="").first()
    elsewhere = out.exclude(recording__elsewhere="").first()
    for who in ("", "lapsed", "member"):
        case.show("events:recording", film.slug, who=who)
    if elsewhere is not None:
        case.show("events:recording", elsewhere.slug, who="member")


# --- One's own ---------------------------------------------------------------


def _own(case: Showcase) -> None:
    member = _of("member")
    at = clock.now()
    shown = {
        (booking.status, booking.event.is_over(at), booking.event.mode): booking
        for booking in Booking.objects.of(member).select_related("event")
    }
    for booking in shown.values():
        case.show("my:booking-detail", booking.reference, who="member")
    coming = [each for each in shown.values() if not each.event.is_over(at)]
    kept = next(each for each in coming if each.is_confirmed)
    case.show("my:booking-cancel", kept.reference, who="member")
    for which in ("past", "cancelled"):
        case.show("my:booking-list", who="member", query=f"?show={which}")
    for who in ("lapsed", "midwife", "trainer"):
        case.show("my:home", who=who)
    Member.objects.filter(user=member).update(card_token="the-card")
    case.show("membership:card", "the-card")


def _paying(case: Showcase) -> None:
    """Stand on Stripe's two pages, as the demonstration plays them, and come back."""
    payer = payers.of_user(_of("lapsed"))
    at = clock.now()
    bill = bills.write(
        payer=payer,
        purpose="membership",
        lines=[Line("Membership for a year", 6900, Vat.EXEMPT)],
        at=at,
        by=None,
    )
    checkout.start(bill=bill, at=at)
    case.show("demo:pay", bill.payments.get().session)
    slow = bills.write(
        payer=payer,
        purpose="membership",
        lines=[Line("Membership for a year", 6900, Vat.EXEMPT)],
        at=at,
        by=None,
    )
    checkout.start(bill=slow, at=at)
    page = slow.payments.get().session
    with turn() as books:
        dealings.pay_slowly(books, page)
    case.show("payments:paid", slow.reference, query=f"?session_id={page}")
    yearly = gateway.open_page(
        key="showcase-yearly",
        lines=[gateway.Line("Membership for a year", 6900, 1)],
        name="Membership",
        success_url="http://testserver/",
        cancel_url="http://testserver/",
        until=at + checkout.PAGE_LIVES,
        customer=gateway.make_customer(name="A", email="a@b.example", key="showcase"),
        interval="year",
    )
    case.show("demo:pay", yearly.id)
    with turn() as books:
        customer = dealings.pay(books, yearly.id)["customer"]
    address = gateway.customer_portal(customer=customer, back_to="http://testserver/")
    case.show("demo:cards", address.rstrip("/").rpartition("/")[2])


def _data(case: Showcase) -> None:
    """What is held about the member, who looked, and what was asked."""
    at, member, admin = clock.now(), _of("member"), _of("admin")
    looks.note(member, owner=member, by=admin, screen="Your record", at=at)
    case.show("my:privacy", who="member")
    for name, token in (("erasure-stop", "none"), ("step-stop", "none")):
        case.show(f"privacy:{name}", token)
    stream = preferences.link_for(member, Stream.NEWSLETTER)
    case.show("privacy:stream-stop", stream)
    asked = requests.send(
        kind=RequestKind.COMPLAINT,
        name="Ada Reader",
        email="ada@mail.example",
        words="You write to my old address.",
        user=None,
        asked_from="x",
        at=at,
    )
    for name in ("detail", "answer"):
        case.show(f"staff_requests:request-{name}", asked.reference, who="admin")
    case.show("staff_retention:period-change", "accounts.looks", who="admin")


# --- Trainers ----------------------------------------------------------------


def _registers(case: Showcase) -> None:
    at = clock.now()
    mine = EventSession.objects.filter(event__trainers=_of("trainer"))
    past = mine.filter(ends_at__lt=at)
    to_close = past.filter(register_closed_at=None).last()
    closed = past.exclude(register_closed_at=None).first()
    early = mine.filter(starts_at__gt=at, event__status=EventStatus.PUBLISHED).last()
    for sitting in (to_close, closed, early):
        case.show("events:register", *_named(sitting), who="trainer")
    line = register_lines.open_register(to_close)[0]
    case.show(
        "events:register-line", *_named(to_close), who="trainer", query=f"?of={line.pk}"
    )
    for name in ("sheet", "walk-in", "close"):
        case.show(f"events:register-{name}", *_named(to_close), who="trainer")


def _named(sitting: EventSession) -> tuple[str, int]:
    return sitting.event.reference, sitting.number


# --- Staff -------------------------------------------------------------------


def _staff_of_events(case: Showcase) -> None:
    at = clock.now()

    def show(name: str, *args: object) -> None:
        case.show(f"staff_events:{name}", *args, who="events")

    coming = Event.objects.public().filter(starts_at__gt=at).exclude(host="x")
    full = max(coming, key=lambda event: event.bookings.count())
    over = Event.objects.filter(bundle__published_at__isnull=False).first()
    unfinished = EventSession.objects.filter(
        ends_at__lt=at, register_closed_at=None, event__status=EventStatus.PUBLISHED
    ).first()
    draft = Event.objects.filter(status=EventStatus.DRAFT).first()
    for event in (full, over, draft):
        show("event-detail", event.reference)
    for name in (
        "event-edit",
        "event-copy",
        "event-capacity",
        "event-dates",
        "event-cancel",
        "booking-list",
        "booking-add",
        "walk-in-add",
        "waiting-list",
        "invitation-list",
        "message-list",
        "event-history",
        "joining-link",
    ):
        show(name, full.reference)
    show("event-discard", draft.reference)
    called_off = RunCancellation.objects.exclude(carried_out_at=None).first()
    show("cancellation", called_off.event.reference)
    show("after", over.reference)
    show("after", unfinished.event.reference)
    booking = full.bookings.filter(status=BookingStatus.CONFIRMED).first()
    show("booking-cancel", full.reference, booking.reference)
    waiting = WaitingListEntry.objects.filter(
        status=WaitingStatus.WAITING, event__starts_at__gt=at
    ).first()
    show("waiting-list", waiting.event.reference)
    invitation = Invitation.objects.filter(event__starts_at__gt=at).first()
    show("invitation-list", invitation.event.reference)


def _staff(case: Showcase) -> None:
    def show(name: str, *args: object) -> None:
        case.show(name, *args, who="admin")

    member = Member.objects.get(user=_of("member"))
    for name in ("detail", "history", "notes", "correct"):
        show(f"staff_members:member-{name}", member.number)
    show("staff_members:address-propose", member.number)
    show("staff_members:term-add", member.number)
    show("staff_members:term-withdraw", member.number, member.subscriptions.first().pk)
    newest = {message.kind: message for message in Message.objects.order_by("pk")}
    for message in list(newest.values())[:KINDS_OF_MESSAGES]:
        show("staff_messages:message-detail", message.pk)
    series = EventSeries.objects.create(slug="unused", name="Unused")
    show("event_series:delete", series.pk)
    show("topics:delete", Topic.objects.create(slug="unused", name="Unused").pk)
    show("courses:delete", Course.objects.create(title="Unused").pk)
    show("champions:edit", ChampionFactory().pk)
    show("mailboxes:edit", Mailbox.objects.first().pk)
    show("wagtailusers_users:edit", _of("trainer").pk)


def _finance(case: Showcase) -> None:
    """The finance desk's screens, and the page behind the link for an order number."""

    def show(name: str, *args: object) -> None:
        case.show(f"staff_finance:{name}", *args, who="admin")

    request = OrderRequest.objects.waiting().select_related("bill").first()
    OrderRequest.objects.filter(pk=request.pk).update(token=tokens.hashed("order"))
    case.show("payments:order-number", "order")
    show("bill-order", request.bill.reference)
    show("queue", "overdue")
    line = BankLine.objects.unmatched().first()
    for name in ("line-match", "line-aside"):
        show(name, line.pk)
    match = BankMatch.objects.select_related("bill", "payment").first()
    show("match-undo", match.pk)
    show("line-match", match.line_id)
    for name in ("bill-detail", "bill-credit", "bill-cancel"):
        show(name, match.bill.reference)
    show("refund-ask", match.bill.reference, match.payment_id)
    show("payer-detail", match.bill.payer_id)
    show("payer-change", match.bill.payer_id)
    owed = Bill.objects.owing().filter(invoices__isnull=False).first()
    for name in ("bill-detail", "bill-transfer"):
        show(name, owed.reference)
    show("bill-invoice", request.bill.reference)
    show("statement-detail", match.line.statement_id)
    headings = b"Date of it,Who,Sum\n20/11/2026,Ilse,5.00\n21/11/2026,Odd,x\n"
    fresh = bank.read_file(headings, name="new.csv", by=None, at=clock.now())
    show("statement-detail", fresh.pk)
    found = differences.report("showcase", "Stripe holds £1 more.", at=clock.now())
    show("difference-clear", found.pk)
