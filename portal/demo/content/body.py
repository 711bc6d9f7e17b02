"""The body of the demonstration: who it says it is, and its lists."""

from portal.body.models import Mailbox

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
GRADES = (
    ("Practising", 6900, "For those in practice.", True, True, True, True),
    ("Student", 2500, "While you train.", True, True, True, False),
    ("Corporate place", 5900, "Paid by your employer.", True, True, True, False),
    ("Friend", 3900, "From outside the profession.", False, True, False, False),
    ("International", 5500, "In practice outside the UK.", True, True, True, False),
)
