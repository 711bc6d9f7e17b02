"""The diary of the demonstration: what has been, and what is to come."""

from dataclasses import dataclass

from events.models import Format, Mode, WayIn, Who

from .dates import FRI, MON, THU, TUE, WED, When, after, ahead, behind, on

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

PAST = (
    Show(
        "champion-2019",
        "Champion training: perinatal and infant mental health",
        on(2019, 7, 10, "09:30"),
        390,
        "Two days in London for those who will pass it on. A further course, after "
        "the spring ones sold out.",
        CHAMPION,
        audience="Practitioners of every agency who work with parents and babies",
        audience_short="All agencies",
        capacity=20,
        way_in=WayIn.PUBLIC,
        format=Format.COURSE,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 34000),
            ("Non-member", Who.ANYONE, 39500),
        ),
        topics=("perinatal-mental-health",),
        place="London",
        venue="The Old Board School, 4 Larch Street, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=30,
        cpd_minutes=720,
        second_day=on(2019, 7, 11, "09:30"),
        bought=5,
    ),
    Show(
        "awareness-2019",
        "Multi-agency perinatal mental health: awareness day",
        on(2019, 10, 16, "09:30"),
        390,
        "A day for people who meet parents in pregnancy and the first year.",
        AWARENESS,
        audience="Neonatal nurses, midwives, social workers, early-years workers and "
        "parent support workers",
        audience_short=ALL,
        capacity=20,
        way_in=WayIn.PUBLIC,
        format=Format.STUDY_DAY,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 9500),
            ("Non-member", Who.ANYONE, 12500),
        ),
        topics=("perinatal-mental-health",),
        place="London",
        venue="The Old Board School, 4 Larch Street, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=30,
        cpd_minutes=360,
        bought=6,
    ),
    Show(
        "conference-2019",
        "Leadership conference: the service we would build",
        on(2019, 12, 3, "09:30"),
        420,
        "A day in London for those who lead services and teams.",
        "Four talks in the morning, six rooms in the afternoon, and one question for "
        "the whole day: if we began again, what would we keep?",
        audience="Service leads, team managers and those who will be",
        audience_short="Service leads and team managers",
        capacity=250,
        way_in=WayIn.PUBLIC,
        format=Format.CONFERENCE,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 9500),
            ("Non-member", Who.ANYONE, 12500),
        ),
        series="leadership",
        topics=("workforce",),
        place="London",
        venue="Tanner’s Hall, 11 Tanner Row, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=45,
        cpd_minutes=360,
        bought=5,
    ),
    Show(
        "ambassador-2021",
        "Domestic abuse: becoming an ambassador",
        on(2021, 5, 14, "13:30"),
        120,
        "The first session on the new toolkit, for those who will bring it to their "
        "team.",
        "What the toolkit holds, how to ask safely when somebody may be listening, and "
        "what an ambassador promises: to keep the team’s copy in use.",
        capacity=100,
        topics=("domestic-abuse",),
        cpd_minutes=120,
        booked=4,
    ),
    Show(
        "networking-2022",
        "Practice education: a morning to compare notes",
        on(2022, 10, 12),
        90,
        "The new standards for teaching in practice, with the regulator’s lead and a "
        "panel from three fields.",
        "What the standards ask of a practice assessor, what they leave open, and how "
        "three fields of public health nursing mean to do it.",
        capacity=100,
        format=Format.NETWORKING,
        topics=("education",),
        speakers=(
            ("Standards lead, the nursing regulator", ""),
            ("Panel of three practice teachers", "Health visiting, school, workplace"),
        ),
        cpd_minutes=90,
        booked=4,
    ),
    Show(
        "special-2022",
        "Insights special: learning from safeguarding reviews",
        on(2022, 11, 9),
        60,
        "What a year of serious incidents asks of a home visit, with the national "
        "review panel.",
        SPECIAL,
        series="insights",
        is_special=True,
        topics=("safeguarding",),
        speakers=PANEL,
        booked=8,
    ),
    Show(
        "abuse-2022",
        "Insights: the domestic abuse law, a year and a half on",
        on(2022, 12, 7),
        60,
        "Children are victims in their own right. What has that changed at the door?",
        "A family charity tells what it sees, our expert adviser says what the law "
        "asks of you, and the toolkit for practice is opened to all members.",
        series="insights",
        topics=("domestic-abuse",),
        speakers=(
            ("Expert adviser, domestic abuse", "What the law asks"),
            ("Two practitioners of a family charity", "What we see"),
        ),
        booked=4,
    ),
    Show(
        "focus-2023",
        "Focus group: what a student needs in the first term",
        on(2023, 2, 21, "09:30"),
        60,
        "Ten students, one hour, no slides.",
        "We listen. What you say shapes what we ask of universities, without names.",
        audience="Students in their first year",
        audience_short="Students",
        capacity=10,
        way_in=WayIn.INVITATION,
        format=Format.ROUNDTABLE,
        tickets=(GUEST,),
        topics=("education",),
        booked=3,
    ),
    Show(
        "roundtable-2023",
        "Roundtable: who should lead a child in need plan?",
        on(2023, 8, 21, "14:00"),
        90,
        "Practitioners, service leads and advisers, before we answer the consultation.",
        "Three questions: when is it right, what would it need, and what would it cost "
        "the other families on the caseload? Notes go into our response.",
        audience="Those who were asked, from practice and from management",
        audience_short="By invitation",
        capacity=25,
        way_in=WayIn.INVITATION,
        format=Format.ROUNDTABLE,
        tickets=(GUEST,),
        topics=("safeguarding", "workforce"),
        cpd_minutes=90,
        booked=4,
    ),
    Show(
        "summit-2024-1",
        "National safeguarding summit: the first sitting",
        on(2024, 4, 23, "11:00"),
        120,
        "Run by another body on a platform of its own.",
        "How agencies mean to work with the new guidance. Those who could not get in "
        "were offered a second sitting on Friday.",
        audience="Everybody who works with children",
        audience_short="Everybody who works with children",
        capacity=None,
        way_in=WayIn.OPEN_LINK,
        format=Format.CONFERENCE,
        tickets=(),
        topics=("safeguarding",),
        host="National Safeguarding Summit",
        host_url="https://summit.example/",
        cpd_minutes=120,
    ),
    Show(
        "summit-2024",
        "National safeguarding summit: the providers’ view",
        on(2024, 4, 26, "11:00"),
        120,
        "An open meeting on what the new guidance asks of those who provide services.",
        "Two chief executives of professional bodies and the national lead for nurses "
        "who work with disabled children. The meeting moved to another platform at the "
        "last moment; the old link no longer worked.",
        audience="Everybody who provides services to children",
        audience_short="Everybody who provides services",
        capacity=None,
        way_in=WayIn.OPEN_LINK,
        format=Format.CONFERENCE,
        tickets=(),
        topics=("safeguarding",),
        host="National Safeguarding Summit",
        host_url="https://summit.example/",
        speakers=(
            ("Chief executive, a professional body for nursing", ""),
            ("Chief executive, a professional body for visiting", ""),
            ("National lead, nurses for disabled children", ""),
        ),
        cpd_minutes=120,
    ),
    Show(
        "conference-2024",
        "Leadership conference: a year with the new guidance",
        on(2024, 12, 5, "09:30"),
        420,
        "A day in London for those who lead services and teams.",
        "What changed, what only changed its name, and what we would ask of ministers "
        "with one sheet of paper.",
        audience="Service leads, team managers and those who will be",
        audience_short="Service leads and team managers",
        capacity=250,
        way_in=WayIn.PUBLIC,
        format=Format.CONFERENCE,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 9500),
            ("Non-member", Who.ANYONE, 12500),
        ),
        series="leadership",
        topics=("workforce",),
        place="London",
        venue="Tanner’s Hall, 11 Tanner Row, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=45,
        cpd_minutes=360,
        bought=4,
    ),
    Show(
        "forum-2025",
        "Champions’ forum: what our evaluation found",
        on(2025, 9, 9, "13:00"),
        60,
        "Whom the champions reached, and who was missing in the room.",
        "The research lead shows the figures of three years. Then two champions say "
        "what they do differently since they saw them.",
        audience="Champions of every programme",
        audience_short="Champions",
        capacity=None,
        format=Format.FORUM,
        series="champions-forum",
        topics=("perinatal-mental-health",),
        speakers=(("Research lead", "Three years of figures"),),
        booked=4,
    ),
    Show(
        "insights-sleep",
        "Insights: sleep, and what we promise about it",
        behind(40, WED),
        60,
        "Between reassurance and advice: an hour on the question that every parent "
        "asks.",
        "What is known about sleep in the first year, what is only sold, and how to "
        "say so without taking hope away.",
        series="insights",
        topics=("infant-feeding",),
        speakers=(("Sleep researcher, a northern university", ""),),
        booked=6,
    ),
    Show(
        "insights-fathers",
        "Insights: where is the father in the record?",
        behind(12, WED),
        60,
        "A look at a hundred records, and one small change to a form.",
        "A team in a northern borough counted how often the father’s name, health and "
        "worries stood in the record. They tell what they found, and what they changed "
        "on one page of it.",
        series="insights",
        topics=("safeguarding",),
        speakers=(
            ("Named nurse, a northern borough", "A hundred records"),
            ("Health visitor, same team", "One page"),
        ),
        booked=9,
    ),
)

