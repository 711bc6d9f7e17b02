"""The purposes of events: what follows when money for places comes or goes."""

from portal.payments.purposes import Purpose

from .booking import paying, settling, ties
from .commissioning import invoicing

BOOKING = Purpose(
    key=paying.PURPOSE,
    label="Training and events",
    paid=settling.paid,
    where=settling.where,
    ordered=settling.ordered,
    reminded=settling.reminded,
    given_up=settling.given_up,
    lock=settling.lock,
    faults=ties.faults,
)

COMMISSION = Purpose(
    key=invoicing.PURPOSE,
    label="Commissioned training",
    paid=invoicing.paid,
    where=invoicing.where,
    given_up=invoicing.given_up,
)
