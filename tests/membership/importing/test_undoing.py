"""Taking back: as if it had not been, but for what somebody built on it."""

from datetime import date

import pytest

from membership import addresses, members
from membership.importing import steps, undoing
from membership.models import AddressChange, ImportStage, Member, Subscription
from portal.core import clock, history
from tests.factories.accounts import UserFactory
from tests.factories.membership import MemberFactory, SubscriptionFactory

from .conftest import list_of_members

pytestmark = pytest.mark.django_db
NEW = "A1,Jo,jo@example.org,Practising,2026-04-01,2027-03-31,Trust"
OTHER = "A2,Al,al@example.org,Practising,2026-04-01,2027-03-31,"


@pytest.fixture
def asha(practising):
    member = MemberFactory(
        number="HVP-104273", name="Asha Rao", email="asha@example.org", employer="Trust"
    )
    SubscriptionFactory(
        member=member,
        grade=practising,
        starts_on=date(2026, 4, 1),
        ends_on=date(2027, 3, 31),
    )
    return member


def forecast(batch):
    return {way.row.line: (way.removes, way.stays) for way in undoing.forecast(batch)}


@pytest.mark.parametrize(
    "line",
    [
        NEW,
        "HVP-104273,Asha Rao-Lee,asha@example.org,Practising,,2028-03-31,Riverside",
        "HVP-104273,Asha Rao,,,,2026-06-30,",
    ],
)
def test_everything_is_as_it_was(bring, carry_out, take_back, asha, line):
    before = list_of_members()
    batch = carry_out(bring(line), typed="move back 1")
    assert list_of_members() != before
    assert [stays for _, stays in forecast(batch).values()] == [[]]

    take_back(batch)

    assert list_of_members() == before
    assert (batch.stage, batch.rows.get().done) == (ImportStage.UNDONE, "undone")


def test_rows_of_one_person_go_together(bring, carry_out, take_back):
    person = "A1,Jo,jo@example.org,Practising"
    batch = carry_out(
        bring(f"{person},2025-04-01,2026-03-31,", f"{person},2026-04-01,2027-03-31,")
    )

    take_back(batch)

    assert list_of_members() == {}
    assert Subscription.objects.count() == 0


def test_what_was_taken_back_can_be_brought_again(bring, carry_out, take_back):
    take_back(carry_out(bring(NEW, ",Al,al@example.org,,,,")))

    again = carry_out(bring(NEW, ",Al,al@example.org,,,,"))

    assert again.rows.filter(done="done").count() == 2
    assert Member.objects.filter(number="A1").exists()


def test_a_number_that_was_issued_is_not_issued_again(bring, carry_out, take_back):
    batch = carry_out(bring(",Al,al@example.org,,,,"))
    first = Member.objects.get().number
    take_back(batch)

    carry_out(bring(",Al,al@example.org,,,,"))

    assert Member.objects.get().number != first


def test_a_member_with_an_account_stays_without_the_term(bring, carry_out, take_back):
    batch = carry_out(bring(NEW, OTHER))
    jo = Member.objects.get(number="A1")
    Member.objects.filter(pk=jo.pk).update(user=UserFactory())
    said = forecast(batch)

    take_back(batch)

    assert said[3] == (True, [])
    assert "an account is bound to them" in said[2][1][0]
    assert [row.done for row in batch.rows.all()] == ["stays", "undone"]
    assert list_of_members() == {"A1": ("Jo", "jo@example.org", "Trust", [])}
    assert jo.subscriptions.get().withdrawn_because == "Import taken back: line 2"


def test_what_was_changed_since_stays(bring, carry_out, take_back, asha):
    batch = carry_out(
        bring("HVP-104273,Asha Lee,asha@example.org,Practising,,2028-03-31,Riverside")
    )
    members.correct(asha, by=None, employer="Hillside")
    added = Subscription.objects.get(ends_on=date(2028, 3, 31))
    members.withdraw_term(added, reason="A slip", by=None, at=clock.now())

    take_back(batch)

    row = batch.rows.get()
    assert row.done == "stays"
    assert row.said == (
        "A term of the file has been changed since. Employer has been changed since."
    )
    asha.refresh_from_db()
    assert (asha.name, asha.employer) == ("Asha Rao", "Hillside")


def test_a_proposed_address_is_stopped_or_stays_once_proved(
    bring, carry_out, take_back, asha
):
    at = clock.now()
    batch = bring("HVP-104273,Asha Rao,new@example.org,,,,")
    steps.choose(batch, shown=[2], chosen=[2])
    carry_out(batch)
    change = AddressChange.objects.get()
    said = forecast(batch)
    AddressChange.objects.update(proved_at=at, held_at=at)
    held = forecast(batch)
    AddressChange.objects.update(proved_at=None, held_at=None)

    take_back(batch)

    change.refresh_from_db()
    assert (said[2][1], held[2][1]) == (
        [],
        ["The new address has been proved, and holds."],
    )
    assert change.stopped_at is not None
    assert addresses.to_stop("x") is None


def test_a_member_who_has_gone_is_told(bring, carry_out, take_back):
    batch = carry_out(bring(NEW))
    Subscription.objects.all().delete()
    Member.objects.all().delete()

    take_back(batch)

    assert batch.rows.get().said == "The member is not on the list any more."


def test_the_history_says_who_took_it_back(bring, carry_out, take_back, secretary):
    batch = take_back(carry_out(bring(NEW)))

    assert [line.action for line in history.of(batch)] == [
        "membership.import_undone",
        "membership.import_undo_asked",
        "membership.import_done",
        "membership.import_started",
        "membership.import_brought",
    ]
    assert {line.user for line in history.of(batch)} == {secretary}


def test_the_forecast_asks_the_same_for_one_and_for_many(
    bring, carry_out, django_assert_num_queries
):
    one = carry_out(bring(NEW))
    many = carry_out(
        bring(*(f"B{n},Jo {n},,Practising,,2027-03-31," for n in range(9)))
    )
    list(undoing.forecast(one))
    with django_assert_num_queries(_queries(one)):
        list(undoing.forecast(many))


def _queries(batch):
    from django.db import connection  # noqa: PLC0415 - to count
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    with CaptureQueriesContext(connection) as seen:
        list(undoing.forecast(batch))
    return len(seen)
