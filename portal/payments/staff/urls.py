"""Addresses of the finance desk, below /staff/finance/. Bills by their reference."""

from django.urls import path

from . import banking, bills, books, desk, payers

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("queue/<slug:key>/", desk.queue, name="queue"),
    path("payers/", payers.payer_list, name="payer-list"),
    path("payers/<int:payer_id>/", payers.payer_detail, name="payer-detail"),
    path("payers/<int:payer_id>/change/", payers.payer_change, name="payer-change"),
    path(
        "payers/<int:payer_id>/statement.pdf",
        payers.payer_statement,
        name="payer-statement",
    ),
    path("documents/<str:number>.pdf", bills.document, name="document"),
    path("bills/<reference:reference>/", bills.bill_detail, name="bill-detail"),
    path(
        "bills/<reference:reference>/invoice/", bills.bill_invoice, name="bill-invoice"
    ),
    path("bills/<reference:reference>/credit/", bills.bill_credit, name="bill-credit"),
    path("bills/<reference:reference>/order/", bills.bill_order, name="bill-order"),
    path(
        "bills/<reference:reference>/order/ask/",
        bills.bill_order_ask,
        name="bill-order-ask",
    ),
    path(
        "bills/<reference:reference>/transfer/",
        bills.bill_transfer,
        name="bill-transfer",
    ),
    path(
        "bills/<reference:reference>/withdraw/", bills.bill_cancel, name="bill-cancel"
    ),
    path(
        "bills/<reference:reference>/payments/<int:payment_id>/refund/",
        bills.refund_ask,
        name="refund-ask",
    ),
    path(
        "bills/<reference:reference>/refunds/<int:refund_id>/<slug:answer>/",
        bills.refund_decide,
        name="refund-decide",
    ),
    path("bank/", banking.bank_desk, name="bank"),
    path("bank/new/", banking.line_enter, name="line-enter"),
    path("bank/<int:line_id>/", banking.line_match, name="line-match"),
    path("bank/<int:line_id>/aside/", banking.line_aside, name="line-aside"),
    path("bank/<int:line_id>/back/", banking.line_back, name="line-back"),
    path("bank/matches/<int:match_id>/undo/", banking.match_undo, name="match-undo"),
    path("bank/statements/new/", banking.statement_add, name="statement-add"),
    path(
        "bank/statements/<int:statement_id>/",
        banking.statement_detail,
        name="statement-detail",
    ),
    path(
        "bank/statements/<int:statement_id>/bring/",
        banking.statement_bring,
        name="statement-bring",
    ),
    path("export/", books.export, name="export"),
    path("income/", books.income, name="income"),
    path(
        "differences/<int:difference_id>/",
        books.difference_clear,
        name="difference-clear",
    ),
]
