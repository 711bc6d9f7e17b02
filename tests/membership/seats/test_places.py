"""Places: claimed, counted, taken back; and what stays with the person."""

from datetime import timedelta

import pytest

from membership import (
    applications,
    automatic,
    members,
    privacy,
    renewals,
    standing,
)
from membership.errors import ChangeRefused, SeatRefused
from membership.models import Member, Seat, Subscription
from membership.resignations import resign
from membership.seats import places
from membership.seats.places import Counts
from membership.terms import DAY
from portal.core import clock
from portal.core.privacy import Person
from portal.notifications.models import Message
from portal.payments import payers
from portal.payments.models import Agreement
from tests.factories.accounts import UserFactory
from tests.factories.membership import (
    GradeFactory,
    SubscriptionFactory,
    current_member,
    lapsed_member,
)
from tests.factories.organisations import (
    bought,
    claimed,
    coordinator_of,
    link,
    organisation,
    terms_of,
    with_places,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def today(at):
    return clock.uk_day(at)


def last_day(made):
    return made.purchases.get().ends_on


class TestClaiming:
    def test_a_newcomer_becomes_a_member_at_once_with_a_number(self, at, today):
        made = with_places(3)
        user = UserFactory(name="Nerys Vale")

        seat = claimed(made, user)

        member = Member.objects.get(user=user)
        assert member.number
        assert member.employer == "Ashvale Trust"
        assert standing.standing_of(member, on=today).good
        assert terms_of(user) == [(today, last_day(made), "Corporate place")]
        assert seat.term.bill == made.purchases.get().bill
        assert places.counts(made, at=at) == Counts(bought=3, claimed=1)

    def test_an_old_cancelled_membership_stands_in_nobodys_way(self, at, today):
        """Complaint 25: it ended, was resigned and withdrawn; the number comes back."""
        member = lapsed_member(employer="Elsewhere")
        term = member.subscriptions.get()
        Subscription.objects.filter(pk=term.pk).update(resigned_at=at)
        later = SubscriptionFactory(
            member=member, starts_on=today, ends_on=today + 300 * DAY
        )
        members.withdraw_term(later, reason="Cancelled", by=None, at=at)
        made = with_places()

        claimed(made, member.user)

        assert Member.objects.filter(user=member.user).get().number == member.number
        assert standing.standing_of(member, on=today).good
        assert terms_of(member.user)[-1][:2] == (today, last_day(made))
        # Complaint 26: whom somebody works for is not who pays.
        member.refresh_from_db()
        assert member.employer == "Elsewhere"

    def test_history_is_only_ever_added_to(self, today):
        """Complaint 24: of all that was ever written, not a row goes."""
        made = with_places()
        member = lapsed_member()
        before = set(Subscription.objects.values_list("pk", flat=True))
        seat = claimed(made, member.user)
        places.take_back(seat, by=coordinator_of(made), at=clock.now())
        claimed(made, member.user)

        rows = set(Subscription.objects.values_list("pk", flat=True))

        assert before < rows
        assert Seat.objects.filter(term__member=member).count() == 2
        assert Seat.objects.taken().filter(term__member=member).count() == 1

    def test_an_own_membership_stays_to_its_end_and_the_place_takes_over(
        self, at, today
    ):
        member = current_member()
        own_last = member.subscriptions.get().ends_on
        own_last = min(own_last, today + 100 * DAY)
        member.subscriptions.update(ends_on=own_last)
        made = with_places()

        claimed(made, member.user)

        assert terms_of(member.user) == [
            (today - 100 * DAY, own_last, "Practising"),
            (own_last + DAY, last_day(made), "Corporate place"),
        ]
        assert places.counts(made, at=at).claimed == 1
        assert standing.standing_of(member, on=today).grade.name == "Practising"

    def test_an_own_membership_that_outlasts_the_place_is_left_alone(self, at, today):
        made = with_places()
        member = current_member()
        member.subscriptions.update(ends_on=last_day(made) + DAY)
        asked = link(made)

        with pytest.raises(SeatRefused, match="You do not need it"):
            places.claim(asked, user=member.user, at=at)

        # All of it, or nothing: the link is as good as before.
        asked.refresh_from_db()
        assert asked.claimed_at is None
        assert len(terms_of(member.user)) == 1

    def test_what_would_follow_is_said_before(self, at, today):
        made = with_places()
        member = current_member()
        own = member.subscriptions.get().ends_on
        member.subscriptions.update(ends_on=today + 9 * DAY)

        seen = places.outlook(link(made), member.user, at=at)

        assert own
        assert (seen.own_until, seen.starts_on, seen.ends_on) == (
            today + 9 * DAY,
            today + 10 * DAY,
            last_day(made),
        )
        assert seen.refusal == ""

    @pytest.mark.books_do_not_tie
    def test_a_card_is_no_longer_charged(self, at):
        member = current_member()
        agreement = Agreement.objects.create(
            payer=payers.of_user(member.user),
            purpose=applications.PURPOSE,
            interval="year",
            amount_pence=6900,
            status="active",
            begun_at=at - timedelta(days=100),
        )
        assert not automatic.to_stop().exists()

        claimed(with_places(), member.user)

        assert list(automatic.to_stop()) == [agreement]

    def test_a_link_is_good_once(self, at):
        made = with_places()
        asked = link(made)
        places.claim(asked, user=UserFactory(), at=at)

        with pytest.raises(SeatRefused, match="has been used"):
            places.claim(asked, user=UserFactory(), at=at)

    def test_a_link_is_over_after_30_days(self, at):
        asked = link(with_places())

        with pytest.raises(SeatRefused, match="time is over"):
            places.claim(asked, user=UserFactory(), at=asked.until)

    def test_nobody_holds_two_places_of_one_organisation(self, at):
        made = with_places()
        user = UserFactory()
        claimed(made, user)

        with pytest.raises(SeatRefused, match="already"):
            places.claim(link(made), user=user, at=at)

    def test_no_more_than_were_bought(self, at):
        made = with_places(1)
        claimed(made)

        with pytest.raises(SeatRefused, match="All places"):
            places.claim(link(made), user=UserFactory(), at=at)

    def test_no_places_no_claim(self, at):
        made = organisation()

        with pytest.raises(SeatRefused, match="no places"):
            places.claim(link(made), user=UserFactory(), at=at)
        assert "no places" in places.outlook(link(made), UserFactory(), at=at).refusal

    def test_who_changes_employer_moves_to_the_new_ones_place(self, at, today):
        old, new = with_places(), with_places(name="Thornmere")
        user = UserFactory()
        claimed(old, user)

        claimed(new, user)

        assert places.counts(old, at=at).claimed == 0
        assert places.counts(new, at=at).claimed == 1
        assert terms_of(user) == [
            (today, today, "Corporate place"),
            (today + DAY, last_day(new), "Corporate place"),
        ]

    def test_where_the_next_year_is_paid_a_place_is_held_in_it_too(self, at, today):
        made = with_places(2)
        this = made.purchases.get()
        nxt = bought(organisation(name="Other"), 2)
        nxt.organisation = made
        nxt.starts_on = this.ends_on + DAY
        nxt.ends_on = this.ends_on + 365 * DAY
        nxt.save()
        user = UserFactory()

        claimed(made, user)

        assert [last for _, last, _ in terms_of(user)] == [this.ends_on, nxt.ends_on]
        assert places.counts(made, at=at) == Counts(bought=2, claimed=1)


class TestTakingBack:
    def test_the_person_keeps_everything_and_the_place_is_free(self, at, today):
        made = with_places(1)
        user = UserFactory()
        seat = claimed(made, user)
        number = user.member.number

        places.take_back(seat, by=coordinator_of(made), at=at)

        member = Member.objects.get(user=user)
        assert member.number == number
        assert terms_of(user) == [(today, today, "Corporate place")]
        assert places.counts(made, at=at) == Counts(bought=1)
        # In the days of grace an own membership goes on without a gap.
        tomorrow = standing.standing_of(member, on=today + DAY)
        assert tomorrow.good
        assert renewals.first_day(member, on=today + 5 * DAY) == today + DAY
        claimed(made)

    def test_the_offer_of_an_own_membership_is_not_the_employers_grade(self, at, today):
        own = GradeFactory(name="Practising")
        made = with_places(1)
        user = UserFactory()
        seat = claimed(made, user)
        places.take_back(seat, by=coordinator_of(made), at=at)

        assert renewals.grades_for(user.member, on=today) == [own]

    def test_the_person_is_told(self, at):
        made = with_places(1)
        user = UserFactory()
        places.take_back(claimed(made, user), by=coordinator_of(made), at=at)

        told = Message.objects.filter(kind="membership/place_ends")
        assert [message.to for message in told] == [user.email]

    def test_a_place_to_come_goes_and_the_own_membership_stays(self, at, today):
        member = current_member()
        member.subscriptions.update(ends_on=today + 20 * DAY)
        made = with_places(1)
        seat = claimed(made, member.user)

        places.take_back(seat, by=coordinator_of(made), at=at)

        assert terms_of(member.user) == [
            (today - 100 * DAY, today + 20 * DAY, "Practising")
        ]

    def test_twice_is_refused(self, at):
        made = with_places(1)
        seat = claimed(made)
        places.take_back(seat, by=coordinator_of(made), at=at)

        with pytest.raises(SeatRefused, match="already"):
            places.take_back(seat, by=coordinator_of(made), at=at)

    def test_a_member_gives_it_back(self, at, today):
        made = with_places(1)
        user = UserFactory()
        claimed(made, user)

        places.leave(user.member, by=user, at=at)

        assert Seat.objects.get().ended_because == "left"
        with pytest.raises(SeatRefused):
            places.leave(user.member, by=user, at=at)

    def test_resigning_is_giving_the_place_back_first(self, at):
        user = UserFactory()
        claimed(with_places(1), user)

        with pytest.raises(ChangeRefused, match="Give the place back"):
            resign(user.member, at_once=True, by=user, at=at)

    def test_whoever_is_erased_holds_no_place(self, at):
        made = with_places(1)
        user = UserFactory()
        claimed(made, user)

        privacy.ROOM.leave(Person(user, frozenset({user.email})), at)

        assert places.counts(made, at=at).free == 1

    def test_a_withdrawn_term_holds_no_place(self, at):
        made = with_places(1)
        seat = claimed(made)

        members.withdraw_term(seat.term, reason="By mistake", by=None, at=at)

        assert places.counts(made, at=at).free == 1
