from .agreement import Agreement, AgreementStatus, Interval
from .bank import BankColumns, BankLine, BankMatch, BankStatement
from .bill import Bill, BillLine
from .difference import Difference
from .invoice import Invoice, InvoiceLine, Kind, NumberRange
from .notice import Notice
from .order import BillReminder, OrderRequest, ReminderStage
from .payer import Payer
from .payment import (
    Dispute,
    DisputeStatus,
    Method,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from .policy import PaymentPolicy

__all__ = [
    "Agreement",
    "AgreementStatus",
    "BankColumns",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "Bill",
    "BillLine",
    "BillReminder",
    "Difference",
    "Dispute",
    "DisputeStatus",
    "Interval",
    "Invoice",
    "InvoiceLine",
    "Kind",
    "Method",
    "Notice",
    "NumberRange",
    "OrderRequest",
    "Payer",
    "Payment",
    "PaymentPolicy",
    "PaymentStatus",
    "Refund",
    "RefundStatus",
    "ReminderStage",
]
