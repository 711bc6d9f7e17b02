"""Carrying out: what was shown is done, once, and nothing else."""

import re
from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from membership import addresses, members
from membership.errors import ImportRefused
from membership.importing import carrying_out, steps, turns, working
from membership.models import (
    AddressChange,
    ImportStage,
    Member,
    MemberImport,
    MembershipPolicy,
)
from portal.core import clock, history
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.membership import MemberFactory, SubscriptionFactory

from .conftest import list_of_members, outcomes

pytestmark = pytest.mark.django_db
ASHA = "HVP-104272,Asha Rao,asha@example.org,Practising,2026-04-01,2027-03-31,Trust"
BO = ",Bo Lee,bo@example.org,Practising,2026-04-01,2027-03-31,"
TERM = (date(2026, 4, 1), date(2027, 3, 31), "Practising")


def test_members_are_put_on_the_list_with_their_numbers(bring, carry_out, secretary):
    batch = carry_out(bring(ASHA, BO))

    asha, bo = Member.objects.order_by("name")
    assert batch.stage == ImportStage.DONE
    assert (asha.number, asha.email, asha.employer) == (
        "HVP-104272",
        "asha@example.org",
        "Trust",
    )
    assert re.fullmatch(r"HVP-\d{6}", bo.number)
    assert [one[3] for one in list_of_members().values()] == [[TERM], [TERM]]
    assert {line.user for line in history.of(asha)} == {secretary}
    assert asha.subscriptions.get().note == "From line 2 of members.csv"


def test_the_same_file_twice_changes_nothing(bring, carry_out):
    """F6."""
    lines = [ASHA, BO, ",No address,,,,,"]
    carry_out(bring(*lines))
    before = list_of_members()

    again = bring(*lines)

    assert outcomes(again) == {2: "unchanged", 3: "unchanged", 4: "person"}
    with pytest.raises(ImportRefused, match="at least one row"):
        carry_out(again)
    assert list_of_members() == before


def test_only_chosen_rows_are_carried_out(bring, carry_out):
    batch = bring(ASHA, BO)
    steps.choose(batch, shown=[2, 3], chosen=[3])

    carry_out(batch)

    assert [member.name for member in Member.objects.all()] == ["Bo Lee"]


def test_what_cannot_be_carried_out_cannot_be_chosen(bring):
    MemberFactory(number="HVP-104272", name="Somebody else")
    batch = bring(ASHA, "X,,,,,,y")

    steps.choose(batch, shown=[2, 3], chosen=[2, 3])

    assert outcomes(batch) == {2: "person", 3: "fault"}
    assert not batch.rows.filter(chosen=True).exists()


def test_members_who_are_not_in_the_file_are_not_touched(bring, carry_out):
    SubscriptionFactory(member=MemberFactory(name="Elsewhere"))
    before = list_of_members()

    carry_out(bring(ASHA))

    after = list_of_members()
    assert {key: after[key] for key in before} == before


def test_an_address_is_proposed_and_never_written(bring, carry_out):
    """F7: it holds only once it is proved, and the old address is told."""
    member = MemberFactory(
        number="HVP-104272", name="Asha Rao", email="old@example.org"
    )
    batch = bring("HVP-104272,Asha Rao,new@example.org,,,,")
    steps.choose(batch, shown=[2], chosen=[2])

    carry_out(batch)

    member.refresh_from_db()
    change = AddressChange.objects.get()
    assert member.email == "old@example.org"
    assert (change.new_email, change.proved_at) == ("new@example.org", None)
    assert set(Message.objects.values_list("to", flat=True)) == {
        "old@example.org",
        "new@example.org",
    }
    assert outcomes(bring("HVP-104272,Asha Rao,new@example.org,,,,")) == {
        2: "unchanged"
    }


def test_a_row_that_would_do_something_else_by_now_is_left_out(bring, carry_out):
    member = MemberFactory(number="HVP-104272", name="Asha Rao", email="")
    batch = bring("HVP-104272,Asha Rao,,,,,Riverside", BO)
    members.correct(member, by=None, employer="Hillside")
    members.enter(name="Bo Lee", email="bo@example.org", by=None, number="B1")

    carry_out(batch)

    assert [(row.done, row.said[:26]) for row in batch.rows.all()] == [
        ("stale", "The list has changed since"),
        ("stale", "The list has changed since"),
    ]
    member.refresh_from_db()
    assert member.employer == "Hillside"


def test_further_terms_of_a_row_left_out_are_left_out(bring, carry_out):
    person = "A1,Jo,jo@example.org,Practising"
    batch = bring(
        f"{person},2025-04-01,2026-03-31,", f"{person},2026-04-01,2027-03-31,"
    )
    steps.choose(batch, shown=[2], chosen=[])

    carry_out(batch)

    assert batch.rows.get(line=3).done == "stale"
    assert Member.objects.count() == 0


def test_two_rows_of_one_person_become_two_terms(bring, carry_out):
    person = "A1,Jo,jo@example.org,Practising"

    carry_out(
        bring(f"{person},2025-04-01,2026-03-31,", f"{person},2026-04-01,2027-03-31,")
    )

    (jo,) = list_of_members().values()
    assert jo[3] == [(date(2025, 4, 1), date(2026, 3, 31), "Practising"), TERM]


# --- A file that would lapse many ------------------------------------------


@pytest.fixture
def many(practising):
    for number in range(20):
        member = MemberFactory(number=f"A{number}", name=f"Jo {number}", email="")
        SubscriptionFactory(
            member=member,
            grade=practising,
            starts_on=date(2026, 4, 1),
            ends_on=date(2027, 3, 31),
        )


