"""allauth's adapter, for a body whose members are known by their address on file."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.models import User
from portal.notifications.adapter import PostingAdapter

from . import members


class MemberAdapter(PostingAdapter):
    def login(self, request: HttpRequest, user: User) -> None:
        """Bind on the way in, where every proof of an address ends: code or link."""
        super().login(request, user)
        members.signed_in(user)

    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Let the address on file follow when somebody signed in changes theirs."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            members.address_proved(email_address.user, email_address.email)
        return confirmed
