"""Shows: what an event of the demonstration says of itself, and what several share."""

from dataclasses import dataclass

from events.models import Format, Mode, WayIn, Who

from .dates import When

TOPICS = {
    "safeguarding": "Safeguarding",
    "infant-feeding": "Infant feeding",
    "perinatal-mental-health": "Perinatal mental health",
    "domestic-abuse": "Domestic abuse",
    "workforce": "Workforce and caseloads",
    "education": "Education and practice teaching",
}

SERIES = {
    "insights": (
        "Insights",
        "An hour at ten on a Wednesday, with somebody who has just done the work.",
    ),
    "champions-forum": (
        "Champions’ forum",
        "Four times a year, for those who were trained to pass learning on.",
    ),
    "leadership": ("Leadership conference", "One day in December, in London."),
}

MEMBER = ("Member", Who.MEMBERS, 0)
ANYONE = ("Delegate", Who.ANYONE, 0)
GUEST = ("Guest", Who.ANYONE, 0)
HV = "Health visitors and school nurses"
ALL = "Anyone who meets new parents at work"


@dataclass(frozen=True)
class Show:
    """One event, as staff would have typed it."""

    key: str
    title: str
    when: When
    minutes: int
    summary: str
    description: str
    audience: str = f"{HV}, and those who train as one"
    audience_short: str = HV
    capacity: int | None = 300
    way_in: WayIn = WayIn.MEMBERS
    format: Format = Format.WEBINAR
    mode: Mode = Mode.ONLINE
    tickets: tuple[tuple[str, Who, int], ...] = (MEMBER,)
    speakers: tuple[tuple[str, str], ...] = ()
    topics: tuple[str, ...] = ()
    series: str = ""
    is_special: bool = False
    place: str = ""
    venue: str = ""
    host: str = ""
    host_url: str = ""
    needs: str = "A browser and somewhere to listen. No program to install."
    join_opens_minutes: int = 15
    cpd_minutes: int = 60
    second_day: When | None = None
    booking_opens: When | None = None
    # What becomes of it.
    booked: int = 0
    bought: int = 0
    publish: bool = True
    cancelled_because: str = ""


SPECIAL = """
A national panel reads every serious incident in which a child was harmed or died and \
abuse or neglect is known or suspected. Its yearly report says what they have \
in common. This hour turns that into questions for a home visit.

What you take away: six themes in plain words; two questions to ask about men in a \
household; and how to write down what you did not see.

There is time for questions. Send one beforehand and we put it without your name.
"""

AWARENESS = """
One day for people who meet parents in pregnancy or in the first year and want to \
notice sooner when something is wrong.

Morning: why illness around birth matters, for mother, father and baby; what it \
looks like; how to ask. Afternoon: safety and risk; whose business it is; what \
helps, and who to send to. You leave with a list of the services in your own area, \
made on the day.

This is awareness, and learning for yourself. It does not make you a champion and \
gives no right to train others.
"""

CHAMPION = """
Two days that make you the person your team turns to about mental health around birth, \
of parents and of infants alike.

Day 1: the evidence, and illness from mild to severe. Day 2: leading locally, \
working on the pathway, and passing it on: you plan your first session for \
colleagues with a partner from another agency.

Champions agree to be a local voice, to help shape the pathway, to keep a folder that \
others can use, and to see that minds are taken as seriously as bodies.
"""

PANEL = (
    ("Chair of the national review panel", "What the year’s incidents have in common"),
    ("Nursing member of the panel", "The view from a home visit"),
    (
        "Associate director of safeguarding, a London community trust",
        "What we changed, and what it cost",
    ),
)
