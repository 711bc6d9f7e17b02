"""The staff screens about members: who may, what they say, what they do."""

import pytest
from django.urls import reverse

from membership.models import AddressChange, Grade, Member, Subscription
from portal.accounts.roles import Role
from portal.core import history
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    current_member,
    grace_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db

LIST = reverse("staff_members:member-list")


def url(name, *args):
    return reverse(f"staff_members:{name}", args=args)


@pytest.fixture
def secretary(client):
    user = staff(Role.MEMBERSHIP)
    client.force_login(user)
    return user


def screens_of(member):
    number = member.uniform_number
    return {
        "list": LIST,
        "detail": url("member-detail", number),
        "history": url("member-history", number),
        "add": url("member-add"),
        "correct": url("member-correct", number),
        "term": url("term-add", number),
        "withdraw": url("term-withdraw", number, member.subscriptions.get().pk),
        "address": url("address-propose", number),
        "grades": reverse("grades:index"),
        "policy": reverse(
            "wagtailsettings:edit", args=["membership", "membershippolicy"]
        ),
    }


LOOKING = {"list", "detail", "history"}


@pytest.mark.parametrize(
    ("roles", "open_screens"),
    [
        ([Role.MEMBERSHIP], "all"),
        ([Role.ADMINISTRATOR], "all"),
        ([Role.EVENTS], LOOKING),
        ([Role.EDITOR], set()),
        ([Role.FINANCE], set()),
        ([Role.TRAINER], set()),
        ([], set()),
    ],
)
def test_each_role_opens_its_own_screens(client, roles, open_screens):
    """A1, A4."""
    screens = screens_of(current_member())
    client.force_login(staff(*roles))

    answers = {
        name: client.get(address, follow=name == "policy")
        for name, address in screens.items()
    }

    opened = {
        name
        for name, answer in answers.items()
        if answer.status_code == 200
        and answer.request["PATH_INFO"].startswith(screens[name][:14])
    }
    assert opened == (set(screens) if open_screens == "all" else open_screens)


def test_a_visitor_is_sent_to_the_one_log_in(client):
    """L7."""
    answer = client.get(LIST)

    assert answer.status_code == 302
    assert answer.url.startswith(("/accounts/login/", "/staff/login/"))


def test_the_list_asks_the_same_for_one_and_for_many(
    client, secretary, django_assert_num_queries, django_assert_max_num_queries
):
    current_member()
    client.get(LIST)
    with django_assert_max_num_queries(30) as one:
        client.get(LIST)
    for make in (current_member, grace_member, lapsed_member, MemberFactory):
        make()
    with django_assert_num_queries(len(one)):
        client.get(LIST)


@pytest.mark.parametrize(
    ("standing", "names"),
    [
        ("", {"Current", "Grace", "Lapsed", "None"}),
        ("current", {"Current"}),
        ("grace", {"Grace"}),
        ("lapsed", {"Lapsed"}),
        ("none", {"None"}),
    ],
)
def test_the_list_narrows_to_a_standing(client, secretary, standing, names):
    current_member(name="Current")
    grace_member(name="Grace")
    lapsed_member(name="Lapsed")
    MemberFactory(name="None")

    answer = client.get(LIST, {"standing": standing})

    assert {member.name for member in answer.context["object_list"]} == names


@pytest.mark.parametrize(
    "typed", ["hvp 1042", "Asha", "asha@", "ASHA@EXAMPLE", "riverside", "104273"]
)
def test_members_are_found_by_number_name_and_address(client, secretary, typed):
    asha = MemberFactory(
        number="HVP-104273",
        name="Asha Rao",
        email="asha@example.org",
        employer="Riverside Trust",
    )
    MemberFactory(name="Bo Lee", email="bo@example.org")

    answer = client.get(LIST, {"q": typed})

    assert list(answer.context["object_list"]) == [asha]


@pytest.mark.parametrize("typed", ['"unclosed', "%", "\\", "' OR 1=1 --", "a" * 500])
def test_odd_searches_are_answered(client, secretary, typed):
    assert client.get(LIST, {"q": typed}).status_code == 200


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (current_member, ["The membership is current until", "can be booked"]),
        (grace_member, ["goes on in grace until", "can be booked"]),
        (
            lapsed_member,
            ["The membership ended on", "Therefore members&#x27; events are refused"],
        ),
        (MemberFactory, ["There is no term that counts", "are refused"]),
    ],
)
def test_the_screen_says_why_booking_is_refused(client, secretary, make, words):
    page = client.get(url("member-detail", make().uniform_number)).text

    assert [word for word in words if word not in page] == []


