"""Findings of the demonstration: reports of surveys, and a review of evidence."""

from portal.cms.access import Readers
from portal.cms.models import ResourceKind

from .shelf import Bars, Made, Paper, Part
from .wording import ago, day, figures, text

FINDINGS = (
    Made(
        "annual-survey-2022",
        "Annual survey 2022: caseloads, visits and who is missing",
        ResourceKind.SURVEY_REPORT,
        Readers.EVERYONE,
        "What members told us of their year: how many children, how many visits in "
        "person, and which of the visits that are promised do not happen.",
        day(2023, 1, 18),
        day(2023, 1, 18),
        None,
        (
            text(
                "Every autumn we ask members in practice the same twenty questions, so "
                "that a year can be held beside another.",
                "<h2>What it shows</h2>",
                "Most members hold more children than they can know by name. Visits "
                "are made, later than promised. The first to go is the second visit to "
                "a family that seemed to be well.",
            ),
            figures(
                "Annual survey 2022, members in practice in England",
                ("3 in 4", "hold a caseload above what we think safe"),
                ("1 in 2", "cannot offer every family the visits it should have"),
                ("4 in 5", "would choose the work again"),
            ),
        ),
        ("workforce",),
        papers=(
            Paper(
                "annual-survey-2022.pdf",
                "Annual survey 2022",
                (
                    Part(
                        "In short",
                        words=(
                            "Three in four hold a caseload above what we think safe. "
                            "One in two cannot offer every family the visits that it "
                            "should have. Four in five would choose the work again."
                        ),
                    ),
                    Part(
                        "Who answered",
                        words=(
                            "Members in practice, asked by e-mail in the autumn of "
                            "2022 and reminded once. Those with the heaviest "
                            "caseloads are the least likely to answer, so the figures "
                            "flatter."
                        ),
                    ),
                    Part(
                        "What we ask for",
                        points=(
                            "A caseload that one person can know.",
                            "Every promised visit, in person, at home.",
                            "Training places that replace those who leave.",
                        ),
                    ),
                ),
            ),
        ),
    ),
    Made(
        "annual-survey-2023",
        "Annual survey 2023: what changed in a year",
        ResourceKind.SURVEY_REPORT,
        Readers.EVERYONE,
        "The same questions a year later. Fewer people, the same number of children, "
        "and more families who ask for help with food and heating.",
        day(2023, 12, 6),
        day(2023, 12, 6),
        None,
        (
            text(
                "<h2>What changed</h2>",
                "Three things moved by more than chance explains. More families asked "
                "for help with food and heating. More visits were about a worry for "
                "safety. And more members said that they had covered a second "
                "caseload for at least a month.",
                "<h2>What did not</h2>",
                "Why people stay. The answer is the same as in every year: the "
                "families, and the colleague at the next desk.",
            ),
        ),
        ("workforce",),
        papers=(
            Paper(
                "annual-survey-2023.pdf",
                "Annual survey 2023",
                (
                    Part(
                        "In short",
                        words=(
                            "Fewer people hold the same number of children. Poverty "
                            "is the commonest subject of a visit that was not "
                            "planned."
                        ),
                    ),
                    Part(
                        "How to read it",
                        words=(
                            "The questions are those of 2022 and were asked in the "
                            "same weeks. A difference of less than four in a hundred "
                            "may be chance, and we do not speak of it."
                        ),
                    ),
                ),
            ),
        ),
    ),
    Made(
        "unseen-men",
        "Unseen men: what is known, and what works",
        ResourceKind.EVIDENCE_REVIEW,
        Readers.EVERYONE,
        "A review of what has been published on men who care for babies and are not in "
        "the record, and of the few services that changed it.",
        day(2021, 11, 10),
        ago(400),
        ago(20),
        (
            text(
                "More than a third of the notifications to the national panel concern "
                "babies. In many of them somebody cared for the child of whom the "
                "record knew no more than that he existed.",
                "<h2>What we looked for</h2>",
                "Papers in English from the last fifteen years about fathers and other "
                "men in universal services. Of four hundred we read sixty, and of "
                "those eleven had tried something and measured it.",
                "<h2>What works</h2>",
                "<ul><li>A place in the record for his name, filled in before the "
                "birth.</li><li>A visit at an hour when he is at home.</li><li>Asking "
                "him how he is, with the same questions.</li></ul>",
                "<h2>What is not known</h2>",
                "Whether any of it prevents harm. Nobody has looked for long enough.",
            ),
        ),
        ("safeguarding",),
        papers=(
            Paper(
                "unseen-men.pdf",
                "Unseen men: what is known, and what works",
                (
                    Part(
                        "The question",
                        words=(
                            "What is known about men who care for babies and are not "
                            "known to services, and has anything changed it?"
                        ),
                    ),
                    Part(
                        "What was read",
                        words=(
                            "Four hundred papers by title, sixty in full, eleven that "
                            "had tried something and measured it."
                        ),
                    ),
                    Part(
                        "What to do on Monday",
                        points=(
                            ("Ask for his name before the birth, and write it down."),
                            "Offer one visit outside working hours, and say so.",
                            "Ask him how he is. Wait for the answer.",
                        ),
                    ),
                ),
            ),
        ),
    ),
    Made(
        "babies-in-the-figures",
        "Babies in the panel’s figures",
        ResourceKind.INFOGRAPHIC,
        Readers.EVERYONE,
        "The fourth annual report of the review panel in one picture that may be "
        "printed, shown and passed on.",
        day(2024, 2, 20),
        day(2024, 2, 20),
        None,
        (
            text(
                "Of 393 notifications 146 were of a child who died and 227 of serious "
                "harm. Of all of them 142, which is 36 %, concerned a child under one "
                "year old.",
            ),
        ),
        ("safeguarding",),
        pictures=(
            Bars(
                "babies-in-the-figures.png",
                "393 notifications in a year",
                (
                    ("Serious harm", 227),
                    ("A child died", 146),
                    ("Other", 20),
                    ("Of all these, under one year old", 142),
                ),
                "National review panel, fourth annual report",
                "Bars: 227 notifications of serious harm, 146 of a child who died, 20 "
                "of something else. Below them: 142 of all 393, 36 %, concerned a "
                "child under one year old.",
            ),
        ),
    ),
)
