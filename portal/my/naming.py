"""Naming: what a person reads for a table, where its own name is the builders'."""

from django.db import models

IN_WORDS = {
    "account.emailaddress": "e-mail addresses",
    "account.emailconfirmation": "codes to prove an address",
    "accounts.details": "your details",
    "accounts.look": "when staff opened your record",
    "accounts.loststep": "a lost second step",
    "accounts.user": "your account",
    "cms.alert": "e-mail alerts",
    "cms.alertitem": "what alerts told you of",
    "cms.draftcomment": "comments on drafts",
    "cms.draftreview": "drafts you were asked to read",
    "cms.membersview": "views on consultations",
    "cpd.accountversion": "earlier versions of reflective accounts",
    "cpd.cpdentry": "CPD entries",
    "cpd.cpdevidence": "evidence",
    "cpd.eventnote": "notes from events",
    "events.accessneed": "what you need to take part",
    "events.attendance": "attendance",
    "events.atthedoor": "when you came to join online",
    "events.champion": "champion training",
    "events.waitinglistentry": "waiting list entries",
    "events.watching": "what you watched",
    "membership.addresschange": "changes of address",
    "membership.coderequest": "codes asked for with your number",
    "membership.coordinator": "employers you coordinate",
    "membership.importedmember": "rows of imported lists",
    "membership.lostnumber": "numbers asked for again",
    "membership.member": "your membership",
    "membership.memberexport": "lists you took out as staff",
    "membership.membernote": "notes by our staff",
    "membership.seat": "places that an employer pays for",
    "membership.seatinvitation": "invitations to such a place",
    "membership.subscription": "terms of membership",
    "mfa.authenticator": "second steps and passkeys",
    "notifications.preference": "what you want to hear of",
    "payments.agreement": "automatic renewals",
    "payments.billline": "lines of bills",
    "payments.invoiceline": "lines of invoices",
    "payments.orderrequest": "purchase order numbers asked for",
    "payments.payer": "who pays",
    "usersessions.usersession": "devices you are signed in on",
    "wagtailadmin.editingsession": "pages open in the editor",
    "wagtailadmin.formstate": "forms kept open in the editor",
    "wagtailcore.modellogentry": "what was done with your records",
    "wagtailcore.pagesubscription": "pages you follow in the editor",
    "wagtailusers.userprofile": "settings of the editor",
}


def many(table: type[models.Model]) -> str:
    """Return what the rows of a table are called, in the middle of a sentence."""
    options = table._meta  # noqa: SLF001 - Django's own API
    return IN_WORDS.get(options.label_lower, str(options.verbose_name_plural))
