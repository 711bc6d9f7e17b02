"""Five hundred notices at our door at once, and pages in the meantime."""

import pytest
from django.db import connection

from portal.payments.models import Notice
from tests.bench import notices
from tests.fakes import stripe as fake
from tests.rig import server

pytestmark = [
    pytest.mark.alone,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several processes need PostgreSQL"
    ),
]


def test_a_burst_of_notices_is_taken_in_while_pages_are_served():
    """W16"""
    with server.running(settings_module="tests.rig.settings") as running:
        answers, pages, took = notices.burst(running, secret=fake.SECRET, secure=False)

    assert {answer.status for answer in answers} == {200}
    assert {page.status for page in pages} == {200}
    assert Notice.objects.count() == notices.NOTICES
    assert took < 3 * notices.WITHIN_SECONDS
