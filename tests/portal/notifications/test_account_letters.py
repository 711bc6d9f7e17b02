from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from portal.notifications import account_letters, delivery, kinds, post
from portal.notifications.models import Message, Outcome

FACTS: dict[str, Any] = {
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "code": "BCDF-GHJK",
    "path": "/data-protection/lost-step/some/",
    "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(account_letters.LABELS))
def test_every_account_mail_is_written(name: str) -> None:
    message = post.post(f"accounts/{name}", to="wren@example.org", facts=FACTS)

    composed = delivery.compose(
        message, kinds.kind(message.kind).prepare(message, timezone.now())
    )

    html = composed.alternatives[0].content
    assert composed.subject
    assert composed.body.count("\n") > 5
    assert "<h1" in html
    assert "{{" not in composed.body + html
    assert "None" not in composed.body + html


@pytest.mark.django_db
def test_a_code_reaches_both_parts_and_is_then_forgotten() -> None:
    message = post.post(
        "accounts/login_code",
        to="wren@example.org",
        facts={"code": "BCDF-GHJK"},
        forget_facts=True,
    )

    delivery.deliver(message, at=timezone.now())

    message.refresh_from_db()
    [sent] = mail.outbox
    assert "BCDF-GHJK" in sent.body
    assert "BCDF-GHJK" in sent.alternatives[0].content
    assert "BCDF" not in sent.subject
    assert (message.outcome, message.facts) == (Outcome.SENT, {})


@pytest.mark.django_db
def test_news_of_an_account_names_moment_and_device() -> None:
    message = post.post("accounts/password_changed", to="wren@example.org", facts=FACTS)
    Message.objects.filter(pk=message.pk).update(created_at="2026-10-25T01:30:00+00:00")
    message.refresh_from_db()

    composed = delivery.compose(
        message, kinds.kind(message.kind).prepare(message, timezone.now())
    )

    assert (
        "That was on Sunday 25 October 2026, 01:30 GMT UK time, "
        "with Firefox on Linux." in composed.body
    )
