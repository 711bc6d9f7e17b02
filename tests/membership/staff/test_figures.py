"""The screen of figures."""

import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.membership import current_member, lapsed_member

pytestmark = pytest.mark.django_db

PAGE = reverse("staff_members:figures")


def test_each_figure_is_drawn_said_and_listed(client):
    current_member()
    lapsed_member()
    client.force_login(staff(Role.MEMBERSHIP))

    page = client.get(PAGE).text

    assert page.count('<svg class="staff-chart"') == 5
    assert page.count("The figures as a table") == 5
    assert "if they are like the last twelve" in page
    assert "style=" not in page.split('<svg class="staff-chart"')[1].split("</svg>")[0]


def test_each_figure_is_a_file(client):
    current_member()
    client.force_login(staff(Role.MEMBERSHIP))

    for figure, _, address in client.get(PAGE).context["figures"]:
        answer = client.get(address)
        assert answer["Content-Type"].startswith("text/csv")
        assert str(figure.header[0]) in answer.content.decode("utf-8-sig")
    missing = reverse("staff_members:figures-sheet", args=["made-up"])
    assert client.get(missing).status_code == 404


def test_only_who_keeps_the_list_sees_them(client):
    """A4."""
    client.force_login(staff(Role.EVENTS))

    assert client.get(PAGE).status_code in {302, 403}
