"""What bookings, registers and recordings say about people."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from events.booking import bookings, changes, naming, waiting_list
from events.commissioning import coordinators, delegates
from events.errors import PartFull
from events.models import (
    CAME,
    Booking,
    BookingStatus,
    CommissionCoordinator,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
)
from events.periods import (
    ATTENDANCE_WORDS,
    BOOKING_WORDS,
    ENQUIRY_WORDS,
    PERIODS,
    TICKET_WORDS,
)
from portal.core.privacy import (
    NO_ADDRESS,
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Obstacle,
    Person,
    Room,
)
from portal.core.words import uk_day_of

COUNTS = (
    "How many came is the event's, and an event's books are kept; your name and "
    "address are taken out of them."
)


# --- Whose -----------------------------------------------------------------


def _bookings(person: Person) -> Q:
    by_address = Q(booker=None, booker_email__in=person.addresses)
    return Q(booker=person.user) | by_address


def _tickets(person: Person) -> Q:
    by_address = Q(user=None, email__in=person.addresses)
    return Q(user=person.user) | by_address


def _of_tickets(person: Person) -> Q:
    by_address = Q(ticket__user=None, ticket__email__in=person.addresses)
    return Q(ticket__user=person.user) | by_address


def _coordinated(person: Person) -> Q:
    # Asked at their address, somebody else may have accepted.
    by_address = Q(user=None, email__in=person.addresses)
    return Q(user=person.user) | by_address


def _of_interest(person: Person) -> Q:
    return Q(interest__user=person.user) | Q(interest__email__in=person.addresses)


def _attendances(person: Person) -> Q:
    by_address = Q(ticket__user=None, ticket__email__in=person.addresses)
    return Q(user=person.user) | Q(ticket__user=person.user) | by_address


# --- Before somebody is erased ---------------------------------------------


def _coming(person: Person, at: datetime) -> QuerySet[Ticket]:
    """Return the person's places at what is not over, offers included."""
    mine = Ticket.objects.filter(_tickets(person), event__ends_at__gt=at)
    live = Booking.objects.live_at(at)
    return mine.taking_a_place(at).filter(booking__in=live).select_related("event")


def _obstacles(person: Person, at: datetime) -> list[Obstacle]:
    """Return what they paid for themselves; what others bought does not keep them."""
    paid = _coming(person, at).filter(price_pence__gt=0, booking__in=_booked(person))
    return [
        Obstacle(
            f"You have a paid place at “{ticket.event.title}” on "
            f"{uk_day_of(ticket.event.starts_at):%-d %B %Y}. Cancel it first, or wait "
            "until it is over."
        )
        for ticket in paid.order_by("event__starts_at")
    ]


def _booked(person: Person) -> QuerySet[Booking]:
    return Booking.objects.filter(_bookings(person))


def _leave(person: Person, at: datetime) -> None:
    """Give up what is theirs: places pass on, nobody waits in line or coordinates."""
    for entry in WaitingListEntry.objects.filter(
        user=person.user, status=WaitingStatus.WAITING
    ):
        waiting_list.leave(entry, by=person.user, at=at)
    # Who has been there keeps the place: the register stays, without the name.
    coming = _coming(person, at).exclude(attendances__mark__in=CAME)
    own = set(_booked(person).values_list("pk", flat=True))
    for ticket in coming.select_related("booking", "event", "commission_place"):
        _give_up(ticket, person, at=at, is_own=ticket.booking_id in own)
    # The events before the commissions, in the order in which all are locked.
    asked = CommissionCoordinator.objects.standing().filter(_coordinated(person))
    for coordinator in asked.select_related("commission").order_by("commission", "pk"):
        coordinators.forget(coordinator, by=person.user, at=at)


def _give_up(ticket: Ticket, person: Person, *, at: datetime, is_own: bool) -> None:
    """Give a place up, or its name alone where somebody else bought or holds it."""
    booking, by = ticket.booking, person.user
    is_bought = hasattr(ticket, "commission_place")
    is_kept = ticket.price_pence or booking.status == BookingStatus.HELD
    if is_bought or (not is_own and is_kept):
        _take_name_off(ticket, person, at=at, is_bought=is_bought)
    elif booking.status == BookingStatus.CONFIRMED:
        # Of several, theirs alone: the others came by the same booking.
        changes.cancel(ticket, by=by, at=at)
    elif booking.status == BookingStatus.HELD:
        bookings.cancel(booking, by=by, at=at)


def _take_name_off(
    ticket: Ticket, person: Person, *, at: datetime, is_bought: bool
) -> None:
    try:
        with transaction.atomic():
            if is_bought:
                delegates.step_back(ticket, by=person.user, at=at)
            else:
                naming.take_off(
                    ticket, by=person.user, at=at, reason="The person is forgotten"
                )
    except PartFull:
        # Kept for one part of the event, it cannot be anybody's. It stays there, and
        # loses the name with all that is blanked.
        return


# --- The rules -------------------------------------------------------------

