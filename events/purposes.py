"""The purpose "booking": what follows when money for places comes or goes."""

from portal.payments.purposes import Purpose

from .booking import paying, ties

BOOKING = Purpose(
    key=paying.PURPOSE,
    label="Training and events",
    paid=paying.paid,
    where=paying.where,
    ordered=paying.ordered,
    given_up=paying.given_up,
    faults=ties.faults,
)