# Its doors are open when the demonstration starts.
SOON = Show(
    "soon",
    "Insights drop-in: bring the question of the week",
    ahead(0, MON),
    45,
    "No talk and no slides: three advisers, and whatever you met this week.",
    "Come with a question, or to listen to the questions of others. The advisers for "
    "feeding, for safeguarding and for domestic abuse take turns.",
    series="insights",
    topics=("infant-feeding", "safeguarding"),
    speakers=(("Three expert advisers", "Whatever you ask"),),
    cpd_minutes=45,
    booked=6,
)

COMING = (
    Show(
        "insights-winter",
        "Insights drop-in: winter visits and damp homes",
        ahead(3, WED),
        60,
        "Mould, cold and a cough that does not go: what to write, and to whom.",
        "Half an hour on what housing law asks of a landlord since it was tightened, "
        "and half an hour on letters that get an answer. Bring one.",
        series="insights",
        topics=("safeguarding",),
        speakers=(("Housing lead, a children’s charity", "Letters that work"),),
        booked=12,
    ),
    Show(
        "special",
        "Insights special: learning from safeguarding reviews",
        ahead(16, WED),
        60,
        "What a year of serious incidents asks of a home visit, with the national "
        "review panel.",
        SPECIAL,
        series="insights",
        is_special=True,
        topics=("safeguarding",),
        speakers=PANEL,
        booked=18,
    ),
    Show(
        "conference",
        "Leadership conference: the year after the guidance",
        ahead(10, THU, "09:30"),
        420,
        "A day in London for those who lead services and teams.",
        "Morning: what a year has shown, from four areas. Afternoon: three rooms on "
        "caseloads, on supervision, and on growing the people who come after us.\n\n"
        "Doors open at 08:45 with coffee. The day ends in time for the trains.",
        audience="Service leads, team managers and those who will be",
        audience_short="Service leads and team managers",
        capacity=60,
        way_in=WayIn.PUBLIC,
        format=Format.CONFERENCE,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 9500),
            ("Non-member", Who.ANYONE, 12500),
        ),
        series="leadership",
        topics=("workforce",),
        place="London",
        venue="Tanner’s Hall, 11 Tanner Row, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=45,
        cpd_minutes=360,
        bought=12,
    ),
    Show(
        "clinic",
        "Infant feeding: a small clinic with the expert adviser",
        ahead(17, TUE, "12:30"),
        60,
        "Bring a case, without names. Ten people, so that everybody speaks.",
        "The adviser listens, the group thinks, and you leave with something to try. "
        "Nothing is recorded.",
        capacity=10,
        format=Format.MASTERCLASS,
        topics=("infant-feeding",),
        speakers=(("Expert adviser, infant feeding", ""),),
        needs="A camera and a quiet room.",
        booked=10,
    ),
    Show(
        "circle",
        "Supervision circle for those who work alone",
        ahead(20, MON, "16:00"),
        90,
        "Eight people from eight places, with somebody who leads well.",
        "One person brings a question. The others ask, and nobody advises until the "
        "last ten minutes. It is kinder than it sounds.",
        capacity=8,
        format=Format.MASTERCLASS,
        topics=("workforce",),
        speakers=(("Professional lead for supervision, a rural trust", ""),),
        needs="A camera and a quiet room.",
        cpd_minutes=90,
        booked=8,
    ),
    Show(
        "awareness",
        "Multi-agency perinatal mental health: awareness day",
        ahead(55, WED, "09:30"),
        390,
        "A day for people who meet parents in pregnancy and the first year.",
        AWARENESS,
        audience="Neonatal nurses, midwives, social workers, early-years workers and "
        "parent support workers",
        audience_short=ALL,
        capacity=20,
        way_in=WayIn.PUBLIC,
        format=Format.STUDY_DAY,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 9500),
            ("Non-member", Who.ANYONE, 12500),
        ),
        topics=("perinatal-mental-health",),
        place="London",
        venue="The Old Board School, 4 Larch Street, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=30,
        cpd_minutes=360,
        bought=16,
    ),
    Show(
        "champion",
        "Champion training: perinatal and infant mental health",
        ahead(80, WED, "09:30"),
        390,
        "Two days in London for those who will pass it on.",
        CHAMPION,
        audience="Practitioners of every agency who work with parents and babies",
        audience_short="All agencies",
        capacity=20,
        way_in=WayIn.PUBLIC,
        format=Format.COURSE,
        mode=Mode.ROOM,
        tickets=(
            ("Member", Who.MEMBER_PRICE, 34000),
            ("Non-member", Who.ANYONE, 39500),
        ),
        topics=("perinatal-mental-health",),
        place="London",
        venue="The Old Board School, 4 Larch Street, London",
        needs="Lunch is provided. Tell us what you do not eat.",
        join_opens_minutes=30,
        cpd_minutes=720,
        second_day=after(ahead(80, WED), 1, "09:30"),
        bought=6,
    ),
    Show(
        "networking",
        "Practice education: a morning to compare notes",
        ahead(45, WED),
        90,
        "For those who teach and assess in practice, and for those who learn there.",
        "Short talks from three fields, then rooms by region. Students are welcome: "
        "half of the questions are about you.",
        audience="Practice assessors, practice teachers and students",
        audience_short="Practice teachers and students",
        capacity=100,
        format=Format.NETWORKING,
        topics=("education",),
        speakers=(
            ("Education and workforce lead", "What the standards ask now"),
            ("Panel of three practice teachers", ""),
        ),
        cpd_minutes=90,
        booked=10,
    ),
    Show(
        "roundtable",
        "Roundtable: what counts as a safe caseload?",
        ahead(50, MON, "14:00"),
        90,
        "Before we write our position: what you carry, and what it costs.",
        "Two short papers, sent a week before. Then an hour of plain talk, noted "
        "without names.",
        audience="Those who were asked, from practice and from management",
        audience_short="By invitation",
        capacity=25,
        way_in=WayIn.INVITATION,
        format=Format.ROUNDTABLE,
        tickets=(GUEST,),
        topics=("workforce",),
        cpd_minutes=90,
        booked=4,
    ),
    Show(
        "summit",
        "National safeguarding summit: the providers’ view",
        ahead(54, FRI, "11:00"),
        120,
        "An open meeting, this year at our place. No booking: one address for all.",
        "Who is answering for what, two years into the guidance. With the chief "
        "executives of two professional bodies.",
        audience="Everybody who provides services to children",
        audience_short="Everybody who provides services",
        capacity=None,
        way_in=WayIn.OPEN_LINK,
        format=Format.CONFERENCE,
        tickets=(),
        topics=("safeguarding",),
        speakers=(
            ("Chief executive, a professional body for nursing", ""),
            ("Chief executive, a professional body for visiting", ""),
        ),
        cpd_minutes=120,
    ),
    Show(
        "school-nurses",
        "School nurses’ study day: starting school",
        ahead(57, THU, "09:30"),
        330,
        "Run and booked by our sister association. Our members are welcome.",
        "Continence, vision, and the letter that goes home in the first week.",
        audience="School nurses and health visitors who hand over to them",
        audience_short="School nurses and health visitors",
        capacity=None,
        way_in=WayIn.PUBLIC,
        format=Format.STUDY_DAY,
        mode=Mode.ROOM,
        tickets=(),
        topics=("education",),
        place="Leeds",
        venue="Aire House, Leeds",
        host="School Nursing Association",
        host_url="https://schoolnursing.example/study-day/",
        cpd_minutes=300,
    ),
    Show(
        "language",
        "Insights: first words, and when to wait",
        ahead(51, WED),
        60,
        "With a speech and language therapist.",
        "What to listen for at two, what to leave until three, and what to say to "
        "parents in between.",
        series="insights",
        speakers=(("Speech and language therapist", ""),),
        booked=3,
        cancelled_because="The speaker is ill. We look for a new date and tell you.",
    ),
    Show(
        "afternoon",
        "An open afternoon: meeting fathers where they are",
        ahead(52, THU, "13:30"),
        150,
        "Free, in Leeds, for every agency.",
        "Three projects that met fathers at work, at the match and in prison. Tea, and "
        "a table for each.",
        audience="Every agency that works with families",
        audience_short="All agencies",
        capacity=60,
        way_in=WayIn.PUBLIC,
        format=Format.STUDY_DAY,
        mode=Mode.ROOM,
        tickets=(ANYONE,),
        topics=("safeguarding",),
        place="Leeds",
        venue="The Weavers’ Room, 2 Calder Yard, Leeds",
        needs="Tea is provided. The room has a lift and a loop.",
        cpd_minutes=150,
        booked=7,
    ),
    Show(
        "region",
        "Region day: the south west",
        ahead(61, TUE, "10:00"),
        300,
        "In Bristol, and online for those who are three hours away.",
        "News from practice in the morning, a workshop on record keeping in the "
        "afternoon. The morning is streamed; the workshop runs in both.",
        capacity=40,
        format=Format.STUDY_DAY,
        mode=Mode.BOTH,
        topics=("workforce",),
        place="Bristol",
        venue="Harbour Rooms, 9 Cooper’s Quay, Bristol",
        needs="Bring your lunch; there is tea.",
        cpd_minutes=240,
        booked=3,
    ),
    Show(
        "forum",
        "Champions’ forum: the first session you run alone",
        ahead(72, TUE, "13:00"),
        60,
        "Two champions tell what went wrong, and what they do now.",
        "Rooms, numbers, a partner who is ill, and the question nobody could answer.",
        audience="Champions of every programme",
        audience_short="Champions",
        capacity=None,
        format=Format.FORUM,
        series="champions-forum",
        topics=("perinatal-mental-health",),
        booked=3,
    ),
    Show(
        "spring",
        "Insights: spring term, and what the survey says",
        ahead(100, WED),
        60,
        "The figures of our yearly survey, a week before they are published.",
        "Caseloads, time, and the one answer that changed most.",
        series="insights",
        topics=("workforce",),
        speakers=(("Policy and quality lead", ""),),
        booking_opens=ahead(21, MON, "09:00"),
    ),
    Show(
        "abuse",
        "Insights: asking about abuse when somebody is listening",
        ahead(114, WED),
        60,
        "How to ask on a video call, at a door, and with a child in the room.",
        "",
        series="insights",
        topics=("domestic-abuse",),
        publish=False,
    ),
)
