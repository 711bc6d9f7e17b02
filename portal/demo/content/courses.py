"""The courses of the demonstration, and the pages that show them.

Dates, prices and places are those of the diary: nothing of them stands here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .wording import Day, text


def until(days: int) -> Day:
    return lambda today: today + timedelta(days=days)


@dataclass(frozen=True)
class Taught:
    """A course and its page; `runs` are keys of the diary, `other` of a course."""

    key: str
    title: str
    summary: str
    length: str
    for_whom: str
    outcomes: tuple[str, ...]
    programme: tuple[str, ...]
    minutes: int
    other: str
    runs: tuple[str, ...]
    body: tuple[tuple[str, Any], ...]
    accredited_by: str = ""
    accredited_until: Day | None = None
    cascade_allowed: bool = False
    professions: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    topics: tuple[str, ...] = ("perinatal-mental-health",)


def told(words: str, role: str, year: int) -> tuple[str, Any]:
    """What somebody said of it, who agreed in the month after."""
    return (
        "testimonial",
        {
            "words": words,
            "role": role,
            "year": year,
            "consented_on": date(year, 11, 30).isoformat(),
        },
    )


COURSES = (
    Taught(
        "perinatal-awareness",
        "Perinatal mental health: awareness day",
        "A day for people who meet parents in pregnancy and the first year: notice "
        "sooner, ask better, and know who helps.",
        "One day",
        "Neonatal nurses, midwives, social workers, early-years workers and parent "
        "support workers. You need not know anything about it beforehand.",
        (
            "Say why illness around birth matters for mother, father and baby.",
            "Recognise low mood, anxiety and the rare signs that cannot wait.",
            "Ask about it in words of your own, and hear the answer out.",
            "Know what is safe to carry yourself and whom to call.",
            "Name the services of your own area, from the list you make on the day.",
        ),
        (
            "Why it matters: mother, father, baby",
            "What it looks like, and how it is treated",
            "Safety and risk, with three cases",
            "Everybody’s business: your role, your words, your next call",
        ),
        360,
        "perinatal-champion",
        (
            "awareness-2019",
            "awareness",
            "awareness-leeds",
            "awareness-online",
            "awareness-bristol",
        ),
        (
            text(
                "<h2>What it is, and what it is not</h2>",
                "The day is small on purpose: twenty people from many agencies, so "
                "that everybody can put their own case. You leave with something to do "
                "on Thursday morning.",
                "It is learning for yourself. If your team wants somebody who trains "
                "the others, send one or two of you to champion training instead.",
                "<h2>What people say who came</h2>",
            ),
            told("I use it on the unit every week.", "Neonatal nurse", 2018),
            told(
                "I knew nothing about it when I arrived. All of it was for me.",
                "Parent support worker",
                2018,
            ),
            told(
                "I ask now, and I refer sooner. The numbers of our services hang on "
                "the ward.",
                "Midwife",
                2018,
            ),
        ),
        professions=(
            "Neonatal nurse",
            "Midwife",
            "Social worker",
            "Early-years worker",
            "Parent support worker",
        ),
    ),
    Taught(
        "perinatal-champion",
        "Champion training: perinatal and infant mental health",
        "Two days that make you the person your team turns to, for parents and for "
        "infants alike, with materials to train colleagues.",
        "Two days",
        "Practitioners of every agency who work with parents and babies and have their "
        "manager’s word for two half days a year to train others.",
        (
            "Explain the evidence on illness around birth, from mild to severe.",
            "See the infant’s side: what a baby shows when a parent is ill.",
            "Lead locally: work on the pathway of your own area.",
            "Keep a folder that colleagues use.",
            "Train colleagues in half a day, with a partner from another agency.",
        ),
        (
            "Day 1: the evidence, and illness from mild to severe",
            "Day 1: the infant, and what helps the two together",
            "Day 2: leading locally, and the pathway",
            "Day 2: passing it on; you plan your first session with a partner",
        ),
        720,
        "perinatal-awareness",
        ("champion-2019", "champion", "champion-leeds"),
        (
            text(
                "<h2>What a champion promises</h2>",
                "A champion is a local voice, helps to shape the pathway, is a place "
                "to turn to, sees that minds are taken as seriously as bodies, and "
                "stays with the evidence. The promise is renewed every two years.",
                "<h2>What people say who came</h2>",
            ),
            told(
                "I thought it was a subject for specialists. Now I ask, and I know "
                "what to do with the answer.",
                "Midwife",
                2015,
            ),
        ),
        accredited_by="CPD Standards Office",
        accredited_until=until(500),
        cascade_allowed=True,
    ),
)
