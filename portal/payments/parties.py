"""Parties: who sells to whom, as a document says it on the day it is written."""

from typing import Any

from portal.body.models import BusinessDetails, Identity, Mailbox

from .models import Payer


def of(payer: Payer) -> dict[str, Any]:
    """Return seller and payer as they stand today, to be kept with a document."""
    details = BusinessDetails.load()
    finance = Mailbox.objects.filter(role=Mailbox.Role.FINANCE).first()
    return {
        "seller": {
            "name": details.legal_name or Identity.load().name,
            "address": details.address,
            "company_number": details.company_number,
            "charity_number": details.charity_number,
            "vat_number": details.vat_number,
            "email": finance.address if finance else "",
            "footer": details.invoice_footer,
            "bank": {
                "name": details.bank_name,
                "account_name": details.account_name,
                "sort_code": details.sort_code,
                "account_number": details.account_number,
            },
        },
        "payer": {
            "name": payer.name,
            "address": payer.address,
            "email": payer.email,
            "contact": payer.contact,
            "vat_number": payer.vat_number,
        },
    }
