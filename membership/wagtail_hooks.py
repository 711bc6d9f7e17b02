"""What membership adds to the staff screens: menu, screens, words of history."""

from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RoleMenuItem, RolePolicy
from portal.core import history, remembered

from . import permissions
from .models import Grade, Member, MembershipPolicy
from .seats.viewsets import OrganisationViewSet
from .viewsets import ApplicationViewSet, GradeViewSet, MemberViewSet

register_permission_policy(Member, RolePolicy(Member, *permissions.LOOKS_UP_MEMBERS))
for _model in (Grade, MembershipPolicy):
    register_permission_policy(_model, RolePolicy(_model, *permissions.KEEPS_MEMBERS))


# --- Screens ---------------------------------------------------------------

_members = MemberViewSet()
_grades = GradeViewSet()
_applications = ApplicationViewSet()
_organisations = OrganisationViewSet()


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [_members, _applications, _organisations, _grades]


@hooks.register("register_admin_menu_item")
def register_members_menu():
    looks_up, keeps = permissions.may_look_up_members, permissions.may_keep_members
    lines = [
        ("All members", _members.get_url_name("member-list"), "group", looks_up),
        ("New member", _members.get_url_name("member-add"), "plus", keeps),
        ("Same person twice", _members.get_url_name("double-list"), "copy", keeps),
        ("One step for many", _members.get_url_name("bulk-list"), "tasks", keeps),
        ("Import", _members.get_url_name("import-list"), "download", keeps),
        ("Export", _members.get_url_name("export-list"), "upload", looks_up),
        ("Figures", _members.get_url_name("figures"), "table", keeps),
        (
            "Applications",
            _applications.get_url_name("application-list"),
            _applications.icon,
            keeps,
        ),
        ("Organisations", _organisations.get_url_name("list"), "group", keeps),
        ("Grades", _grades.get_url_name("index"), _grades.icon, keeps),
    ]
    items = [
        RoleMenuItem(label, name, icon, order, may=may)
        for order, (label, name, icon, may) in enumerate(lines)
    ]
    return SubmenuMenuItem("Members", Menu(items=items), icon_name="group", order=160)


@hooks.register("after_edit_setting")
def count_grace_anew(request, setting):
    if isinstance(setting, MembershipPolicy):
        remembered.forget()


# --- History ---------------------------------------------------------------

# What the filter of a history calls the step, and what its line says; the facts of
# the step fill the gaps.
LINES = {
    "membership.card_renewed": ("New code on the card", "Made a new code for the card"),
    "membership.merge_asked": (
        "Put records together",
        "Asked that {other} go into {number}: {how}",
    ),
    "membership.merge_stopped": (
        "Put records together",
        "Stopped: the two stay two records",
    ),
    "membership.merged": ("Put records together", "{other} went into {number}"),
    "membership.bulk_asked": ("Step for many", "Asked for: {kind}, {number} members"),
    "membership.bulk_done": ("Step for many", "{kind}, with many others: {why}"),
    "membership.entered": ("Enter member", "Put on the list under {number}"),
    "membership.corrected": ("Correct member", "Corrected: {changed}"),
    "membership.term_added": (
        "Add term",
        "Added a term: {grade}, {starts_on} to {ends_on}",
    ),
    "membership.term_withdrawn": (
        "Withdraw term",
        "Withdrew a term ({grade}, {starts_on} to {ends_on}): {reason}",
    ),
    "membership.application_sent": ("Send application", "Sent an application"),
    "membership.application_asked": ("Ask about application", "Asked a question"),
    "membership.application_answered": ("Answer question", "Answered the question"),
    "membership.application_accepted": ("Accept application", "Accepted"),
    "membership.application_declined": ("Decline application", "Declined"),
    "membership.application_invoice": (
        "Cancel invoice",
        "Took the invoice back: {reason}",
    ),
    "membership.application_withdrawn": ("Withdraw application", "Took it back"),
    "membership.automatic_on": ("Automatic renewal", "Automatic renewal taken up"),
    "membership.automatic_off": ("Automatic renewal", "Automatic renewal ended"),
    "membership.grade_changed": ("Change grade", "Moved from {before} to {after}"),
    "membership.resigned": ("Resign", "Resigned; last day {ends_on}"),
    "membership.resignation_undone": (
        "Take resignation back",
        "Took the resignation back",
    ),
    "membership.paused": ("Pause", "Paused from {from_on} to {until_on}"),
    "membership.pause_ended": ("End pause", "Ended the pause early"),
    "membership.organisation_entered": ("Enter organisation", "Entered"),
    "membership.organisation_corrected": (
        "Correct organisation",
        "Corrected: {changed}",
    ),
    "membership.coordinator_asked": ("Ask coordinator", "Asked {to} to coordinate"),
    "membership.coordinator_accepted": ("Become coordinator", "Accepted to coordinate"),
    "membership.coordinator_ended": (
        "Take coordinator off",
        "Coordinates no more: {to}",
    ),
    "membership.places_ordered": ("Order places", "Ordered {seats} places: {kind}"),
    "membership.places_accepted": ("Accept order", "Accepted the order"),
    "membership.places_declined": ("Decline order", "Declined the order"),
    "membership.places_given_up": ("Give up order", "The order was given up"),
    "membership.places_opened": (
        "Open places",
        "{seats} places are paid, {starts_on} to {ends_on}",
    ),
    "membership.places_closed": ("Close places", "{seats} places were paid back"),
    "membership.places_offered": ("Send links", "Sent links to claim places: {number}"),
    "membership.place_offer_withdrawn": ("Take link back", "Took a link back"),
    "membership.place_claimed": ("Claim place", "Claimed by member {number}"),
    "membership.place_ended": ("End place", "Place of member {number}: {why}"),
    "membership.account_bound": ("Bind account", "Bound to the account at the address"),
    "membership.address_proposed": (
        "Propose address",
        "Proposed a new address: {after} in place of {before}",
    ),
    "membership.address_proved": ("Prove address", "Proved from the address: {after}"),
    "membership.address_stopped": (
        "Stop change of address",
        "Stopped from the old address: stays {before}",
    ),
    "membership.address_refused": (
        "Refuse change of address",
        "Not changed to {after}: somebody else is reached there by now",
    ),
    "membership.address_holds": (
        "Change address",
        "New address on file: {after} in place of {before}",
    ),
    "membership.address_followed": (
        "Change address",
        "Changed by the member in the account: {after} in place of {before}",
    ),
    "membership.note_added": ("Write a note", "Wrote a note"),
    "membership.removed": ("Remove member", "Took {number} off the list, never used"),
    "membership.import_brought": ("Bring a file", "Brought the file {file}"),
    "membership.import_started": (
        "Carry out import",
        "Had {number} rows carried out; last days moved back: {moved_back}",
    ),
    "membership.import_done": ("Carry out import", "Carried out {number} rows"),
    "membership.import_undo_asked": ("Take import back", "Had the import taken back"),
    "membership.import_undone": (
        "Take import back",
        "Took {number} rows back; stayed: {stayed}",
    ),
    "membership.import_discarded": ("Discard import", "Threw away the file {file}"),
    "membership.export_asked": ("Ask for export", "Asked for {kind}: {filters}"),
    "membership.exported": ("Export members", "Exported {number} members as {kind}"),
    "membership.address_shared": (
        "Note a shared address",
        "The account moved to an address that is another member's on file",
    ),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES)
