"""What the books refuse, in words for whoever asked."""

from portal.core.errors import Refused
from portal.core.money import pounds

from .models import Bill


class PaymentsAway(Refused):
    """Stripe cannot be reached just now; nothing is lost."""

    def __init__(self) -> None:
        super().__init__(
            "Card payments are not answering just now. Nothing was taken. Try again in "
            "a few minutes."
        )


class BillWithdrawn(Refused):
    def __init__(self, bill: Bill) -> None:
        super().__init__(f"Bill {bill.reference} was withdrawn: nobody owes it now.")


class OrderNumberNeeded(Refused):
    def __init__(self, bill: Bill) -> None:
        super().__init__(
            f"{bill.payer} needs a purchase order number on every invoice. Enter the "
            "number, or ask for it."
        )


class NothingToCredit(Refused):
    pass


class TooMuchCredited(Refused):
    def __init__(self, left_pence: int) -> None:
        super().__init__(
            f"A credit note takes back at most what is left: {pounds(left_pence)}."
        )


class PaymentsOff(Refused):
    def __init__(self) -> None:
        super().__init__("Card payments are not set up.")


class StepRefused(Refused):
    """Somebody else was quicker, or the step does not follow from where things are."""


class MoreThanWasPaid(Refused):
    def __init__(self, left_pence: int) -> None:
        super().__init__(
            f"No more than {pounds(left_pence)} of this payment can go back."
        )
