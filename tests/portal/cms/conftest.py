"""What several tests of pages begin with: a response with all that one can have."""

from datetime import date

import pytest
from wagtail.rich_text import RichText

from portal.cms.questions import AGREEMENT
from tests.factories.cms import (
    ConsultationResponsePageFactory,
    SourceFactory,
    chapter,
    choice,
    free_text,
    ranking,
)

SUBMITTED = date(2023, 5, 11)


@pytest.fixture
def survey():
    return SourceFactory(
        key="survey-2022",
        publisher="The Institute",
        title="Annual survey",
        edition="2022 edition",
        dated="January 2023",
        url="https://survey.example/",
        checked_on=date(2023, 5, 3),
    )


@pytest.fixture
def groups():
    return SourceFactory(key="groups", title="Focus groups", dated="February 2023")


@pytest.fixture
def whole(survey, groups):
    """A response with every kind of question, a gap, and sources cited twice."""
    return ConsultationResponsePageFactory(
        title="Our answers",
        submitted_on=SUBMITTED,
        standfirst="We support one service.",
        points=[("point", RichText("<p>Count everybody.[^survey-2022]</p>"))],
        contributors=[("role", "Policy and quality lead")],
        document=[
            chapter("1", "Vision"),
            choice(
                "1.1",
                "Neutral",
                kind="scale",
                options=AGREEMENT,
                answer="<p>They say <b>little</b>.[^groups] Again.[^survey-2022]</p>",
            ),
            chapter("2", "Family help"),
            ranking("2.3", One_key_worker=2, With_families=1, Money=None),
            choice(
                "2.3a",
                "No",
                differs="The text welcomes it.",
                answer="<ul><li>First</li><li>Second, see <a "
                'href="https://plan.example/">the plan</a></li></ul>',
            ),
            chapter("3", "Courts", not_answered="No evidence of ours."),
            chapter("8", "Delivery"),
            free_text("8.2b", answer="<p>A plan.[^groups]</p>"),
        ],
    )
