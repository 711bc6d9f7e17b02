from .agreement import Agreement, AgreementStatus, Interval
from .bill import Bill, BillLine
from .invoice import Invoice, InvoiceLine, Kind, NumberRange
from .notice import Notice
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
    "Bill",
    "BillLine",
    "Dispute",
    "DisputeStatus",
    "Interval",
    "Invoice",
    "InvoiceLine",
    "Kind",
    "Method",
    "Notice",
    "NumberRange",
    "Payer",
    "Payment",
    "PaymentPolicy",
    "PaymentStatus",
    "Refund",
    "RefundStatus",
]