def ending(*days):
    return [f"A{n},Jo {n},,,,{day}," for n, day in enumerate(days)]


def test_a_file_that_would_lapse_many_stops_and_says_so(bring, carry_out, many):
    batch = bring(*ending(*["2026-06-30"] * 20))
    before = list_of_members()

    with pytest.raises(ImportRefused) as no:
        carry_out(batch)
    with pytest.raises(ImportRefused):
        carry_out(batch, typed="move back 19")

    assert "the last day of 20 of 20 members back, 100 in a hundred" in no.value.message
    assert list_of_members() == before

    carry_out(batch, typed=" Move back  20")

    assert {one[3][0][1] for one in list_of_members().values()} == {date(2026, 6, 30)}


def test_a_few_last_days_may_move_back_unasked(bring, carry_out, many):
    batch = bring(*ending("2026-06-30", *["2027-03-31"] * 19))

    carry_out(batch)

    assert (steps.retreat(batch).number, batch.stage) == (1, "done")


def test_how_many_is_the_staffs_to_say(bring, carry_out, many):
    MembershipPolicy.objects.update(most_moved_back_percent=0)
    batch = bring(*ending("2026-06-30", *["2027-03-31"] * 19))

    with pytest.raises(ImportRefused, match="1 of 20 members"):
        carry_out(batch)


# --- Stops and turns -------------------------------------------------------


def test_after_a_kill_it_goes_on_with_what_is_left(bring, secretary, monkeypatch):
    monkeypatch.setattr(carrying_out, "AT_ONCE", 2)
    batch = bring(
        *(f"A{n},Jo {n},,Practising,2026-04-01,2027-03-31," for n in range(7))
    )
    steps.start(batch, by=secretary, at=clock.now())
    at = clock.now()
    working.go_on(batch.pk, at=at)
    held = turns.claim(batch.pk, at=at)

    def killed(*args, **options):
        raise SystemExit

    carrying_out.run(held, at=at)
    with monkeypatch.context() as patch:
        patch.setattr(members, "add_term", killed)
        with pytest.raises(SystemExit):
            carrying_out.run(held, at=at)

    # Nobody else takes it before the claim is over, and then nothing is done twice.
    working.go_on_with_all(at=at)
    assert Member.objects.count() == 2
    working.go_on_with_all(at=at + turns.CLAIM)
    batch.refresh_from_db()
    assert (batch.stage, Member.objects.count()) == (ImportStage.DONE, 7)
    assert {len(one[3]) for one in list_of_members().values()} == {1}


def test_a_worker_that_lost_its_claim_keeps_nothing(bring, secretary):
    batch = bring(ASHA)
    steps.start(batch, by=secretary, at=clock.now())
    at = clock.now()
    working.go_on(batch.pk, at=at)
    slow = turns.claim(batch.pk, at=at)
    turns.claim(batch.pk, at=at + turns.CLAIM)

    with pytest.raises(turns.ClaimLost):
        carrying_out.run(slow, at=at)

    assert Member.objects.count() == 0


def test_the_second_import_waits_for_the_first(bring, secretary):
    """F6."""
    first, second = bring(ASHA, name="a.csv"), bring(BO, name="b.csv")
    for batch in (first, second):
        steps.start(batch, by=secretary, at=clock.now())
    working.go_on(first.pk, at=clock.now())
    first.refresh_from_db()
    assert first.stage == ImportStage.CARRYING_OUT

    working.go_on(second.pk, at=clock.now())

    second.refresh_from_db()
    assert second.stage == ImportStage.WAITING
    for _ in range(3):
        working.go_on_with_all(at=clock.now())
    assert set(MemberImport.objects.values_list("stage", flat=True)) == {"done"}


# --- Who the membership belongs to -----------------------------------------


def test_an_imported_membership_is_claimed_only_from_the_address(
    bring, carry_out, client
):
    """L14: from the file to the account, through the address on the list."""
    stranger = UserFactory(email="stranger@example.org")
    carry_out(bring(ASHA))
    member = Member.objects.get()
    client.force_login(stranger)

    # A stranger who knows the number gets nothing by naming it, signed in or not.
    client.post(reverse("membership:number-request"), {"number": "HVP-104272"})
    for message in Message.objects.due(clock.now()).order_by("pk"):
        delivery.deliver(message, at=clock.now())
    member.refresh_from_db()
    assert member.user is None
    assert [mailed.to for mailed in mail.outbox] == [["asha@example.org"]]

    client.logout()
    client.post(reverse("membership:number-request"), {"number": "HVP-104272"})
    for message in Message.objects.due(clock.now()).order_by("pk"):
        delivery.deliver(message, at=clock.now())
    code = re.search(r"^ {4}([\d ]+)$", mail.outbox[0].body, re.MULTILINE)[1]
    client.post(reverse("membership:code"), {"code": code})

    member.refresh_from_db()
    assert member.user is not None
    assert member.user.email == "asha@example.org"
    assert stranger != member.user


def test_without_an_address_nobody_claims_it(bring, carry_out, client):
    """L14: then a person has to help."""
    carry_out(bring("HVP-104272,Asha Rao,,Practising,,2027-03-31,"))

    client.post(reverse("membership:number-request"), {"number": "HVP-104272"})
    for message in Message.objects.due(clock.now()):
        delivery.deliver(message, at=clock.now())

    assert mail.outbox == []
    assert addresses.to_prove("x", at=clock.now()) is None
