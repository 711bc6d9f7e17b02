"""More dates of the courses, and what happened to each: paid, ordered, kept, full.

The people and the organisations are invented. What stands here is what somebody would
have typed; how it came about is in `seeding/runs.py`.
"""

from dataclasses import dataclass, replace

from .coming import COMING
from .dates import THU, TUE, WED, after, ahead
from .shows import Show

_BY_KEY = {show.key: show for show in COMING}
AWARENESS_DAY, CHAMPION_DAYS = _BY_KEY["awareness"], _BY_KEY["champion"]
LEEDS = "The Cloth Rooms, 2 Wharf Yard, Leeds"
BRISTOL = "Harbour Study Rooms, 9 Quay Walk, Bristol"

RUNS: tuple[Show, ...] = (
    # Full, with people waiting.
    replace(
        AWARENESS_DAY,
        key="awareness-leeds",
        when=ahead(38, THU, "09:30"),
        place="Leeds",
        venue=LEEDS,
        capacity=8,
        bought=0,
    ),
    # Nearly full.
    replace(
        AWARENESS_DAY,
        key="awareness-online",
        when=ahead(62, TUE, "09:30"),
        mode="online",
        place="",
        venue="",
        needs="A browser, a camera, and a room in which you can talk.",
        bought=0,
    ),
    # Shared out between agencies.
    replace(
        CHAMPION_DAYS,
        key="champion-leeds",
        when=ahead(120, TUE, "09:30"),
        second_day=after(ahead(120, TUE), 1, "09:30"),
        place="Leeds",
        venue=LEEDS,
        bought=0,
    ),
    # Called off, with the money on its way back.
    replace(
        AWARENESS_DAY,
        key="awareness-bristol",
        when=ahead(30, WED, "09:30"),
        place="Bristol",
        venue=BRISTOL,
        bought=0,
    ),
)
CALLED_OFF = "The trainer is ill, and nobody can stand in at such short notice."


@dataclass(frozen=True)
class Buyer:
    """Who books for an organisation, and where its invoices go."""

    name: str
    email: str
    organisation: str
    address: str
    finance: str


THORNMERE = Buyer(
    "Meredith Colquhoun",
    "meredith.colquhoun@thornmere.example",
    "Thornmere Health and Care",
    "Thornmere House\n14 Station Road\nThornmere TM1 4XX",
    "payables@thornmere.example",
)
LINNET = Buyer(
    "Dashiell Abara-Finch",
    "dashiell.abara-finch@linnetvalley.example",
    "Linnet Valley Trust",
    "The Old Mill\nLinnet Valley LV2 2XX",
    "finance@linnetvalley.example",
)
ORDER_NUMBER = "PO-20417"

# For eight places of the awareness day that a funder pays for.
CODE, FUNDER, COST_CENTRE = "THREEBOROUGHS", "Three Boroughs Partnership", "TB-114"

# Part of the mix: its name, agencies, least, most.
MIX = (
    ("Health", ("Health",), 8, 12),
    ("Social care and early years", ("Social care", "Early years"), 4, None),
)

# Where people want champion training and there is no date; empty is anywhere.
WANTED_IN = ("Cardiff", "Cardiff", "Belfast", "Cardiff", "", "Belfast")
