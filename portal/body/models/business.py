"""Business details: what the body says of itself on invoices, and where to pay."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from stdnum.gb import vat as vat_numbers
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="doc-full", order=20)
class BusinessDetails(BaseGenericSetting):
    """A document takes a copy when it is issued: a change here changes no old one."""

    legal_name = models.CharField(
        max_length=200,
        blank=True,
        help_text="As registered. Left empty, the name that pages show is taken.",
    )
    address = models.TextField(
        "postal address", blank=True, help_text="A line for each line of the address."
    )
    company_number = models.CharField(max_length=20, blank=True)
    charity_number = models.CharField(max_length=40, blank=True)
    vat_number = models.CharField(
        "VAT number",
        max_length=20,
        blank=True,
        help_text="Left empty, documents say that the body is not registered for VAT.",
    )
    bank_name = models.CharField(max_length=100, blank=True)
    account_name = models.CharField(
        max_length=100,
        blank=True,
        help_text="Exactly as the bank has it: payers' banks check the name.",
    )
    sort_code = models.CharField(max_length=10, blank=True, help_text="Six digits.")
    account_number = models.CharField(
        max_length=12, blank=True, help_text="Eight digits."
    )
    invoice_footer = models.CharField(
        max_length=300,
        blank=True,
        help_text="Printed at the end of every invoice, such as late payment terms.",
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("address"),
                FieldPanel("company_number"),
                FieldPanel("charity_number"),
                FieldPanel("vat_number"),
            ],
            heading="Who issues the documents",
        ),
        MultiFieldPanel(
            [
                FieldPanel("bank_name"),
                FieldPanel("account_name"),
                FieldPanel("sort_code"),
                FieldPanel("account_number"),
            ],
            heading="Where transfers go",
            help_text="Tell nobody of a change by mail alone: that is how invoices are "
            "stolen.",
        ),
        FieldPanel("invoice_footer"),
    ]

    class Meta:
        verbose_name = "details on invoices"

    def __str__(self) -> str:
        return self.legal_name or "Details on invoices"

    @property
    def takes_transfers(self) -> bool:
        return bool(self.account_name and self.sort_code and self.account_number)

    def clean(self) -> None:
        """Write numbers in the one way they are printed, and refuse mistyped ones."""
        super().clean()
        faults: dict[str, Any] = {}
        sort_code = _without_gaps(self.sort_code)
        if sort_code and not re.fullmatch(r"\d{6}", sort_code):
            faults["sort_code"] = "A sort code has six digits, such as 20-00-00."
        elif sort_code:
            pairs = (sort_code[:2], sort_code[2:4], sort_code[4:])
            self.sort_code = "-".join(pairs)
        account = _without_gaps(self.account_number)
        if account and not re.fullmatch(r"\d{8}", account):
            faults["account_number"] = "An account number has eight digits."
        elif account:
            self.account_number = account
        if self.vat_number:
            if vat_numbers.is_valid(self.vat_number):
                self.vat_number = f"GB {vat_numbers.format(self.vat_number)}"
            else:
                faults["vat_number"] = (
                    "This is no VAT number of the United Kingdom: its check digits do "
                    "not fit. Look at the certificate of registration."
                )
        if any((sort_code, account, self.account_name)) and not (
            sort_code and account and self.account_name
        ):
            faults["account_name"] = (
                "Account name, sort code and account number belong together. Fill in "
                "all three, or none."
            )
        if faults:
            raise ValidationError(faults)


def _without_gaps(text: str) -> str:
    return re.sub(r"[\s-]", "", text)
