"""Account letters: the mails that signing in sends.

Codes, and news about an account's locks. allauth decides when; what they say is in
templates/emails/accounts.
"""

from datetime import datetime

from portal.accounts import lost_steps
from portal.core.words import device

from .kinds import Kind, Prepared
from .models import Message

LABELS = {
    "account_opened": "An account for somebody who works with us",
    "login_code": "Code to sign in",
    "email_confirmation": "Code to confirm a new address",
    "email_confirmation_signup": "Code to confirm the address of a new account",
    "password_reset_code": "Code to choose a new password",
    "account_already_exists": "Somebody made an account with an address we know",
    "unknown_account": "Somebody signed in with an address we do not know",
    "email_changed": "Address changed",
    "email_confirm": "Address confirmed",
    "email_deleted": "Address removed",
    "password_changed": "Password changed",
    "password_reset": "Password chosen anew",
    "password_set": "First password",
    "recovery_codes_generated": "New recovery codes",
    "step_gone": "Lost second step: taken off",
    "step_will_go": "Lost second step: to be taken off",
    "totp_activated": "App set up",
    "totp_deactivated": "App no longer used",
    "webauthn_added": "Key set up",
    "webauthn_removed": "Key removed",
}


# What they hold opens an account.
SECRETS = frozenset(
    {
        "login_code",
        "email_confirmation",
        "email_confirmation_signup",
        "password_reset_code",
        "step_will_go",
    }
)
# A link that stops something works until it is too late, not ten minutes.
LINKS = frozenset({"step_will_go"})


def _told_of_lost_step(message: Message, at: datetime) -> None:
    lost_steps.was_told(message.facts["path"], at=at)


SENT = {"step_will_go": _told_of_lost_step}


def _prepare(message: Message, _at: datetime) -> Prepared:
    facts = dict(message.facts)
    used = device(facts.pop("user_agent", ""))
    return Prepared(context={**facts, "device": used})


KINDS = tuple(
    Kind(
        key=f"accounts/{name}",
        label=label,
        prepare=_prepare,
        sent=SENT.get(name),
        secret=name in SECRETS,
    )
    for name, label in LABELS.items()
)
