"""History lines: what does the history of an event, a booking or a commission say?

Of each step, what the filter of a history calls it, and what its line says. A line that
is older than the facts it would tell says the step alone.
"""

from portal.core.history import Facts, Says
from portal.core.words import count_of


def _from_to(facts: Facts) -> str:
    """Return " from 50 to 60", or nothing when the line is older than the facts."""
    if "before" not in facts or "after" not in facts:
        return ""
    before, after = (
        "no limit" if facts[key] is None else facts[key] for key in ("before", "after")
    )
    return f" from {before} to {after}"


def _because(facts: Facts) -> str:
    return f": {facts['reason']}" if facts.get("reason") else ""


def _fields(facts: Facts) -> str:
    return f": {', '.join(facts['changed'])}" if facts.get("changed") else ""


def _people(number: int | None) -> str:
    return count_of(number, "person,people")


def _of_session(facts: Facts) -> str:
    """Return " of session 2"; nothing for the only one."""
    number = facts.get("session", 1)
    return f" of session {number}" if number > 1 else ""


LINES: dict[str, tuple[str, Says]] = {
    "events.event_created": ("Create event", "Made the draft"),
    "events.event_copied": (
        "Copy event",
        lambda facts: f"Made the draft as a copy of {facts.get('copy_of', 'another')}",
    ),
    "events.event_edited": (
        "Edit event",
        lambda facts: f"Changed the description{_fields(facts)}",
    ),
    "events.draft_discarded": ("Discard draft", "Discarded the draft"),
    "events.published": ("Publish event", "Published the event"),
    "events.event_cancelled": (
        "Cancel event",
        lambda facts: f"Cancelled the event{_because(facts)}",
    ),
    "events.cancellation_asked": (
        "Call event off",
        lambda facts: f"Called the event off{_because(facts)}",
    ),
    "events.cancellation_stopped": (
        "Stop calling off",
        "Stopped the cancellation: nobody was told, and no money moved",
    ),
    "events.dates_changed": (
        "Change dates",
        lambda facts: f"Changed the dates{_from_to(facts)}",
    ),
    "events.details_changed": (
        "Tell of a change",
        "Told everyone with a place of a change",
    ),
    "events.capacity_changed": (
        "Change capacity",
        lambda facts: f"Changed the capacity{_from_to(facts)}",
    ),
    "events.joining_link_set": (
        "Set joining link",
        lambda facts: f"Set the joining link{_because(facts)}",
    ),
    "events.booked": ("Book", "Booked a place"),
    "events.hold_replaced": (
        "Keep places otherwise",
        "Let kept places go, to keep them otherwise",
    ),
    "events.offer_taken_up": ("Take up an offer", "Took up an offer, to pay for it"),
    "events.place_corrected": ("Correct a place", "Changed what a place says"),
    "events.pay_link_sent": ("Send a link to pay", "Kept a place, and sent a link"),
    "events.link_sent": ("Send a booking link", "Sent a link to the booking"),
    "events.need_seen_to": ("See to an access need", "Saw to an access need"),
    "events.need_open": ("Reopen an access need", "Opened an access need again"),
    "events.code_made": ("Make an access code", "Made an access code"),
    "events.code_changed": ("Change an access code", "Changed an access code"),
    "events.code_stopped": ("Stop an access code", "Stopped an access code"),
    "events.code_renewed": (
        "Renew an access code",
        "Replaced an access code by a new one",
    ),
    "events.places_reserved": ("Keep places", "Kept places while they are paid for"),
    "events.order_awaited": (
        "Await an order",
        "Kept places until the purchase order comes",
    ),
    "events.order_not_awaited": (
        "Pay by card instead",
        "Pays by card instead of waiting for the purchase order",
    ),
    "events.paid_for": ("Confirm", "Confirmed places that were paid for or ordered"),
    "events.booked_by_staff": (
        "Book for somebody",
        lambda facts: f"Booked a place for somebody{_because(facts)}",
    ),
    "events.walked_in": (
        "Add a walk-in",
        lambda facts: f"Added a walk-in{_because(facts)}",
    ),
    "events.cancelled": (
        "Cancel booking",
        lambda facts: f"Cancelled the booking{_because(facts)}",
    ),
    "events.cancellation_undone": ("Undo cancelling", "Took the cancellation back"),
    "events.place_flagged": (
        "Flag a place",
        "Flagged place {booking}: the membership has ended",
    ),
    "events.place_offered": ("Offer a place", "Offered a place from the waiting list"),
    "events.place_given_up": (
        "Give one place up",
        lambda facts: f"Gave one place of the booking up{_because(facts)}",
    ),
    "events.place_named": ("Name a delegate", "Said who comes on a place"),
    "events.place_substituted": (
        "Name another person",
        lambda facts: f"Named another person on a place{_because(facts)}",
    ),
    "events.name_taken_off": ("Take a name off", "Took the name off a place"),
    "events.move_begun": (
        "Begin to move a place",
        lambda facts: f"Kept a place on another date, to be paid for{_because(facts)}",
    ),
    "events.place_moved": (
        "Move a place",
        lambda facts: (
            f"Moved a place from {facts.get('before')} to {facts.get('after')}"
        ),
    ),
    "events.claim_link_sent": ("Send a claim link", "Sent somebody a link to a place"),
    "events.claim_link_made": (
        "Make a claim link",
        "Made a link for the booker to hand round",
    ),
    "events.offered_out_of_turn": (
        "Offer out of turn",
        lambda facts: f"Offered a place out of turn{_because(facts)}",
    ),
    "events.allocation_changed": (
        "Change what is kept",
        lambda facts: f"Changed what is kept for {facts.get('part')}{_from_to(facts)}",
    ),
    "events.allocation_removed": (
        "Keep places no longer",
        lambda facts: f"Keeps no places for {facts.get('part')} any more",
    ),
    "events.offer_taken": ("Take an offer", "Took the offered place"),
    "events.offer_declined": ("Decline an offer", "Let the offered place go"),
    "events.waiting_list_joined": ("Join waiting list", "Joined the waiting list"),
    "events.waiting_list_left": ("Leave waiting list", "Left the waiting list"),
    "events.invited": (
        "Invite",
        lambda facts: f"Invited {count_of(facts.get('number'), 'person,people')}",
    ),
    "events.invitation_renewed": ("Renew invitation", "Sent an invitation again"),
    "events.invitation_withdrawn": ("Withdraw invitation", "Withdrew an invitation"),
    "events.proposals_confirmed": (
        "Confirm who joined",
        lambda facts: f"Marked {_people(facts.get('people'))} present who had joined",
    ),
    "events.register_closed": (
        "Close a register",
        lambda facts: (
            f"Closed the register{_of_session(facts)}: "
            f"{_people(facts.get('came'))} came"
        ),
    ),
    "events.register_reopened": (
        "Open a register again",
        lambda facts: f"Opened the register{_of_session(facts)} again",
    ),
    "events.recording_set": ("Set recording", "Set the recording"),
    "events.recording_edited": (
        "Edit recording",
        lambda facts: f"Changed the recording{_fields(facts)}",
    ),
    "events.recording_removed": ("Remove recording", "Removed the recording"),
    "events.handout_added": (
        "Add a handout",
        lambda facts: f"Added {facts.get('kind', 'a handout')}",
    ),
    "events.handout_removed": (
        "Remove a handout",
        lambda facts: f"Removed {facts.get('kind', 'a handout')}",
    ),
    "events.bundle_published": (
        "Publish the bundle",
        lambda facts: (
            "Published what comes after the event"
            + (f" and told {_people(facts['told'])}" if facts.get("told") else "")
        ),
    ),
    "events.bundle_withdrawn": (
        "Withdraw the bundle",
        lambda facts: f"Withdrew what comes after the event{_because(facts)}",
    ),
    "events.door_notice_set": (
        "Put a notice on the door",
        lambda facts: f"Put a notice on the door{_because(facts)}",
    ),
    "events.door_notice_taken_down": (
        "Take the notice down",
        "Took the notice off the door",
    ),
    "events.reflection_template_set": (
        "Set reflection sheet",
        lambda facts: f"Set {facts.get('name', 'a document')} as the reflection sheet",
    ),
    "events.reflection_template_retired": (
        "Retire reflection sheet",
        "Took this reflection sheet out of use",
    ),
    "events.champion_named": (
        "Name a champion",
        lambda facts: f"Named a champion: {facts.get('programme', 'programme')}",
    ),
    "events.champion_stepped_down": (
        "Step down as a champion",
        lambda facts: f"Stepped down: {facts.get('programme', 'programme')}",
    ),
    "events.enquiry_received": ("Send an enquiry", "Asked for training"),
    "events.enquiry_taken": (
        "Take an enquiry on",
        lambda facts: f"Gave it to {facts.get('owner', 'somebody')}",
    ),
    "events.enquiry_noted": ("Note", "Wrote a note"),
    "events.enquiry_contacted": ("Contact", "Spoke with them"),
    "events.enquiry_quoted": (
        "Quote",
        lambda facts: f"Wrote quote {facts.get('number', '')}".strip(),
    ),
    "events.quote_sent": (
        "Send quote",
        lambda facts: f"Sent quote {facts.get('number', '')}".strip(),
    ),
    "events.enquiry_lost": (
        "Lose an enquiry",
        lambda facts: f"Nothing came of it{_because(facts)}",
    ),
    "events.enquiry_won": ("Win an enquiry", "Agreed: it is a commission"),
    "events.commission_agreed": (
        "Agree a commission",
        lambda facts: (
            f"Agreed a commission of {count_of(facts.get('places'), 'place,places')}"
        ),
    ),
    "events.commission_corrected": (
        "Correct a commission",
        lambda facts: f"Corrected{_fields(facts)}",
    ),
    "events.commission_places_taken": (
        "Take places",
        lambda facts: (
            f"Took {count_of(facts.get('number'), 'place,places')} on "
            f"{facts.get('event', 'a run')}"
        ),
    ),
    "events.commission_places_given_back": (
        "Give places back",
        lambda facts: (
            f"Gave {count_of(facts.get('number'), 'place,places')} back on "
            f"{facts.get('event', 'a run')}"
        ),
    ),
    "events.commission_place_moved": (
        "Move a delegate",
        "Moved somebody to another run",
    ),
    "events.commission_billed": (
        "Bill a commission",
        lambda facts: f"Wrote the bill {facts.get('bill', '')}".strip(),
    ),
    "events.commission_bill_ended": (
        "Bill withdrawn",
        "The bill was withdrawn: it was not paid or ordered in time",
    ),
    "events.commission_coordinator_asked": (
        "Ask a coordinator",
        lambda facts: f"Asked {facts.get('to', 'somebody')} to coordinate",
    ),
    "events.commission_coordinator_accepted": (
        "Accept coordinating",
        "Accepted to coordinate",
    ),
    "events.commission_coordinator_ended": (
        "End coordinating",
        lambda facts: f"{facts.get('to', 'Somebody')} coordinates no more",
    ),
    "events.names_wanted": (
        "Ask for names",
        lambda facts: (
            f"Told of {count_of(facts.get('number'), 'place,places')} without a name"
        ),
    ),
    "events.message_sent_again": (
        "Send message again",
        "Put a message that failed back into the outbox",
    ),
}