ROOM = Room(
    "events",
    "Events and places",
    (
        Holds(
            "events.AtTheDoor",
            "ticket__user",
            "event seen_at went_in_at",
            hides={"ticket": OWNER, "who": OURS},
        ),
        Holds(
            "events.Attendance",
            _attendances,
            "event_session name mark minutes_missed joined_at marked_at",
            hides={"ticket user": OWNER, "marked_by": OTHERS, "version": OURS},
            keeps=COUNTS,
            blanks=ATTENDANCE_WORDS,
        ),
        Holds(
            "events.WaitingListEntry",
            "user",
            "event ticket_type status places takes_part kind_of_agency area joined_at "
            "left_at passed_over",
            hides={"user": OWNER, "offer": "the offer stands among the bookings"},
        ),
        Holds(
            "events.Ticket",
            _tickets,
            "event booking ticket_type price_pence name email agency kind_of_agency "
            "profession area flagged instructed_at reminded_at released_at "
            "owed_back_pence given_back_at claimed_at",
            hides={
                "user member": OWNER,
                "allocation came_from": OURS,
                "back_decided_by back_decided_because": OTHERS,
                "join_token": SECRET,
                "sequence": OURS,
            },
            keeps=COUNTS,
            blanks=TICKET_WORDS,
            stays="join_token",
        ),
        Holds(
            "events.Booking",
            _bookings,
            "reference event status source reason held_until order_due_on booker_name "
            "booker_email organisation policies_accepted_at terms created_at "
            "confirmed_at cancelled_at cancellation_reason",
            hides={
                "booker": OWNER,
                "cancelled_by": OTHERS,
                "bill": "bills are told among payments",
                "access_code": "the code is its owner's",
                "moved_from": "that booking is told too",
            },
            keeps=COUNTS,
            blanks=BOOKING_WORDS,
            stays="reference terms",
        ),
        Holds(
            "events.AccessNeed",
            _of_tickets,
            "ticket text told_at done_at",
            hides={"done_by": OTHERS},
        ),
        Holds(
            "events.ClaimLink",
            "email@",
            "booking ticket email made_at ended_at",
            hides={"token": SECRET},
        ),
        Holds(
            "events.Invitation",
            "email@",
            "event email name invited_at withdrawn_at",
            hides={"token": SECRET, "invited_by": OTHERS},
        ),
        Holds(
            "events.Watching",
            "user",
            "recording ranges position changed_at",
            hides={"user": OWNER, "version": OURS},
        ),
        Holds(
            "events.CourseInterest",
            "user email@",
            "course area email asked_at confirmed_at ended_at",
            hides={"user": OWNER, "token": SECRET},
        ),
        Holds(
            "events.InterestTold",
            _of_interest,
            "interest event told_at",
        ),
        Holds(
            "events.CalendarFeed",
            "user",
            "made_at",
            hides={"user": OWNER, "token": SECRET},
        ),
        Holds(
            "events.Champion",
            "user",
            "programme trained_on stepped_down_on",
            hides={"user": OWNER},
        ),
        Nobody(
            "events.RegisterMark",
            "how a line of the register came about; the line itself is told",
            deeds="by",
        ),
        Nobody(
            "events.Event events.EventSession events.JoiningLink events.DoorNotice "
            "events.Bundle events.ReflectionTemplate events.RunCancellation",
            "what we put on, and who of the staff saw to it",
            deeds="cancelled_by register_closed_by set_by published_by uploaded_by "
            "trainers asked_by stopped_by",
        ),
        Nobody(
            "events.Topic events.EventSeries events.Course events.TicketType "
            "events.ChampionProgramme events.Recording events.Handout "
            "events.BookingPolicy events.AttendancePolicy",
            "what we put on, and the rules for it",
        ),
        # Before the enquiries, by whose address they are found.
        Holds(
            "events.EnquiryNote",
            "enquiry__email@",
            "enquiry words made_at",
            hides={"by": OTHERS},
        ),
        Holds(
            "events.Enquiry",
            "email@",
            "reference stage organisation name email phone course places areas where "
            "when words due_on received_at closed_at lost_because",
            hides={"owner": OTHERS, "asked_from": OURS},
            keeps="What an organisation asked of us is its business too.",
            blanks=ENQUIRY_WORDS,
            stays="reference organisation where when asked_from lost_because",
        ),
        Holds(
            "events.CommissionCoordinator",
            "user email@",
            "commission email until added_at accepted_at ended_at",
            hides={"user": OWNER, "token": SECRET, "added_by": OTHERS},
            keeps="Who looked after what an organisation bought is its business too.",
            blanks={"email": NO_ADDRESS, "token": ""},
        ),
        Nobody(
            "events.Quote events.Commission events.CommissionArea events.Strand "
            "events.CommissionRun events.CommissionPlace",
            "what an organisation buys of us; who comes stands on the tickets",
            deeds="made_by",
        ),
        Nobody(
            "events.AccessCode",
            "a way in that a funder pays for, and who of the staff made it",
            deeds="made_by owner",
        ),
        Nobody(
            "events.Allocation events.Charge events.BookingRefund events.BookingLink",
            "how places are shared out, what of which bill was for which place and "
            "went back, and what opens a booking to whoever booked it",
        ),
        Nobody(
            "events.Speaker",
            "who speaks, named by role, as it stands on the event's public page",
        ),
    ),
    obstacles=_obstacles,
    leave=_leave,
    periods=PERIODS,
)
