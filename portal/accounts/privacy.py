"""What accounts say about people, the tables of the libraries below included."""

from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.db.models import Q, QuerySet

from portal.core import clock
from portal.core.privacy import (
    ERASED,
    NO_ADDRESS,
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Obstacle,
    Period,
    Person,
    Room,
)

from . import looks
from .models import Look, LostStep, User
from .people import leave_a_stub
from .roles import roles_of


def person_of(user: User) -> Person:
    """Return the account with every address that its owner has proved."""
    proved = EmailAddress.objects.filter(user=user, verified=True)
    addresses = {address.lower() for address in proved.values_list("email", flat=True)}
    if user.last_login is not None:
        # Nobody gets in without having proved the address.
        addresses.add(user.email.lower())
    return Person(user, frozenset(addresses))


def _obstacles(person: Person, _at: datetime) -> list[Obstacle]:
    if not roles_of(person.user) and not person.user.is_superuser:
        return []
    return [
        Obstacle(
            "Your account has a role with us. Ask an administrator to take it off "
            "first, so that the work is handed over."
        )
    ]


def _end(person: Person, _rows: QuerySet[Any]) -> int:
    user: User = person.user
    leave_a_stub(user, name=ERASED, email=NO_ADDRESS.format(pk=user.pk))
    return 1


def _about_or_by(person: Person) -> Q:
    user = person.user
    mine = Q(content_type__app_label="accounts", content_type__model="user")
    member = getattr(user, "member", None)
    about = mine & Q(object_id=str(user.pk))
    if member is not None:
        table = Q(content_type__app_label="membership", content_type__model="member")
        about |= table & Q(object_id=str(member.pk))
    return about | Q(user=user)


def _looks(person: Person) -> Q:
    return Q(about__in=looks.subjects_of(person.user))


def _stays(_person: Person, _rows: QuerySet[Any]) -> int:
    return 0


# --- Periods ---------------------------------------------------------------


def _unproved(limit: date) -> QuerySet[Any]:
    return User.objects.filter(
        last_login=None,
        groups=None,
        is_superuser=False,
        is_active=True,
        date_joined__lt=clock.end_of_uk_day(limit),
        member=None,
    ).exclude(emailaddress__verified=True)


def _old_sessions(limit: date) -> QuerySet[Any]:
    return UserSession.objects.filter(last_seen_at__lt=clock.end_of_uk_day(limit))


def _old_looks(limit: date) -> QuerySet[Any]:
    return Look.objects.filter(looked_at__lt=clock.end_of_uk_day(limit))


def _old_lost_steps(limit: date) -> QuerySet[Any]:
    return LostStep.objects.filter(ended_at__lt=clock.end_of_uk_day(limit))


PERIODS = (
    Period(
        "accounts.unproved",
        "Accounts whose address was never proved",
        "Somebody may have typed another person's address.",
        30,
        "days",
        _unproved,
    ),
    Period(
        "accounts.sessions",
        "Where people were signed in: network address and browser",
        "So that an account's owner can see a stranger among them.",
        6,
        "months",
        _old_sessions,
    ),
    Period(
        "accounts.looks",
        "Who of the staff opened whose record",
        "So that its owner can ask why.",
        2,
        "years",
        _old_looks,
        at_least_days=365,
    ),
    Period(
        "accounts.lost_steps",
        "How a lost second step was taken off",
        "So that a wrong one can be followed up.",
        2,
        "years",
        _old_lost_steps,
    ),
)

WORK = "the person's own settings of the staff screens"
EDITORS = "who edited what, which is the history of the page and not of a person"
FRAME = "the frame that the portal runs in"

