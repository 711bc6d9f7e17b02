"""The messages about an application, each posted in the transaction of its verb."""

from datetime import datetime

from portal.body import identity
from portal.notifications.post import post

from .models import Application, ApplicationQuestion, Subscription


def received(application: Application, *, at: datetime) -> None:
    _post("membership/application_received", application, at=at)


def waits(application: Application, *, at: datetime) -> None:
    """Tell the membership mailbox that somebody has to decide."""
    if mailbox := identity.current().members_email:
        post(
            "membership/application_waits",
            to=mailbox,
            subject=application,
            facts={"application": application.pk},
            at=at,
        )


def asked(question: ApplicationQuestion, *, at: datetime) -> None:
    _post(
        "membership/application_asked",
        question.application,
        at=at,
        question=question.pk,
    )


def accepted(application: Application, *, at: datetime) -> None:
    _post("membership/application_accepted", application, at=at)


def declined(application: Application, *, at: datetime) -> None:
    _post("membership/application_declined", application, at=at)


def welcome(application: Application, term: Subscription, *, at: datetime) -> None:
    _post("membership/welcome", application, at=at, term=term.pk)


def _post(kind: str, application: Application, *, at: datetime, **facts: int) -> None:
    post(
        kind,
        to=application.user.email,
        subject=application,
        user=application.user,
        facts={"application": application.pk, **facts},
        at=at,
    )
