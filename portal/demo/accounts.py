"""Accounts: who can sign in to the demonstration?"""

PASSWORD = "health visiting"  # noqa: S105 - shown to everyone who starts it

ACCOUNTS = {
    "member@demo.example": "member in good standing",
    "student@demo.example": "student member",
    "lapsed@demo.example": "member whose subscription has ended",
    "midwife@demo.example": "another profession: a champion, not a member",
    "coordinator@demo.example": "coordinator of an employer's places, not a member",
    "trainer@demo.example": "trainer",
    "editor@demo.example": "editor, and one of the policy team",
    "events@demo.example": "events administrator",
    "secretary@demo.example": "membership secretary",
    "finance@demo.example": "finance",
    "admin@demo.example": "administrator",
}

# On the list of members, but without an account until the first code is used.
NEWCOMER = "newcomer@demo.example"
