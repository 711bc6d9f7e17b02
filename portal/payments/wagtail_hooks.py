"""What the books add to the staff screens: menu, screens, words of history."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.permissions import register_permission_policy

from portal.accounts.role_policy import RolePolicy
from portal.body.models import BusinessDetails
from portal.core.money import pounds

from . import permissions
from .models import PaymentPolicy

for _model in (BusinessDetails, PaymentPolicy):
    register_permission_policy(_model, RolePolicy(_model, *permissions.KEEPS_THE_BOOKS))


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
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    for name, (label, says) in LINES.items():
        actions.register_action(name)(_line(label, says))


def _line(label: str, says: str) -> type[LogFormatter]:
    """Return a formatter: Wagtail wants a class for each action."""

    class Line(LogFormatter):
        def format_message(self, log_entry):
            return says.format_map(_Facts(log_entry.data))

    Line.label = label
    return Line


class _Facts(dict):
    """The facts of a line; one that an older line lacks is nothing."""

    def __getitem__(self, key):
        fact = self.get(key)
        if key.endswith("pence") and isinstance(fact, int):
            return pounds(fact)
        return fact or "nothing"
