"""Commissions of the demonstration: one long done, one being named, and who asks."""

from datetime import timedelta

from events.commissioning.commissions import Agreement
from events.commissioning.enquiries import Wish
from events.models import Format, Mode, WayIn
from portal.core.money import Vat

from .dates import THU, WED, When, after, ahead, on
from .shows import CHAMPION, Show

COURSE = "perinatal-champion"
TITLE = "Champion training: perinatal and infant mental health"


def _run(key: str, when: When, *, capacity: int, place: str, venue: str) -> Show:
    return Show(
        key,
        TITLE,
        when,
        390,
        "Two days for named delegates of a commission, who will pass it on.",
        CHAMPION,
        audience="Practitioners whom the commissioner has named",
        audience_short="Named delegates",
        capacity=capacity,
        way_in=WayIn.COMMISSIONED,
        format=Format.COURSE,
        mode=Mode.ROOM,
        tickets=(),
        topics=("perinatal-mental-health",),
        place=place,
        venue=venue,
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=30,
        cpd_minutes=720,
        second_day=after(when, 1, "09:30"),
    )


OLD_SCHOOL = "The Old Board School, 4 Larch Street, London"

# Three runs of October 2015: 68 people, of whom 22 from maternity.
LONDON_RUNS = (
    (
        _run(
            "cohort-1",
            on(2015, 10, 6, "09:30"),
            capacity=23,
            place="London",
            venue=OLD_SCHOOL,
        ),
        (15, 8),
    ),
    (
        _run(
            "cohort-2",
            on(2015, 10, 13, "09:30"),
            capacity=23,
            place="London",
            venue=OLD_SCHOOL,
        ),
        (15, 8),
    ),
    (
        _run(
            "cohort-3",
            on(2015, 10, 20, "09:30"),
            capacity=22,
            place="London",
            venue=OLD_SCHOOL,
        ),
        (16, 6),
    ),
)
BOROUGHS = (
    "Barnet", "Enfield", "Haringey", "Camden", "Islington", "Hackney", "Newham",
    "Redbridge", "Havering", "Tower Hamlets", "Waltham Forest", "Barking and Dagenham",
)  # fmt: skip
STRANDS = (("Multi-agency", 46), ("Maternity", 22))
# Who works where: by turns, so that some agencies are few.
AGENCIES = (
    *["Health"] * 4,
    *["Social care"] * 3,
    *["Early years"] * 2,
    "Voluntary sector",
    "Police",
)

# The network paid before these books began, so nothing is billed here.
LONDON = Agreement(
    title="Champions for twelve boroughs",
    commissioner="London perinatal network",
    funder="Regional education funder",
    places=68,
    price_pence=0,
    vat=Vat.EXEMPT,
    strands=STRANDS,
)
LONDON_AGREED = on(2015, 6, 22)

# --- One that is being named -----------------------------------------------

VALLEY_RUNS = (
    (
        _run(
            "valley-1",
            ahead(18, WED, "09:30"),
            capacity=14,
            place="Leeds",
            venue="The Corn Loft, 2 Quay Road, Leeds",
        ),
        (8, 4),
    ),
    (
        _run(
            "valley-2",
            ahead(60, THU, "09:30"),
            capacity=14,
            place="Leeds",
            venue="The Corn Loft, 2 Quay Road, Leeds",
        ),
        (8, 4),
    ),
)
VALLEY_WISH = Wish(
    organisation="Wyre and Linnet Valley network",
    name="Oluwaseun Hartington",
    email="coordinator@demo.example",
    phone="01632 960 417",
    places=24,
    where="The two valleys",
    when="Two dates, one before Christmas",
    words="We want one champion in each team, midwives among them, who go on to train "
    "the others. Our funder wants to see which agencies they come from.",
)
VALLEY = Agreement(
    title="Champions for the two valleys",
    commissioner="Wyre and Linnet Valley network",
    funder="Regional education funder",
    places=24,
    price_pence=648_000,
    vat=Vat.EXEMPT,
    strands=(("Multi-agency", 16), ("Maternity", 8)),
    order_number="REF-20917",
)
VALLEY_PAYER = {
    "name": "Regional education funder",
    "address": "Bridge House\n14 Canal Street\nLeeds LS1 1XX",
    "email": "payables@educationfunder.example",
    "contact": "Accounts payable",
    "needs_order_number": True,
}
VALLEY_NAMED = (7, 2)
VALLEY_LINKS = 2

# --- Who asks --------------------------------------------------------------

ASKS = (
    # How many days ago, what, and what came of it.
    (
        9,
        Wish(
            organisation="Carrick Moor Board",
            name="Isobel Strachan",
            email="isobel.strachan@carrickmoor.example",
            places=60,
            where="The whole board",
            when="Spring, online if it can be",
            words="Twenty first and forty more if it goes well.",
        ),
        "new",
    ),
    (
        1,
        Wish(
            organisation="Saltby Borough Council",
            name="Peregrine Oduya",
            email="peregrine.oduya@saltby.example",
            places=15,
            where="Saltby",
            when="Any Tuesday in March",
            words="Family support workers. Half of them have never had a course.",
        ),
        "new",
    ),
    (
        6,
        Wish(
            organisation="Thornmere Health and Care",
            name="Branwen Aldous",
            email="branwen.aldous@thornmere.example",
            phone="01632 960 233",
            places=20,
            where="Thornmere",
            when="May",
            words="For a neonatal unit and the health visitors around it.",
        ),
        "quoted",
    ),
    (
        48,
        Wish(
            organisation="Wyrebridge Family Services",
            name="Tobias Renn",
            email="tobias.renn@wyrebridge.example",
            places=12,
            when="This year",
        ),
        "lost",
    ),
)
QUOTED_FOR = timedelta(days=30)
LOST = "They went with the public dates instead"
