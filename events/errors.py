"""What the events rooms refuse, in words for the person who asked."""

from datetime import datetime
from typing import TYPE_CHECKING

from portal.core.errors import Refused

if TYPE_CHECKING:
    from .models import Booking, Event


class EventFull(Refused):
    """No place is free, or those that are belong to people who wait."""

    def __init__(self, event: "Event") -> None:
        super().__init__(
            "The last place has just gone. You can join the waiting list: a place "
            "that comes free is offered in turn."
        )
        self.event = event


class NotEligible(Refused):
    """This person may not take this ticket. `reason` is for pages to act on."""

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotOpen(Refused):
    """The event does not take bookings now."""


class AlreadyBooked(Refused):
    """There is a booking already; `booking` leads to it."""

    def __init__(self, booking: "Booking") -> None:
        super().__init__("You already have a place.")
        self.booking = booking


class StepRefused(Refused):
    """The booking is not in a state from which this step can be taken."""


class ChampionRefused(Refused):
    """The list of champions says something else already."""


class OfferEnded(Refused):
    """The time of an offer has run out."""

    def __init__(self, until: datetime | None) -> None:
        super().__init__(
            "This offer has ended and the place went to the next person. You can "
            "join the waiting list again."
        )
        self.until = until


class CapacityRefused(Refused):
    """The number asked for does not fit what has been promised."""


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing while this person was typing."""


class CodeRefused(Refused):
    """The access code is unknown, over, used up, or for something else."""


class MustBePaid(Refused):
    """The place costs something, so it is confirmed by paying or ordering."""

    def __init__(self) -> None:
        super().__init__("This place is confirmed once it is paid for.")


class TooManyHolds(Refused):
    """The person keeps more unpaid places than one may."""


class CommissionRefused(Refused):
    """A rule of enquiries or commissions says no."""


class AlreadyNamed(Refused):
    """The place has a name, or the person has a place of their own."""


class PartFull(Refused):
    """The part of the mix that somebody belongs to has no place left."""

    def __init__(self, part: str) -> None:
        super().__init__(
            f"The places for {part} are all taken at this event."
            if part
            else "The place is one of those kept for one part of the event, so it "
            "cannot be open to everybody."
        )
