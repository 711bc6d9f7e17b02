"""Who did what: one line, one statement, and no action that nobody registered."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.log_actions import LogActionRegistry
from wagtail.models import ModelLogEntry

from portal.core import history
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_line_says_who_what_and_the_facts():
    subject, by = UserFactory(), UserFactory()

    history.record(subject, "events.published", by=by, facts={"places": 3})

    line = history.of(subject).get()
    assert (line.action, line.user, line.data, line.label) == (
        "events.published",
        by,
        {"places": 3},
        str(subject),
    )


def test_an_action_that_nobody_registered_is_refused():
    subject = UserFactory()

    with pytest.raises(ValidationError):
        history.record(subject, "events.abolished", by=None)

    assert not history.of(subject).exists()


def test_a_line_costs_one_statement(django_assert_num_queries):
    subject = UserFactory()
    history.record(subject, "events.published", by=subject)

    with django_assert_num_queries(1):
        history.record(subject, "events.published", by=subject)


@pytest.mark.parametrize(
    ("says", "facts", "said"),
    [
        ("Took {pence}", {"pence": 950}, "Took £9.50"),
        ("Took {pence}", {"pence": 0}, "Took £0.00"),
        ("Let go of {rows}", {"rows": 0}, "Let go of 0"),
        ("Ends {ends_on}", {"ends_on": "2027-03-31"}, "Ends 31 March 2027"),
        ("Ends {ends_on}", {"ends_on": "erased"}, "Ends erased"),
        ("Changed {fields}", {"fields": ["name", "address"]}, "Changed name, address"),
        ("From {before}", {"before": []}, "From none"),
        ("From {before}", {}, "From none"),
        (lambda facts: f"{facts['number']} of them", {"number": 3}, "3 of them"),
    ],
)
def test_a_line_says_its_facts_in_words(says, facts, said):
    actions = LogActionRegistry()
    actions.has_scanned_for_actions = True

    history.register_lines(actions, {"room.step": ("Step", says)}, empty="none")

    formatter = actions.get_formatter(ModelLogEntry(action="room.step"))
    assert formatter.label == "Step"
    assert formatter.format_message(ModelLogEntry(data=facts)) == said
