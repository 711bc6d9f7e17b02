"""Addresses of the staff screens about commissions, below /staff/commissions/."""

from django.urls import path

from . import commissions, enquiries

urlpatterns = [
    path("", commissions.commission_list, name="commission-list"),
    path("enquiries/", enquiries.enquiry_list, name="enquiry-list"),
    path(
        "enquiries/<reference:reference>/",
        enquiries.enquiry_detail,
        name="enquiry-detail",
    ),
    path(
        "enquiries/<reference:reference>/owner/",
        enquiries.enquiry_take,
        name="enquiry-take",
    ),
    path(
        "enquiries/<reference:reference>/contacted/",
        enquiries.enquiry_contacted,
        name="enquiry-contacted",
    ),
    path(
        "enquiries/<reference:reference>/quote/",
        enquiries.enquiry_quote,
        name="enquiry-quote",
    ),
    path(
        "enquiries/<reference:reference>/quotes/<int:number>/",
        enquiries.quote_document,
        name="quote-document",
    ),
    path(
        "enquiries/<reference:reference>/quotes/<int:number>/send/",
        enquiries.quote_send,
        name="quote-send",
    ),
    path(
        "enquiries/<reference:reference>/lost/",
        enquiries.enquiry_lose,
        name="enquiry-lose",
    ),
    path(
        "enquiries/<reference:reference>/won/",
        enquiries.enquiry_win,
        name="enquiry-win",
    ),
    path(
        "<reference:reference>/",
        commissions.commission_detail,
        name="commission-detail",
    ),
    path(
        "<reference:reference>/correct/",
        commissions.commission_correct,
        name="commission-correct",
    ),
    path("<reference:reference>/runs/new/", commissions.run_add, name="run-add"),
    path(
        "<reference:reference>/runs/<reference:event>/give-back/",
        commissions.places_give_back,
        name="places-give-back",
    ),
    path("<reference:reference>/invoice/", commissions.invoice, name="invoice"),
    path(
        "<reference:reference>/coordinators/new/",
        commissions.coordinator_add,
        name="coordinator-add",
    ),
    path(
        "<reference:reference>/coordinators/<int:key>/end/",
        commissions.coordinator_end,
        name="coordinator-end",
    ),
    path("<reference:reference>/report.pdf", commissions.report_pdf, name="report-pdf"),
    path("<reference:reference>/report.csv", commissions.report_csv, name="report-csv"),
]
