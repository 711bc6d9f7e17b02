"""The body of the demonstration: who it says it is, and its lists."""

from typing import Any

from portal.body.models import Mailbox
from portal.core.money import Vat

IDENTITY = {
    "name": "The Institute",
    "short_name": "The Institute",
    "strapline": "For those who visit families at home: training, positions and a "
    "record of what you learned.",
    "legal_line": "An invented charity, for demonstration",
}

MAILBOXES = {
    Mailbox.Role.GENERAL: "hello",
    Mailbox.Role.EVENTS: "events",
    Mailbox.Role.MEMBERS: "members",
    Mailbox.Role.FINANCE: "accounts",
    Mailbox.Role.POLICY: "policy",
    Mailbox.Role.PRESS: "press",
    Mailbox.Role.ACCESSIBILITY: "access",
    Mailbox.Role.PRIVACY: "privacy",
}
DOMAIN = "institute.example"
HOURS = "Weekdays 09:00 to 17:00, UK time"

PROFESSIONS = (
    "Health visitor",
    "School nurse",
    "Community nursery nurse",
    "Family nurse",
    "Midwife",
    "Neonatal nurse",
    "Social worker",
    "Early-years worker",
    "Parent support worker",
    "Police officer",
    "General practitioner",
)
AGENCIES = (
    "Health",
    "Social care",
    "Early years",
    "Education",
    "Police",
    "Voluntary sector",
)
AREAS = (
    "Barnet",
    "Enfield",
    "Haringey",
    "Leeds",
    "Bristol",
    "Glasgow",
    "Cardiff",
    "Belfast",
)

# name, yearly price, for whom, books members' events, pays the member price,
# opens the library, votes
GRADES: tuple[dict[str, Any], ...] = (
    {
        "name": "Practising",
        "price_pence": 6900,
        "month_pence": 625,
        "description": "For those in practice.",
        "votes": True,
        "may_pause": True,
        "may_pay_by_invoice": True,
    },
    {
        "name": "Student",
        "price_pence": 2500,
        "description": "While you train.",
        "evidence": "your student card, or who teaches you",
        "asks_qualification_day": True,
        "may_pause": True,
        "moves_up_to": "Practising",
    },
    {
        "name": "Retired",
        "price_pence": 2000,
        "description": "After a life in practice.",
        "evidence": "in a sentence, when and where you last practised",
        "needs_approval": True,
        "votes": True,
    },
    {
        "name": "Friend",
        "price_pence": 3900,
        "month_pence": 350,
        "description": "From outside the profession.",
        "books_members_events": False,
        "opens_library": False,
        "may_pay_by_invoice": True,
        "vat": Vat.STANDARD,
    },
    {
        "name": "International",
        "price_pence": 5500,
        "description": "In practice outside the UK.",
        "may_pause": True,
    },
    {
        "name": "Corporate place",
        "price_pence": 5900,
        "description": "Paid by your employer.",
        "may_pay_by_invoice": True,
        "sold_as_places": True,
        "by_staff_only": True,
    },
    {
        "name": "Honorary fellow",
        "price_pence": 0,
        "description": "Given by the council for long service.",
        "votes": True,
        "by_staff_only": True,
    },
)

# What the membership team remembers about the member whom everybody may look at.
NOTE = (
    "Telephoned about the card: it was printed before she changed her name. Sent the "
    "PDF instead. Prefers to be called in the afternoon."
)
