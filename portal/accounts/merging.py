"""What becomes of an account when it and another are one person's.

The way in goes: password, second step, sessions. What its owner told us goes along.
"""

from portal.core.merging import DEEDS, EDITORS, Goes, Handled, Moves, Pair, Room, Stays

from . import looks
from .models import Details, Look, LostStep, ProfessionalRegistration, User
from .models.lost_steps import StepStatus
from .roles import roles_of

WAY_IN = "nobody may get in by it any more"
WORK = "the account's own settings of the staff screens"


def _accounts(pair: Pair) -> list[User]:
    return [each for each in (pair.account, pair.closed) if each is not None]


def _lock(pair: Pair) -> None:
    """Lock both with their keys: whoever writes a row that points to one waits here."""
    keys = [each.pk for each in _accounts(pair)]
    list(User.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _stops(pair: Pair) -> list[str]:
    said = []
    accounts = _accounts(pair)
    if pair.closed is not None and (roles_of(pair.closed) or pair.closed.is_superuser):
        said.append(
            "The account that would be closed has a role with us. An administrator "
            "takes it off first, so that the work is handed over."
        )
    if any(account == pair.by for account in accounts):
        said.append("One of the accounts is your own. Somebody else has to do it.")
    open_ones = (StepStatus.ASKED, StepStatus.AGREED)
    if LostStep.objects.filter(user__in=accounts, status__in=open_ones).exists():
        said.append(
            "A lost second step is being taken off one of the accounts. Wait for it."
        )
    return said


def _looks(pair: Pair) -> None:
    """Let the owner go on seeing who had the record open."""
    for before, after in ((pair.closed, pair.account), (pair.other, pair.kept)):
        if before is not None:
            rows = Look.objects.filter(about=looks.about(before))
            rows.update(about=looks.about(after))


def _details(pair: Pair) -> None:
    """Let go along what was told to one account and not to the one that stays."""
    if pair.closed is None:
        return
    theirs = Details.objects.filter(user=pair.closed).first()
    mine = Details.objects.filter(user=pair.account).first()
    if theirs is None or mine is None:
        Details.objects.filter(user=pair.closed).update(user=pair.account)
        return
    told = ("profession_id", "employer", "postal_address")
    Details.objects.filter(pk=mine.pk).update(
        **{name: getattr(mine, name) or getattr(theirs, name) for name in told}
    )
    theirs.delete()


def _registration(pair: Pair) -> None:
    """Keep one registration: the one that stays, unless the number is in the other."""
    if pair.closed is None:
        return
    theirs = ProfessionalRegistration.objects.filter(user=pair.closed).first()
    mine = ProfessionalRegistration.objects.filter(user=pair.account).first()
    if theirs is not None and mine is not None:
        goes = mine if theirs.pin and not mine.pin else theirs
        goes.delete()
    rows = ProfessionalRegistration.objects.filter(user=pair.closed)
    rows.update(user=pair.account)


ROOM = Room(
    "accounts",
    (
        Handled("accounts.Details.user", _details),
        Handled("accounts.ProfessionalRegistration.user", _registration),
        Moves("accounts.LostStep.user"),
        Goes(
            "account.EmailAddress.user mfa.Authenticator.user "
            "usersessions.UserSession.user accounts.User_groups.user "
            "accounts.User_user_permissions.user wagtailcore.APIToken.user",
            WAY_IN,
        ),
        Goes(
            "wagtailusers.UserProfile.user wagtailadmin.EditingSession.user "
            "wagtailadmin.FormState.user wagtailcore.PageSubscription.user",
            WORK,
        ),
        Handled("accounts.Look.by", _looks),
        Stays("accounts.LostStep.asked_by accounts.LostStep.agreed_by", DEEDS),
        Stays(
            "wagtailcore.ModelLogEntry.user wagtailcore.PageLogEntry.user "
            "wagtailcore.Revision.user wagtailcore.UploadedFile.uploaded_by_user "
            "wagtailcore.WorkflowState.requested_by wagtailcore.TaskState.finished_by "
            "wagtailcore.Page.locked_by wagtailcore.Page.owner "
            "wagtailcore.Comment.user wagtailcore.Comment.resolved_by "
            "wagtailcore.CommentReply.user wagtaildocs.Document.uploaded_by_user "
            "wagtailimages.Image.uploaded_by_user",
            EDITORS,
        ),
    ),
    lock=_lock,
    stops=_stops,
)
