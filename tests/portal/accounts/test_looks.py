"""D8: opening somebody's record is written down, and its owner sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.accounts import looks
from portal.accounts.models import Look
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import MemberFactory, current_member

pytestmark = pytest.mark.django_db


def detail(member):
    return reverse("staff_members:member-detail", args=[member.uniform_number])


def test_the_owner_sees_who_and_when(client):
    member = current_member()
    client.force_login(staff(Role.MEMBERSHIP, name="Sec Retary"))

    client.get(detail(member))
    client.get(detail(member))
    history = reverse("staff_members:member-history", args=[member.uniform_number])
    client.get(history)
    client.force_login(member.user)
    page = client.get(reverse("my:privacy")).content.decode()

    assert page.count("Sec Retary") == 2
    assert "Your record" in page
    assert "The history of your record" in page


def test_an_administrator_who_opens_the_account_is_seen_too(client):
    user = UserFactory()
    client.force_login(staff(Role.ADMINISTRATOR, name="Ad Min"))

    client.get(reverse("wagtailusers_users:edit", args=[user.pk]))

    assert [look.by.name for look in looks.of(user)] == ["Ad Min"]


def test_a_look_before_there_was_an_account_is_seen_later(client):
    member = MemberFactory()
    client.force_login(staff(Role.MEMBERSHIP))
    client.get(detail(member))
    user = UserFactory()
    type(member).objects.filter(pk=member.pk).update(user=user)

    assert looks.of(user).count() == 1


def test_one_s_own_record_is_nobody_else_s_look():
    user = UserFactory()

    looks.note(user, owner=user, by=user, screen="s", at=clock.now())

    assert not Look.objects.exists()


def test_an_hour_later_it_is_another_look():
    user, by, at = UserFactory(), UserFactory(), clock.now()

    for minutes in (0, 5, 65):
        looks.note(
            user, owner=user, by=by, screen="s", at=at + timedelta(minutes=minutes)
        )

    assert Look.objects.count() == 2


def test_nobody_sees_who_looked_at_others(client):
    looks.note(
        UserFactory(), owner=None, by=UserFactory(name="X"), screen="s", at=clock.now()
    )
    other = UserFactory()
    client.force_login(other)

    assert "Nobody has, so far." in client.get(reverse("my:privacy")).content.decode()
