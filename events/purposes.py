"""The purpose "booking": what follows when money for places comes or goes."""

from portal.payments.purposes import Purpose

from .booking import paying, settling, ties

BOOKING = Purpose(
    key=paying.PURPOSE,
    label="Training and events",
    paid=settling.paid,
    where=settling.where,
    ordered=settling.ordered,
    given_up=settling.given_up,
    faults=ties.faults,
)
