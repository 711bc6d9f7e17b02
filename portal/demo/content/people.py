"""The people of the demonstration. None of them exists; no address is anybody's."""

from dataclasses import dataclass

from portal.accounts.roles import Role

# Of the accounts that anybody may use: name, and the roles that it has.
NAMES: dict[str, tuple[str, tuple[Role, ...]]] = {
    "member@demo.example": ("Rosalind Achterberg", ()),
    "student@demo.example": ("Teodora Whitlock", ()),
    "lapsed@demo.example": ("Gwenllian Ŵyn-Parry", ()),
    "midwife@demo.example": ("Ifeoma Carrow", ()),
    "coordinator@demo.example": ("Oluwaseun Hartington", ()),
    "trainer@demo.example": ("Bertrand Oyelowo-Finch", (Role.TRAINER,)),
    "editor@demo.example": ("Marguerite Sallow", (Role.EDITOR, Role.POLICY)),
    "events@demo.example": ("Callum Penhaligon", (Role.EVENTS,)),
    "secretary@demo.example": ("Dilys Haverstock", (Role.MEMBERSHIP,)),
    "finance@demo.example": ("Anselm Thackeray-Rao", (Role.FINANCE,)),
    "admin@demo.example": ("Perpetua Langholm", (Role.ADMINISTRATOR,)),
}

EMPLOYERS = (
    ("Ashvale Community Trust", "ashvale.example"),
    ("Thornmere Health and Care", "thornmere.example"),
    ("Linnet Valley Trust", "linnetvalley.example"),
    ("Carrick Moor Board", "carrickmoor.example"),
    ("Saltby Borough Council", "saltby.example"),
    ("Wyrebridge Family Services", "wyrebridge.example"),
)

FIRST_NAMES = (
    "Adaeze", "Bronwen", "Cressida", "Deepika", "Eilidh", "Fionnuala", "Gaynor",
    "Hyacinth", "Imelda", "Jacinta", "Kavita", "Lowri", "Morag", "Nerys", "Oonagh",
    "Philippa", "Quenby", "Rukhsana", "Siobhan", "Tamsin", "Ursula", "Verity",
    "Winsome", "Yetunde", "Zainab", "Alasdair", "Babatunde", "Cedric", "Dafydd",
    "Emeka",
)  # fmt: skip
LAST_NAMES = (
    "Abernethy", "Brocklesby", "Chowdhury-Lane", "Dunwoody", "Eastwick", "Fairweather",
    "Gatenby", "Hollingbery", "Inverarity", "Jessop", "Kilbride", "Loxley-Bhatt",
    "Mwangi-Stone", "Nightingale", "Okonjo-Reed", "Pemberley", "Quarrington",
    "Ravenscroft", "Szymanska-Hill", "Trevelyan", "Underhill", "Vasquez-Moore",
    "Wetherby", "Yarrow",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    employer: str


def crowd(number: int, *, offset: int = 0) -> list[Person]:
    """Return so many people who differ, always the same ones."""
    people = []
    for place in range(offset, offset + number):
        first = FIRST_NAMES[place % len(FIRST_NAMES)]
        last = LAST_NAMES[(place * 7 + place // len(FIRST_NAMES)) % len(LAST_NAMES)]
        employer, domain = EMPLOYERS[place % len(EMPLOYERS)]
        address = f"{first}.{last}{place}@{domain}".lower()
        people.append(Person(f"{first} {last}", address, employer))
    return people
