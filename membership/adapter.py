"""allauth's adapter, for a body whose members are known by their address on file."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from portal.notifications.adapter import PostingAdapter

from . import members


class MemberAdapter(PostingAdapter):
    @transaction.atomic
    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            members.address_proved(email_address.user, email_address.email)
        return confirmed