def test_a_grade_without_members_events_is_named(client, secretary):
    member = current_member()
    Grade.objects.update(name="Friend", books_members_events=False)

    page = client.get(url("member-detail", member.uniform_number)).text

    assert "the grade Friend does not include them" in page


def test_a_member_is_entered_and_led_to_a_term(client, secretary):
    grade = GradeFactory()
    answer = client.post(
        url("member-add"), {"name": "Asha Rao", "email": "Asha@example.org"}
    )
    member = Member.objects.get()
    assert answer.url == url("term-add", member.uniform_number)

    client.post(
        answer.url,
        {"grade": grade.pk, "starts_on": "2026-12-01", "ends_on": "2027-11-30"},
    )

    term = Subscription.objects.get()
    assert (member.email, term.member, term.added_by) == (
        "asha@example.org",
        member,
        secretary,
    )
    assert {line.user for line in history.of(member)} == {secretary}


def test_what_is_taken_is_refused_in_words(client, secretary):
    MemberFactory(number="HVP-1", email="asha@example.org", name="Asha")

    address = client.post(
        url("member-add"), {"name": "Bo", "email": "ASHA@example.org"}
    )
    number = client.post(url("member-add"), {"name": "Bo", "number": "hvp1"})

    assert "Asha (HVP-1) is reached at this address." in address.text
    assert "The number hvp1 has been given before." in number.text
    assert Member.objects.count() == 1


def test_extra_fields_are_ignored(client, secretary):
    """A11."""
    member = MemberFactory()
    other = UserFactory()

    client.post(
        url("member-correct", member.uniform_number),
        {
            "name": "Asha Rao",
            "number": "HVP-2",
            "uniform_number": "HVP2",
            "email": "evil@example.org",
            "user": other.pk,
        },
    )

    after = Member.objects.get(pk=member.pk)
    assert after.name == "Asha Rao"
    assert (after.number, after.email, after.user) == (
        member.number,
        member.email,
        None,
    )


def test_a_term_is_withdrawn_with_a_reason(client, secretary):
    member = current_member()
    address = url("term-withdraw", member.uniform_number, member.subscriptions.get().pk)

    without = client.post(address, {"reason": ""})
    client.post(address, {"reason": "Wrong year"})

    assert "Say why" in without.text
    assert Subscription.objects.get().withdrawn_because == "Wrong year"
    assert client.get(address).status_code == 404


def test_a_term_of_another_member_is_not_reached(client, secretary):
    mine, other = current_member(), current_member()

    answer = client.post(
        url("term-withdraw", mine.uniform_number, other.subscriptions.get().pk),
        {"reason": "x"},
    )

    assert answer.status_code == 404


def test_an_address_is_proposed(client, secretary):
    member = current_member()

    answer = client.post(
        url("address-propose", member.uniform_number), {"email": "new@example.org"}
    )

    assert answer.status_code == 302
    change = AddressChange.objects.get()
    assert (change.new_email, change.proposed_by) == ("new@example.org", secretary)


def test_nothing_is_deleted_through_the_staff_area(client, secretary):
    member = current_member()
    grade = Grade.objects.get()

    answers = [
        client.post(f"{url('member-detail', member.uniform_number)}delete/"),
        client.post(f"/staff/grades/delete/{grade.pk}/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert Member.objects.count() == 1


def test_a_grade_is_changed_and_leaves_a_line(client, secretary):
    grade = GradeFactory()

    client.post(
        reverse("grades:edit", args=[grade.pk]),
        {
            "name": "Practising",
            "price_pence": "72.50",
            "position": "1",
            "vat": "exempt",
        },
    )

    grade.refresh_from_db()
    assert grade.price_pence == 7250
    assert [line.action for line in history.of(grade)] == ["wagtail.edit"]


def test_new_days_of_grace_count_from_the_next_page(client, secretary):
    member = grace_member()
    detail = url("member-detail", member.uniform_number)
    assert "in grace until" in client.get(detail).text

    start = reverse("wagtailsettings:edit", args=["membership", "membershippolicy"])
    client.post(
        client.get(start).url,
        {"grace_days": "0", "number_prefix": "HVP", "most_moved_back_percent": "5"},
    )

    assert "are refused" in client.get(detail).text


def test_history_is_read_page_by_page(client, secretary):
    member = MemberFactory()
    for n in range(55):
        history.record(member, "membership.corrected", by=secretary, facts={"n": n})

    page = client.get(url("member-history", member.uniform_number))

    assert len(page.context["page"]) == 50
    assert page.text.count("Corrected: nothing") == 50
