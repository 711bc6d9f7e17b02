"""Accounts as administrators open, change and close them."""

import pytest
from django.core import mail
from django.urls import reverse

from portal.accounts import people
from portal.accounts.models import User
from portal.accounts.people import AccountRefused
from portal.accounts.roles import Role, roles_of
from portal.core import clock, history
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import PASSWORD, UserFactory, staff

pytestmark = pytest.mark.django_db

INDEX = reverse("wagtailusers_users:index")
ADD = reverse("wagtailusers_users:add")
LOG_IN = reverse("account_login")


def edit(user):
    return reverse("wagtailusers_users:edit", args=[user.pk])


def fresh(user):
    return User.objects.get(pk=user.pk)


@pytest.fixture
def admin(client):
    user = staff(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_an_account_is_opened_without_a_password_and_its_owner_told(client, admin):
    client.post(
        ADD, {"name": "Wren", "email": "Wren@Example.org", "roles": [Role.EDITOR]}
    )
    for message in Message.objects.all():
        delivery.deliver(message, at=clock.now())

    user = User.objects.get(email="wren@example.org")
    assert roles_of(user) == {Role.EDITOR}
    assert not user.has_usable_password()
    assert [(sent.to, sent.subject) for sent in mail.outbox] == [
        (["wren@example.org"], "Your account with The Institute")
    ]
    assert history.of(user).get().action == "accounts.opened"
    assert history.of(user).get().user == admin


def test_its_owner_comes_in_by_a_mailed_code(client, admin):
    people.open_account(email="wren@example.org", name="Wren", roles=[], by=admin)
    client.logout()
    mail.outbox.clear()

    client.post("/accounts/login/code/", {"email": "wren@example.org"})
    for message in Message.objects.filter(kind="accounts/login_code"):
        delivery.deliver(message, at=clock.now())
    code = mail.outbox[-1].body.split("\n    ")[1].split("\n")[0].strip()
    client.post("/accounts/login/code/confirm/", {"code": code})

    user = User.objects.get(email="wren@example.org")
    assert int(client.session["_auth_user_id"]) == user.pk


def test_a_second_account_at_an_address_is_refused(client, admin):
    UserFactory(email="wren@example.org")

    answer = client.post(ADD, {"name": "Wren", "email": "WREN@example.org"})

    assert answer.status_code == 200
    assert User.objects.filter(email="wren@example.org").count() == 1
    with pytest.raises(AccountRefused):
        people.open_account(email="wren@example.org", name="x", roles=[], by=admin)


def test_roles_are_given_and_taken_with_a_line_each(client, admin):
    user = staff(Role.EDITOR)

    client.post(
        edit(user), {"name": user.name, "roles": [Role.EVENTS], "is_active": "on"}
    )

    assert roles_of(fresh(user)) == {Role.EVENTS}
    line = history.of(user).first()
    assert line.message == ("Changed the roles from Editor to Events administrator")


def test_closing_an_account_ends_its_sessions(client, admin):
    """L2."""
    user = UserFactory()
    other = type(client)()
    other.post(LOG_IN, {"login": user.email, "password": PASSWORD})
    assert other.get(reverse("my:account")).status_code == 200

    client.post(edit(user), {"name": user.name})
    closed = other.get(reverse("my:account")).status_code
    client.post(edit(user), {"name": user.name, "is_active": "on"})
    reopened = other.get(reverse("my:account")).status_code

    assert (closed, reopened) == (302, 302)
    assert [line.action for line in history.of(user)] == [
        "accounts.reopened",
        "accounts.closed",
    ]


def test_nobody_locks_themselves_out(client, admin):
    gives_up = client.post(
        edit(admin), {"name": admin.name, "roles": [], "is_active": "on"}
    )
    closes = client.post(
        edit(admin), {"name": admin.name, "roles": [Role.ADMINISTRATOR]}
    )

    assert "Ask another administrator" in gives_up.text
    assert "Ask another administrator" in closes.text
    assert roles_of(fresh(admin)) == {Role.ADMINISTRATOR}
    assert fresh(admin).is_active


def test_extra_fields_are_ignored(client, admin):
    """A11."""
    user = UserFactory(email="wren@example.org")

    client.post(
        edit(user),
        {
            "name": "Wren",
            "is_active": "on",
            "email": "evil@example.org",
            "is_superuser": "on",
            "is_staff": "on",
            "password": "x",
            "password1": "x",
        },
    )

    after = fresh(user)
    assert (after.name, after.email) == ("Wren", "wren@example.org")
    assert (after.is_superuser, after.is_staff) == (False, False)
    assert after.password == user.password


def test_an_unknown_role_is_refused(client, admin):
    user = UserFactory()

    client.post(edit(user), {"name": "x", "roles": ["Moderators"], "is_active": "on"})

    assert roles_of(fresh(user)) == frozenset()


@pytest.mark.parametrize(
    "role", [role for role in Role if role is not Role.ADMINISTRATOR]
)
def test_only_administrators_see_accounts(client, role):
    """A1, A4."""
    user = UserFactory(name="Planted Name")
    client.force_login(staff(role))

    for path in (INDEX, ADD, edit(user)):
        answer = client.get(path)
        assert answer.status_code in {302, 403}
        assert "Planted Name" not in answer.text


def test_the_list_narrows_and_finds(client, admin):
    wren = staff(Role.EDITOR, name="Wren")
    lark = UserFactory(name="Lark", is_active=False)

    def listed(**query):
        return set(client.get(INDEX, query).context["object_list"])

    assert listed() == {admin, wren, lark}
    assert listed(role="any") == {admin, wren}
    assert listed(role=Role.EDITOR.value) == {wren}
    assert listed(is_active="false") == {lark}
    assert listed(q="wre") == {wren}


def test_the_list_asks_the_same_for_one_and_for_many(
    client, admin, django_assert_num_queries, django_assert_max_num_queries
):
    client.get(INDEX)
    with django_assert_max_num_queries(30) as one:
        client.get(INDEX)
    for _ in range(3):
        staff(Role.EDITOR)
    with django_assert_num_queries(len(one)):
        client.get(INDEX)


def test_accounts_are_never_deleted(client, admin):
    user = UserFactory()

    assert client.post(f"{INDEX}delete/{user.pk}/").status_code == 404
