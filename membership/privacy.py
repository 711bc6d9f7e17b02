"""What the list of members says about people."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from membership.models import (
    Application,
    BulkStep,
    Member,
    MemberImport,
    MemberNote,
    Subscription,
)
from membership.seats import places
from portal.core import clock, privacy
from portal.core.privacy import (
    ERASED,
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Period,
    Person,
    Room,
)

NUMBER = (
    "A membership number is never given twice, so the number stays with the days of "
    "membership, without a name."
)


def _members(person: Person) -> Q:
    """Their own record, and what went into it: old numbers that lead there."""
    here = Q(user=person.user) | Q(user=None, email__in=person.addresses - {""})
    into = {
        "merged_into__user": None,
        "merged_into__email__in": person.addresses - {""},
    }
    return here | Q(merged_into__user=person.user) | Q(**into)


def _of_member(way: str) -> Any:
    def find(person: Person) -> Q:
        by_address = {
            f"{way}__user": None,
            f"{way}__email__in": person.addresses - {""},
        }
        return Q(**{f"{way}__user": person.user}) | Q(**by_address)

    return find


def _code_requests(person: Person) -> Q:
    mine = Member.objects.filter(_members(person))
    return Q(number__in=mine.values("uniform_number"))


def _invitations(person: Person) -> Q:
    """Those that were sent to the person, and the one by which they came."""
    came = _of_member("seat__term__member")(person)
    return Q(email__in=person.addresses - {""}) | came


def _merges(person: Person) -> Q:
    mine = Member.objects.filter(_members(person))
    return Q(kept__in=mine) | Q(other__in=mine)


def _imported(person: Person) -> Q:
    mine = Q(member__user=person.user)
    return mine | Q(email__in=person.addresses - {""})


def _forget_imported(_person: Person, rows: QuerySet[Any]) -> int:
    """Let go of the rows, and of the files that still hold them as they came."""
    files = MemberImport.objects.filter(rows__in=rows).exclude(finished_at=None)
    privacy.blank(files.distinct(), {"file": "", "survey": {}})
    return privacy.delete(rows)


MEMBER_WORDS = {"name": ERASED, "email": "", "employer": "", "card_token": None}


def _without_remarks(_person: Person, terms: QuerySet[Any]) -> int:
    """Take out what was remarked; a withdrawn term goes on saying that it had a why."""
    withdrawn = terms.exclude(withdrawn_at=None)
    withdrawn.update(withdrawn_because="Erased")
    return terms.update(note="")


def _give_places_back(person: Person, at: datetime) -> None:
    """Free what an employer pays for: nobody holds a place who is not there."""
    for member in Member.objects.filter(_members(person)):
        if places.held_by(member, on=clock.uk_day(at)):
            places.leave(member, by=person.user, at=at)


# --- Periods ---------------------------------------------------------------


def _long_gone(limit: date) -> QuerySet[Any]:
    """Return members without an account whose last term ended that long ago."""
    terms = Subscription.objects.filter(member=OuterRef("pk"))
    alone = Member.objects.filter(Exists(terms), user=None).exclude(name=ERASED)
    return alone.exclude(Exists(terms.filter(ends_on__gt=limit)))


def _without_names(members: QuerySet[Any]) -> int:
    """Let the name go, and with it whatever was noted about the person."""
    keys = list(members.values_list("pk", flat=True))
    MemberNote.objects.filter(member__in=keys).delete()
    # What went into the record bears the person's name as well.
    privacy.blank(Member.objects.filter(merged_into__in=keys), MEMBER_WORDS)
    return privacy.blank(Member.objects.filter(pk__in=keys), MEMBER_WORDS)


def _imports_over(limit: date) -> QuerySet[Any]:
    over = clock.end_of_uk_day(limit)
    # A file that nobody carried out is over as well.
    never = Q(finished_at=None, brought_at__lt=over)
    return MemberImport.objects.filter(Q(finished_at__lt=over) | never)


def _bulk_over(limit: date) -> QuerySet[Any]:
    return BulkStep.objects.filter(asked_at__lt=clock.end_of_uk_day(limit))


def _applications_over(limit: date) -> QuerySet[Any]:
    return Application.objects.filter(ended_at__lt=clock.end_of_uk_day(limit))


def _let_applications_go(applications: QuerySet[Any]) -> int:
    keys = list(applications.values_list("pk", flat=True))
    for way, table in (("application", name) for name in APPLICATION_PARTS):
        rows = privacy.Holds(table, way, "").table._base_manager  # noqa: SLF001 - any table
        privacy.delete(rows.filter(**{f"{way}__in": keys}))
    return privacy.delete(Application.objects.filter(pk__in=keys))


APPLICATION_PARTS = ("membership.ApplicationFile", "membership.ApplicationQuestion")
PERIODS = (
    Period(
        "membership.members",
        "Name, address, employer and notes of former members without an account",
        "So that somebody who comes back has the old number. After that the number "
        "stays, and the name goes.",
        6,
        "years",
        _long_gone,
        end=_without_names,
        at_least_days=365,
    ),
    Period(
        "membership.applications",
        "Applications that are over, with what was sent in",
        "To answer questions about the decision.",
        12,
        "months",
        _applications_over,
        end=_let_applications_go,
    ),
    Period(
        "membership.bulk",
        "Reports of steps for many members",
        "So that a question about one of them can be answered.",
        12,
        "months",
        _bulk_over,
    ),
    Period(
        "membership.imports",
        "Files of members that were brought in, with their rows",
        "So that an import can be looked at and taken back.",
        90,
        "days",
        _imports_over,
    ),
)
ROOM = Room(
    "membership",
    "Your membership",
    (
        Holds(
            "membership.ApplicationFile",
            "application__user",
            "reference name media_type size sha256 file scan added_at",
            hides={"application": OWNER},
        ),
        Holds(
            "membership.ApplicationQuestion",
            "application__user",
            "question asked_at answer answered_at",
            hides={"application": OWNER, "asked_by": OTHERS},
        ),
        Holds(
            "membership.Application",
            "user",
            "reference grade status name profession regulator employer qualifies_on "
            "former_number evidence_words interval pays_by renews payer_name "
            "payer_address payer_contact payer_email order_number bill started_at "
            "sent_at decided_at declined_because ended_at",
            hides={
                "user member": OWNER,
                "decided_by resembles": OTHERS,
            },
        ),
        Holds(
            "membership.AddressChange",
            _of_member("member"),
            "old_email new_email proposed_at proved_at stopped_at holds_from held_at",
            hides={
                "member": OWNER,
                "proposed_by": OTHERS,
                "prove_token stop_token": SECRET,
            },
        ),
        Holds(
            "membership.MemberNote",
            _of_member("member"),
            "text written_at",
            hides={"member": OWNER, "written_by": OTHERS},
        ),
        Holds(
            "membership.Reminder",
            _of_member("member"),
            "ends_on stage posted_at",
            hides={"member": OWNER},
        ),
        Holds(
            "membership.CodeRequest",
            _code_requests,
            "number asked_at sent_at failures used_at",
            hides={"asked_from code not_before next_url": SECRET},
        ),
        Holds(
            "membership.LostNumber",
            "email@",
            "email asked_at",
            hides={"asked_from": OURS},
        ),
        Holds(
            "membership.GradeChange",
            _of_member("member"),
            "before after holds_from bill made_at settled_at ended_at",
            hides={"member": OWNER, "made_by": OTHERS},
            keeps=NUMBER,
        ),
        Holds(
            "membership.Renewal",
            _of_member("member"),
            "grade interval bill made_at settled_at ended_at",
            hides={"member": OWNER, "agreement term": OURS},
            keeps=NUMBER,
        ),
        Holds(
            "membership.SeatInvitation",
            _invitations,
            "organisation name email invited_at until claimed_at withdrawn_at",
            hides={"invited_by": OTHERS, "token": SECRET, "seat": OURS},
        ),
        Holds(
            "membership.Coordinator",
            "user email@",
            "organisation email added_at accepted_at ended_at until",
            hides={"user": OWNER, "added_by": OTHERS, "token": SECRET},
        ),
        Holds(
            "membership.Seat",
            _of_member("term__member"),
            "purchase claimed_at ended_at ended_because",
            hides={"term": OURS},
            keeps=NUMBER,
        ),
        Holds(
            "membership.Subscription",
            _of_member("member"),
            "grade starts_on ends_on added_at note withdrawn_at withdrawn_because bill "
            "paused_until resigned_at",
            hides={"member": OWNER, "added_by": OTHERS},
            keeps=NUMBER,
            erase=_without_remarks,
        ),
        Holds(
            "membership.Member",
            _members,
            "number name email employer joined_on qualifies_on",
            hides={
                "user": OWNER,
                "uniform_number merged_into": OURS,
                "card_token": SECRET,
            },
            keeps=NUMBER,
            blanks=MEMBER_WORDS,
            stays="number uniform_number",
        ),
        Holds(
            "membership.ImportedMember",
            _imported,
            "line outcome number name email values changes reasons done said",
            hides={
                "member": OWNER,
                "batch moves_back chosen steps": OURS,
            },
            erase=_forget_imported,
        ),
        Holds(
            "membership.MemberExport",
            "user",
            "kind filters asked_at ready_at ends_at rows",
            hides={
                "user": OWNER,
                "file": OTHERS,
                "claimed_until tries failed_at": OURS,
            },
        ),
        Holds(
            "membership.Merge",
            _merges,
            "how_known asked_at holds_from stopped_at done_at",
            hides={
                "kept other account_of_other closed": OWNER,
                "asked_by": OTHERS,
                "stop_token": SECRET,
            },
        ),
        Holds(
            "membership.BulkLine",
            _of_member("member"),
            "outcome said done_at",
            hides={"member": OWNER, "step": OURS},
        ),
        Nobody(
            "membership.BulkStep",
            "a step of staff for many; the people in it are its lines",
            deeds="asked_by",
        ),
        Nobody(
            "membership.MemberImport membership.ImportMapping",
            "a file that staff brought in; the people in it are its rows",
            deeds="brought_by started_by undone_by saved_by",
        ),
        Nobody("membership.Grade membership.MembershipPolicy", "the terms for all"),
        Nobody(
            "membership.Organisation membership.SeatPurchase membership.SeatStay "
            "membership.SeatReminder",
            "employers, and what they bought",
            deeds="made_by address",
        ),
    ),
    leave=_give_places_back,
    periods=PERIODS,
)
