"""Letters about applications: what they say, and whether that is still true."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message

from .models import Application, ApplicationQuestion, ApplicationStatus, Subscription


def _still(message: Message, *statuses: ApplicationStatus) -> Application | None:
    """Return the application if it still stands as it did when this was posted."""
    found = Application.objects.select_related("grade", "user", "member")
    return found.filter(
        pk=message.facts["application"], status__in=statuses, user__is_active=True
    ).first()


def _about(application: Application, **more: Any) -> Prepared:
    return Prepared(
        {
            "application": application,
            "grade": application.grade,
            "path": reverse("joining:application"),
            **more,
        },
        to=application.user.email,
    )


def _received(message: Message, _at: datetime) -> Prepared | None:
    found = _still(message, ApplicationStatus.SENT, ApplicationStatus.ASKED)
    return _about(found) if found else None


def _waits(message: Message, _at: datetime) -> Prepared | None:
    """For the team, as long as nobody has looked at it."""
    found = _still(message, ApplicationStatus.SENT)
    if found is None:
        return None
    path = reverse("staff_applications:application-detail", args=[found.reference])
    resembles = found.resembles.exists()
    return Prepared(
        {
            "application": found,
            "grade": found.grade,
            "resembles": resembles,
            "answered": found.questions.exclude(answered_at=None).exists(),
            "path": path,
        }
    )


def _asked(message: Message, _at: datetime) -> Prepared | None:
    question = ApplicationQuestion.objects.filter(
        pk=message.facts["question"], answered_at=None
    ).first()
    found = _still(message, ApplicationStatus.ASKED)
    return _about(found, question=question.question) if found and question else None


def _accepted(message: Message, _at: datetime) -> Prepared | None:
    found = _still(message, ApplicationStatus.ACCEPTED)
    return _about(found) if found else None


def _declined(message: Message, _at: datetime) -> Prepared | None:
    found = _still(message, ApplicationStatus.DECLINED)
    return _about(found) if found else None


def _welcome(message: Message, _at: datetime) -> Prepared | None:
    found = _still(message, ApplicationStatus.JOINED)
    term = Subscription.objects.counting().filter(pk=message.facts["term"]).first()
    if found is None or term is None:
        return None
    came_back = term.member.subscriptions.filter(pk__lt=term.pk).exists()
    return _about(found, term=term, came_back=came_back, card_path=reverse("my:card"))


KINDS = (
    Kind("membership/application_received", "Application received", _received),
    Kind("membership/application_waits", "An application waits for us", _waits),
    Kind("membership/application_asked", "Question about an application", _asked),
    Kind("membership/application_accepted", "Application accepted", _accepted),
    Kind("membership/application_declined", "Application declined", _declined),
    Kind("membership/welcome", "Welcome to a new member", _welcome),
)
