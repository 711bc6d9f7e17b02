"""Start-up checks: what must be in order before anybody is served.

Django runs them with its own (`manage.py check`, `migrate`), and the web server
refuses to start when one of them fails.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

PORTAL = "portal"
PARTS = ((".subject.txt", "text"), (".txt", "text"), (".html", "pages"))


@checks.register(PORTAL)
def every_message_has_its_words(**_: Any) -> list[checks.Error]:
    """Find a missing text now, and not in the worker when somebody waits for it."""
    from portal.notifications.kinds import every_kind  # noqa: PLC0415 - app ready

    return [
        checks.Error(
            f"The message {kind.key} cannot be written: {trouble}.", id="portal.E001"
        )
        for kind in every_kind()
        for ending, engine in PARTS
        if (trouble := _trouble_with(f"emails/{kind.key}{ending}", engine))
    ]


def _trouble_with(template: str, engine: str) -> str:
    try:
        get_template(template, using=engine)
    except TemplateDoesNotExist:
        return f"templates/{template} is missing"
    except TemplateSyntaxError as fault:
        return f"templates/{template} is faulty ({fault})"
    return ""


@checks.register(PORTAL)
def places_are_counted_safely(**_: Any) -> list[checks.Error]:
    """Refuse an isolation under which a count after a lock may be an old one."""
    from django.db import connection  # noqa: PLC0415 - app ready

    if connection.vendor != "postgresql":
        return []
    from psycopg import IsolationLevel  # noqa: PLC0415 - optional dependency

    level = connection.settings_dict["OPTIONS"].get("isolation_level")
    if level in {None, IsolationLevel.READ_COMMITTED}:
        return []
    return [
        checks.Error(
            "The database must run at READ COMMITTED: anything stricter counts places "
            "as they were before the lock, and sells one twice.",
            id="portal.E002",
        )
    ]


@checks.register(PORTAL, deploy=True)
def roles_need_a_second_step(**_: Any) -> list[checks.Error]:
    if settings.SECOND_FACTOR_OBLIGED and not settings.DEMONSTRATION:
        return []
    return [
        checks.Error(
            "Outside the demonstration every account with a role needs a second step "
            "at sign-in, and the demonstration's pages stay away.",
            id="portal.E003",
        )
    ]


@checks.register(PORTAL)
def card_payments_are_whole_or_off(**_: Any) -> list[checks.CheckMessage]:
    """Without a key there are no card payments; with one, notices must be provable."""
    secrets = [each for each in settings.STRIPE_WEBHOOK_SECRETS if each]
    if settings.STRIPE_SECRET_KEY and not secrets:
        return [
            checks.Error(
                "Set STRIPE_WEBHOOK_SECRETS: with STRIPE_SECRET_KEY alone nobody could "
                "prove to be Stripe, and payments would be noticed late.",
                id="portal.E004",
            )
        ]
    if not settings.STRIPE_SECRET_KEY:
        return [
            checks.Info(
                "Card payments are not set up: STRIPE_SECRET_KEY is empty.",
                id="portal.I001",
            )
        ]
    return []


@checks.register(PORTAL)
def nothing_plays_stripe_in_the_open(**_: Any) -> list[checks.Error]:
    """Let nobody but the tests stop a process, and nobody but a demonstration play."""
    faults = []
    if settings.KILL_POINTS and not settings.DEMONSTRATION:
        faults.append(
            checks.Error("Kill points are for the tests alone.", id="portal.E005")
        )
    if settings.STRIPE_HTTP_CLIENT and not settings.DEMONSTRATION:
        faults.append(
            checks.Error(
                "Only the demonstration may put something in Stripe's place.",
                id="portal.E006",
            )
        )
    return faults


def refuse_an_unsafe_start() -> None:
    """Stop the web server with a sentence for each thing that is not in order."""
    faults = checks.run_checks(
        tags=[PORTAL], include_deployment_checks=not settings.DEMONSTRATION
    )
    faults = [fault for fault in faults if fault.level >= checks.ERROR]
    if faults:
        raise ImproperlyConfigured(_sentences(faults))


def _sentences(faults: Iterable[checks.CheckMessage]) -> str:
    return " ".join(str(fault.msg) for fault in faults)
