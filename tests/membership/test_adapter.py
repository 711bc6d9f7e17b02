"""Members who make an account in the ordinary way are known by their address."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from membership.models import Member
from portal.core import clock, history
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.membership import current_member

pytestmark = pytest.mark.django_db

ENTER = reverse("account_email_verification_sent")


def latest_code():
    for message in Message.objects.due(clock.now()).order_by("pk"):
        delivery.deliver(message, at=clock.now())
    return re.search(r"^ {4}(\S+)$", mail.outbox[-1].body, re.MULTILINE)[1]


def sign_up(client, email):
    client.post(
        reverse("account_signup"),
        {"name": "Asha", "email": email, "password1": PASSWORD},
    )


def test_proving_the_address_on_file_at_sign_up_binds(client):
    """L14."""
    member = current_member(account=False, email="asha@example.org")
    sign_up(client, "asha@example.org")
    member.refresh_from_db()
    assert member.user is None

    client.post(ENTER, {"code": latest_code()})

    member.refresh_from_db()
    assert member.user.email == "asha@example.org"
    assert [line.action for line in history.of(member)] == ["membership.account_bound"]


def test_another_address_binds_nothing(client):
    """L14."""
    current_member(account=False, email="asha@example.org")
    sign_up(client, "mallory@example.org")

    client.post(ENTER, {"code": latest_code()})

    assert Member.objects.get().user is None


def test_an_account_from_before_the_list_is_bound_at_its_next_sign_in(client):
    user = UserFactory(email="asha@example.org")
    member = current_member(account=False, email="asha@example.org")

    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    member.refresh_from_db()
    assert member.user == user


def test_a_mailed_code_binds_too(client):
    member = current_member(account=False, email="asha@example.org")
    user = UserFactory(email="asha@example.org", verified=False)
    client.post(reverse("account_request_login_code"), {"email": user.email})

    client.post(reverse("account_confirm_login_code"), {"code": latest_code()})

    member.refresh_from_db()
    assert member.user == user


def test_the_address_on_file_follows_a_member_who_changes_theirs(client):
    """M11."""
    member = current_member(email="old@example.org")
    client.post(
        reverse("account_login"), {"login": member.user.email, "password": PASSWORD}
    )
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(
        reverse("account_email"), {"email": "new@example.org", "action_add": ""}
    )
    client.post(ENTER, {"code": latest_code()})

    member.refresh_from_db()
    assert member.email == "new@example.org"


def test_signing_in_again_asks_no_more_than_once(client, django_assert_max_num_queries):
    member = current_member()

    with django_assert_max_num_queries(40):
        client.post(
            reverse("account_login"), {"login": member.user.email, "password": PASSWORD}
        )

    assert history.of(member).count() == 0
