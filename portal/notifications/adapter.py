"""allauth's mails leave through the outbox like every other."""

from datetime import timedelta
from typing import Any

from portal.accounts.adapter import AccountAdapter
from portal.accounts.models import User
from portal.core import clock

from .account_letters import LINKS, SECRETS
from .post import post

# As long as allauth accepts the code: one that comes later would only mislead.
CODE_GOOD_FOR = timedelta(minutes=10)
FACTS = frozenset(
    {"code", "deleted_email", "from_email", "path", "to_email", "user_agent"}
)


class PostingAdapter(AccountAdapter):
    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Post the mail, with the facts its words need and no others.

        The outbox forgets a code once it has gone.
        """
        name = template_prefix.rpartition("/")[2]
        secret = name in SECRETS
        user = context.get("user")
        at = clock.now()
        post(
            f"accounts/{name}",
            to=email,
            user=user if isinstance(user, User) and user.pk else None,
            facts={
                key: str(context[key]) for key in FACTS & context.keys() if context[key]
            },
            forget_facts=secret,
            not_after=at + CODE_GOOD_FOR if secret and name not in LINKS else None,
            at=at,
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(
            template_prefix, user, {"user": user, **(context or {})}, email
        )
