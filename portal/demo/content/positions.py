"""The positions of the demonstration."""

from dataclasses import dataclass
from typing import Any

from portal.cms.models import PositionStatus

from .wording import Day, ago, day, text


@dataclass(frozen=True)
class Held:
    slug: str
    title: str
    statement: str
    held_since: Day
    review_by: Day | None
    points: tuple[str, ...]
    basis: str
    body: tuple[tuple[str, Any], ...]
    status: PositionStatus = PositionStatus.CURRENT
    withdrawn_on: Day | None = None
    topics: tuple[str, ...] = ()
    nations: tuple[str, ...] = ("england", "scotland", "wales", "northern_ireland")


POSITIONS = (
    Held(
        "lead-practitioners",
        "Health visitors as lead practitioners",
        "A health visitor should lead a family’s plan when the family and the case "
        "call for it, with time and supervision to match. Never by default.",
        day(2023, 9, 6),
        day(2027, 9, 6),
        (
            "Who leads is decided case by case, with the family in the room.",
            "Nobody leads without hours set aside and a supervisor with a name.",
            "Leading one family’s plan must not cost other families their visits.",
            "Before the role grows, somebody independent works out what it costs.",
        ),
        "A roundtable of members in August 2023, and our answer to the consultation "
        "on the guidance in September.",
        (
            text(
                "<h2>Why</h2>",
                "Health visitors are let in because they come to everyone. When the "
                "person who weighs the baby becomes the person who holds the plan, the "
                "door that was opened for one thing is used for another. Sometimes "
                "that is right. It has to be somebody’s decision.",
                "Members told us of caseloads of several hundred children. With so "
                "many, a plan is led in the evening.",
                "<h2>Four questions to take to your area</h2>",
                "<ol><li>Who decides, and is the family there when it is "
                "decided?</li><li>How many hours a week, and out of whose "
                "caseload?</li><li>Who supervises, how often, and are they a social "
                "worker? Monthly is the least that our members thought "
                "safe.</li><li>What happens when you are away? A plan needs a second "
                "name from its first day.</li></ol>",
            ),
        ),
        topics=("safeguarding", "workforce"),
        nations=("england",),
    ),
    Held(
        "fathers-in-the-record",
        "Fathers belong in the record",
        "Whoever cares for a child is asked how they are, is written down by name, and "
        "is offered a visit at an hour when they can be there.",
        day(2021, 9, 14),
        ago(-45),
        (
            "The record names who lives in the home and who comes often.",
            "A father’s health is asked about with the same care as a mother’s.",
            "Services offer some visits outside working hours, and say so.",
        ),
        "Our reading of the national review on harm to babies by men, and letters "
        "from ninety members.",
        (
            text(
                "<h2>Why</h2>",
                "Records are written about the person who is at home on a weekday. "
                "That was once a fair guess at who cares for a baby. It is now a guess "
                "that leaves out half of the care and some of the danger.",
                "<h2>What it takes</h2>",
                "Forms with a place for it. Managers who count evening visits as work. "
                "And practice in asking, since it is an odd question the first ten "
                "times.",
            ),
        ),
        topics=("safeguarding",),
    ),
    Held(
        "one-family-help-service",
        "One family help service",
        "We support bringing early help and work with children in need together into "
        "one service, if families can still reach it without being referred.",
        day(2023, 5, 11),
        ago(20),
        (
            "One service, one key worker, one plan.",
            "Designed with children and families, not announced to them.",
            "Universal visits stay outside it and are the way in.",
        ),
        "Our answer to the consultation on the strategy for children’s social care, "
        "submitted on 11 May 2023.",
        (
            text(
                "<h2>Why</h2>",
                "Families told the review that they repeat themselves to six people. "
                "A single service with the right knowledge and skills would spare them "
                "five. We were asked to rank what matters most and put design with "
                "families first, one key worker second, knowledge and skills third.",
                "<h2>Under review</h2>",
                "Areas have begun. We are asking members what happened to the way in.",
            ),
        ),
        PositionStatus.UNDER_REVIEW,
        topics=("safeguarding", "workforce"),
        nations=("england",),
    ),
    Held(
        "visits-by-video",
        "Visits by video in an emergency",
        "While the rules keep people apart, a visit by video is better than none, and "
        "a newborn is still seen in person.",
        day(2020, 4, 22),
        None,
        (
            "Every newborn is seen in person.",
            "A call by video is written down as one, with who could be seen.",
        ),
        "The joint statement on babies in lockdown.",
        (
            text(
                "This was what we held while the rules kept people apart. They no "
                "longer do, and a visit is a visit.",
            ),
        ),
        PositionStatus.WITHDRAWN,
        withdrawn_on=day(2021, 9, 1),
        topics=("safeguarding",),
    ),
)
SHOWN_FIRST = "lead-practitioners"
