"""The employers of the demonstration. None of them exists."""

from membership.seats.organisations import Facts

TRUST = Facts(
    name="Ashvale Community Trust",
    kind="nhs",
    address="Ashvale House\n2 Mill Lane\nAshvale AV1 2XX",
    invoice_email="payables@ashvale.example",
    contact="Accounts payable",
    needs_order_number=True,
)
DOMAIN = "ashvale.example"
ORDER_NUMBER = "PO-4471-A"
PLACES = 12
# So many claim, one of whom leaves the trust; and so many have not opened their link.
CLAIM, LEAVE, WAIT = 10, 1, 2
BOUGHT_DAYS_AGO = 300

# One that asks by itself, and waits for somebody to look at it.
COUNCIL = Facts(
    name="Saltby Borough Council",
    kind="council",
    address="Town Hall\nSaltby SB1 1XX",
    invoice_email="invoices@saltby.example",
    contact="Finance",
)
COUNCIL_PLACES = 5
