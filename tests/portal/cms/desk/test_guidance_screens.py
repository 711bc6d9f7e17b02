"""Two editors of guidance in one second: the second meets words, and not an error."""

import time
from contextlib import nullcontext

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from wagtail.test.utils.form_data import inline_formset

from portal.accounts.roles import Role
from portal.cms.desk import guidance_screens
from portal.cms.models import Replacement, replacing
from tests.factories.accounts import staff
from tests.factories.guidance import GuidancePageFactory
from tests.page_forms import page_form
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.alone,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="Needs PostgreSQL"),
]

PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture(autouse=True)
def _slow_hands(monkeypatch):
    """Leave time between reading a form and writing the page."""
    look = replacing.faults_of_replacing

    def look_and_wait(*asked):
        found = list(look(*asked))
        time.sleep(0.3)
        return found

    monkeypatch.setattr(replacing, "faults_of_replacing", look_and_wait)


def close_a_loop_together():
    """Let two editors send the halves of a loop at once; return what they are told."""
    first, second = GuidancePageFactory(title="First"), GuidancePageFactory(title="Two")

    def send(page, other):
        client = Client()
        client.force_login(editors[page.pk])
        rows = inline_formset([{"replaced": str(other.pk), "ORDER": "1"}])
        form = page_form(page, replacements=rows, title=page.title)
        return lambda: client.post(f"/staff/pages/{page.pk}/edit/", {**form, **PUBLISH})

    editors = {page.pk: staff(Role.EDITOR) for page in (first, second)}
    return at_once([send(first, second), send(second, first)])


def test_the_second_gets_the_form_back_with_the_reason():
    answers = close_a_loop_together()

    told = [one for one in answers if one.status_code == 200]
    assert sorted(one.status_code for one in answers) == [200, 302]
    assert "This would go round in a circle" in told[0].content.decode()
    assert Replacement.objects.count() == 1


def test_without_taking_turns_the_second_meets_an_error(monkeypatch):
    """Seen without the guard: the test above proves something."""
    monkeypatch.setattr(guidance_screens, "one_after_the_other", nullcontext)

    answers = close_a_loop_together()

    assert any(isinstance(one, ValidationError) for one in answers)