ROOM = Room(
    "accounts",
    "Your account",
    (
        Holds(
            "accounts.Details",
            "user",
            "profession employer postal_address changed_at",
            hides={"user": OWNER},
        ),
        Holds(
            "accounts.ProfessionalRegistration",
            "user",
            "regulator pin changed_at",
            hides={"user": OWNER},
        ),
        Holds(
            "accounts.Look",
            _looks,
            "screen by looked_at",
            hides={"about": OWNER},
        ),
        Holds(
            "accounts.LostStep",
            "user",
            "status how_known asked_at agreed_at holds_from ended_at",
            hides={"user": OWNER, "asked_by agreed_by": OTHERS, "stop_token": SECRET},
        ),
        Holds(
            "mfa.Authenticator",
            "user",
            "type created_at last_used_at",
            hides={"user": OWNER, "data": SECRET},
        ),
        Holds(
            "usersessions.UserSession",
            "user",
            "created_at ip last_seen_at user_agent",
            hides={"user": OWNER, "session_key": SECRET, "data": OURS},
        ),
        Holds(
            "account.EmailConfirmation",
            "email_address__user",
            "created sent",
            hides={"email_address": OWNER, "key": SECRET},
        ),
        Holds(
            "account.EmailAddress",
            "user",
            "email verified primary",
            hides={"user": OWNER},
        ),
        Holds(
            "wagtailusers.UserProfile",
            "user",
            "avatar preferred_language current_time_zone theme contrast density "
            "keyboard_shortcuts submitted_notifications approved_notifications "
            "rejected_notifications updated_comments_notifications",
            hides={"user": OWNER, "dismissibles": WORK},
        ),
        Holds(
            "wagtailadmin.EditingSession",
            "user",
            "last_seen_at is_editing",
            hides={"user": OWNER, "content_type object_id": EDITORS},
        ),
        Holds(
            "wagtailadmin.FormState",
            "user",
            "last_updated_at",
            hides={
                "user": OWNER,
                "data content_type object_id parent_object_id": EDITORS,
            },
        ),
        Holds(
            "wagtailcore.CommentReply",
            "user",
            "text created_at updated_at",
            hides={"user": OWNER, "comment": EDITORS},
        ),
        Holds(
            "wagtailcore.Comment",
            "user",
            "text created_at updated_at resolved_at",
            hides={
                "user": OWNER,
                "resolved_by": OTHERS,
                "page contentpath position revision_created": EDITORS,
            },
        ),
        Holds(
            "wagtailcore.PageSubscription",
            "user",
            "page comment_notifications",
            hides={"user": OWNER},
        ),
        Holds(
            "wagtailcore.APIToken",
            "user",
            "name created revoked_at last_used_at",
            hides={"user": OWNER, "key_hash prefix": SECRET},
        ),
        Holds(
            "wagtailcore.ModelLogEntry",
            _about_or_by,
            "timestamp action",
            hides={
                "user": OTHERS,
                "content_type object_id label data": "it may be about others; what "
                "it says about the person stands in the tables themselves",
                "uuid revision content_changed deleted": OURS,
            },
            keeps="Who did what to which row stays, without words about the person.",
            # The words are taken out of every line at once, by `history.forget`.
            stays="action",
            erase=_stays,
        ),
        Holds(
            "accounts.User",
            lambda person: Q(pk=person.user.pk),
            "email name time_zone scheme is_staff is_active date_joined last_login",
            hides={
                "password": SECRET,
                "is_superuser groups user_permissions": "the roles of staff",
            },
            keeps="An empty account without a name stays, so that what others hold "
            "together stays whole. Nobody can sign in to it.",
            erase=_end,
        ),
        Nobody(
            "wagtailcore.Revision wagtailcore.UploadedFile wagtailcore.WorkflowState "
            "wagtailcore.TaskState wagtailcore.Page wagtailcore.PageLogEntry "
            "wagtailimages.Image wagtaildocs.Document",
            EDITORS,
            deeds="user uploaded_by_user requested_by finished_by locked_by owner",
        ),
        Nobody(
            "wagtailcore.Locale wagtailcore.Site wagtailcore.GroupSitePermission "
            "wagtailcore.CollectionViewRestriction wagtailcore.Collection "
            "wagtailcore.GroupCollectionPermission wagtailcore.WorkflowContentType "
            "wagtailcore.Workflow wagtailcore.WorkflowTask wagtailcore.Task "
            "wagtailcore.GroupApprovalTask wagtailcore.GroupPagePermission "
            "wagtailcore.PageViewRestriction wagtailcore.WorkflowPage "
            "wagtailcore.ReferenceIndex wagtailadmin.Admin wagtailembeds.Embed "
            "wagtailredirects.Redirect wagtailimages.Rendition "
            "wagtailsearch.IndexEntry taggit.Tag taggit.TaggedItem auth.Permission "
            "auth.Group contenttypes.ContentType",
            FRAME,
        ),
        Nobody(
            "sessions.Session",
            "what a browser is remembered by; ended with the account's sessions",
        ),
    ),
    obstacles=_obstacles,
    periods=PERIODS,
)
