"""Links: each keeps a place while it is good, and opens one place once."""

import pytest

from membership.errors import SeatRefused
from membership.seats import invitations, places
from membership.seats.places import Counts
from portal.core import clock
from tests.factories.organisations import (
    claimed,
    coordinator_of,
    link,
    with_places,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


class TestLinks:
    def test_a_link_keeps_a_place_while_it_is_good(self, at):
        made = with_places(2)
        by = coordinator_of(made)

        asked = invitations.invite(
            made, email="N@Trust.example ", name="N", by=by, at=at
        )

        assert asked.email == "n@trust.example"
        assert places.counts(made, at=at) == Counts(bought=2, asked=1)
        later = at + invitations.LINK_LIVES
        assert places.counts(made, at=later) == Counts(bought=2)

    def test_no_more_links_than_free_places(self, at):
        made = with_places(1)
        people = [
            invitations.Invitee(1, "a@trust.example"),
            invitations.Invitee(2, "b@trust.example", fault="Something"),
            invitations.Invitee(3, "c@trust.example"),
        ]

        left = invitations.invite_all(made, people, by=coordinator_of(made), at=at)

        assert [(each.line, each.fault) for each in left] == [
            (2, "Something"),
            (3, "No place is free for this one."),
        ]
        assert places.counts(made, at=at).asked == 1

    def test_an_address_has_one_open_link(self, at):
        made = with_places(3)
        by = coordinator_of(made)
        invitations.invite(made, email="a@trust.example", name="", by=by, at=at)

        with pytest.raises(SeatRefused, match="open link"):
            invitations.invite(made, email="a@trust.example", name="", by=by, at=at)

    def test_one_that_is_over_is_gone_on_with(self, at):
        made = with_places(3)
        by = coordinator_of(made)
        old = invitations.invite(made, email="a@trust.example", name="", by=by, at=at)
        later = at + invitations.LINK_LIVES

        new = invitations.invite(
            made, email="a@trust.example", name="A", by=by, at=later
        )

        assert new.pk == old.pk
        assert new.until == later + invitations.LINK_LIVES

    def test_sent_again_it_is_another_link(self, at):
        made = with_places(1)
        asked = link(made)
        before = asked.token

        invitations.send_again(asked, by=coordinator_of(made), at=at)

        asked.refresh_from_db()
        assert asked.token != before
        assert invitations.behind("link 0", at=at) is None

    def test_one_that_is_over_needs_a_free_place(self, at):
        made = with_places(1)
        asked = link(made)
        claimed(made)

        with pytest.raises(SeatRefused, match="time was over"):
            invitations.send_again(asked, by=coordinator_of(made), at=asked.until)

    def test_taken_back_it_opens_nothing(self, at):
        made = with_places(1)
        asked = link(made)
        by = coordinator_of(made)
        invitations.withdraw(asked, by=by, at=at)

        assert invitations.behind("link 0", at=at) is None
        for step in (invitations.withdraw, invitations.send_again):
            with pytest.raises(SeatRefused):
                step(asked, by=by, at=at)
