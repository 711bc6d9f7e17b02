"""The ways into the staff area, and who may take them."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from portal.accounts.middleware import SECOND_STEPS
from portal.accounts.roles import Role
from tests.factories.accounts import PASSWORD, UserFactory, staff

pytestmark = pytest.mark.django_db

STAFF = "/staff/"
LOG_IN = reverse("account_login")
SECOND_STEP = reverse("mfa_index")
IN_STAFF_AREA = [role for role in Role if role is not Role.TRAINER]


def sign_in(client, user):
    client.force_login(user)
    return user


@pytest.mark.parametrize(
    "path",
    [
        "/staff/",
        "/staff/members/?q=asha",
        "/staff/pages/",
        "/staff/password_reset/",
        "/staff/nowhere/",
    ],
)
def test_whoever_is_not_signed_in_is_led_to_the_one_log_in(client, path):
    """L7."""
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.url.startswith(f"{LOG_IN}?next=/staff/")


def test_the_log_in_of_the_cms_is_the_one_log_in(client):
    """L7."""
    assert client.get("/staff/login/").url == f"{LOG_IN}?next=/staff/"
    assert client.get("/staff/login/?next=/staff/members/").url == (
        f"{LOG_IN}?next=/staff/members/"
    )
    assert client.get("/_util/login/?next=/news/").url == f"{LOG_IN}?next=/news/"


@pytest.mark.parametrize("path", ["/staff/login/", "/_util/login/"])
def test_no_password_is_taken_elsewhere(client, path):
    """L7."""
    user = staff(Role.ADMINISTRATOR)

    answer = client.post(path, {"username": user.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
@pytest.mark.parametrize("path", ["/staff/login/", "/_util/login/"])
def test_the_way_back_stays_here(client, path, elsewhere):
    answer = client.get(path, {"next": elsewhere})

    assert "evil" not in answer.url


@pytest.mark.parametrize("role", list(Role))
def test_without_a_second_step_a_role_opens_nothing(client, role):
    """A17. Trainers too, at the registers."""
    sign_in(client, UserFactory(roles=[role]))
    path = "/registers/" if role is Role.TRAINER else STAFF

    answer = client.get(path)

    assert (answer.status_code, answer.url) == (302, SECOND_STEP)
    assert "needs a second step" in client.get(SECOND_STEP).text


@pytest.mark.parametrize("kind", list(Authenticator.Type))
def test_recovery_codes_alone_are_no_second_step(client, kind):
    """A17."""
    user = sign_in(client, UserFactory(roles=[Role.EDITOR]))
    Authenticator.objects.create(user=user, type=kind, data={})

    answer = client.get(STAFF)

    assert (answer.status_code == 200) is (kind in SECOND_STEPS)


@pytest.mark.parametrize("role", IN_STAFF_AREA)
def test_with_a_second_step_the_staff_area_opens(client, role):
    sign_in(client, staff(role))

    assert client.get(STAFF).status_code == 200


@pytest.mark.parametrize("roles", [[], [Role.TRAINER]])
def test_whoever_has_no_work_there_is_told_so_and_not_sent_round(client, roles):
    """A1."""
    sign_in(client, staff(*roles))

    assert client.get(STAFF, follow=True).status_code == 403
    assert client.get("/staff/login/", follow=True).status_code == 403


def test_a_role_taken_away_is_gone_at_the_next_request(client):
    """A16."""
    user = sign_in(client, staff(Role.EDITOR))
    assert client.get(STAFF).status_code == 200

    user.groups.remove(Group.objects.get(name=Role.EDITOR))

    assert client.get(STAFF).status_code == 403


def test_in_the_demonstration_the_second_step_is_only_offered(client, settings):
    settings.SECOND_FACTOR_OBLIGED = False
    sign_in(client, UserFactory(roles=[Role.EDITOR]))

    assert client.get(STAFF).status_code == 200


def test_public_pages_do_not_ask_about_roles(client, django_assert_max_num_queries):
    sign_in(client, UserFactory(roles=[Role.EDITOR]))
    client.get("/accounts/inactive/")

    with django_assert_max_num_queries(4):
        assert client.get("/accounts/inactive/").status_code == 200


def test_the_cms_keeps_no_account_page_of_its_own(client):
    sign_in(client, staff(Role.EDITOR))

    assert client.get("/staff/account/").url == reverse("my:account")


@pytest.mark.parametrize("action", ["delete", "assign_role", "set_active_state"])
def test_accounts_are_not_changed_in_bulk(action):
    client = Client()
    victim = UserFactory()
    sign_in(client, UserFactory(is_superuser=True, second_factor=True))

    answer = client.post(f"/staff/bulk/accounts/user/{action}/?id={victim.pk}")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/staff/groups/", "/staff/groups/new/"])
def test_roles_are_not_edited_as_groups(client, path):
    sign_in(client, UserFactory(is_superuser=True, second_factor=True))

    assert client.get(path).status_code == 404
