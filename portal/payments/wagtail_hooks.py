"""What the books add to the staff screens: menu, screens, words of history."""

from wagtail import hooks
from wagtail.admin.menu import Menu, SubmenuMenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RoleMenuItem, RolePolicy
from portal.body.models import BusinessDetails
from portal.core import history

from . import permissions
from .models import PaymentPolicy
from .viewsets import FinanceViewSet

for _model in (BusinessDetails, PaymentPolicy):
    register_permission_policy(_model, RolePolicy(_model, *permissions.KEEPS_THE_BOOKS))


# --- Screens ---------------------------------------------------------------

_finance = FinanceViewSet()


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [_finance]


@hooks.register("register_admin_menu_item")
def register_finance_menu():
    lines = [
        ("Finance desk", "desk", "tasks"),
        ("Payers", "payer-list", "group"),
        ("Bank", "bank", "download"),
        ("Income", "income", "date"),
        ("Export for the ledger", "export", "table"),
    ]
    items = [
        RoleMenuItem(
            label,
            _finance.get_url_name(name),
            icon,
            order,
            may=permissions.may_keep_books,
        )
        for order, (label, name, icon) in enumerate(lines)
    ]
    return SubmenuMenuItem("Finance", Menu(items=items), icon_name="decimal", order=170)


# --- History ---------------------------------------------------------------

# What the filter of a history calls the step, and what its line says; the facts of
# the step fill the gaps, sums in pounds.
LINES = {
    "payments.bill_written": ("Write bill", "Wrote a bill of {pence}"),
    "payments.bill_withdrawn": ("Withdraw bill", "Withdrew the bill"),
    "payments.invoice_issued": ("Issue invoice", "Issued {number} of {pence}"),
    "payments.credit_note_issued": (
        "Issue credit note",
        "Issued {number} of {pence}: {reason}",
    ),
    "payments.order_number_asked": (
        "Ask for order number",
        "Asked {to} for the purchase order number, by {answer_by}",
    ),
    "payments.order_number_given": (
        "Give order number",
        "Purchase order {number}",
    ),
    "payments.taken_off": ("Take transfer off", "Took {pence} off again: {why}"),
    "payments.statement_brought_in": (
        "Bring in statement",
        "Brought in {lines} sums from the bank",
    ),
    "payments.line_matched": ("Match transfer", "{pence} are for bill {bill}"),
    "payments.match_undone": (
        "Undo match",
        "{pence} are not for bill {bill}: {why}",
    ),
    "payments.line_set_aside": ("Set transfer aside", "Set {pence} aside: {why}"),
    "payments.line_taken_back": ("Take transfer back", "Put into the queue again"),
    "payments.payer_changed": ("Change payer", "Changed: {changed}"),
    "payments.paid": ("Receive money", "{pence} arrived ({method})"),
    "payments.failed": ("Payment failed", "A payment came to nothing: {why}"),
    "payments.refund_asked": ("Ask for refund", "{pence} to go back: {reason}"),
    "payments.refund_approved": ("Approve refund", "Approved the refund of {pence}"),
    "payments.refund_refused": ("Refuse refund", "Refused the refund of {pence}"),
    "payments.refund_elsewhere": (
        "Refund at Stripe",
        "{pence} were sent back in Stripe's dashboard",
    ),
    "payments.refund_done": ("Refund made", "{pence} went back"),
    "payments.refund_failed": (
        "Refund failed",
        "{pence} did not go back: {why}",
    ),
    "payments.dispute_opened": (
        "Dispute opened",
        "A card holder disputes {pence}",
    ),
    "payments.dispute_open": ("Dispute opened", "The dispute is open again"),
    "payments.dispute_won": ("Dispute won", "The dispute was won"),
    "payments.dispute_lost": ("Dispute lost", "The dispute was lost"),
    "payments.difference_cleared": ("Clear difference", "Cleared: {how}"),
    "payments.agreement_stopped": (
        "Stop renewal",
        "Told Stripe to take nothing more",
    ),
    "payments.agreement_resumed": ("Resume renewal", "Told Stripe to go on"),
    "payments.agreement_active": ("Renewal goes on", "The card works again"),
    "payments.agreement_failing": ("Renewal fails", "The card was declined"),
    "payments.agreement_ended": ("Renewal ended", "Automatic renewal ended"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    history.register_lines(actions, LINES)
