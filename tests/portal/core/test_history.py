"""Who did what: one line, one statement, and no action that nobody registered."""

import pytest
from django.core.exceptions import ValidationError

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
