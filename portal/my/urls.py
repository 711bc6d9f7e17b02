from django.urls import path

from .views import (
    account,
    bookings,
    calendar,
    cards,
    documents,
    home,
    membership,
    payments,
    privacy,
)

app_name = "my"
urlpatterns = [
    path("", home.home, name="home"),
    path("bookings/", bookings.booking_list, name="booking-list"),
    path(
        "bookings/<reference:reference>/",
        bookings.booking_detail,
        name="booking-detail",
    ),
    path(
        "bookings/<reference:reference>/calendar.ics",
        bookings.booking_calendar,
        name="booking-calendar",
    ),
    path(
        "bookings/<reference:reference>/cancel/",
        bookings.booking_cancel,
        name="booking-cancel",
    ),
    path(
        "bookings/<reference:reference>/undo/",
        bookings.booking_undo,
        name="booking-undo",
    ),
    path("bookings/<reference:reference>/offer/", bookings.offer, name="offer"),
    path(
        "bookings/<reference:reference>/record.pdf",
        documents.attendance_record,
        name="attendance-record",
    ),
    path(
        "events/<reference:reference>/record.pdf",
        documents.guest_record,
        name="guest-record",
    ),
    path(
        "bookings/<reference:reference>/reflection.docx",
        documents.reflection_sheet,
        {"ending": "docx"},
        name="reflection-template",
    ),
    path(
        "bookings/<reference:reference>/reflection.pdf",
        documents.reflection_sheet,
        {"ending": "pdf"},
        name="reflection-sheet",
    ),
    path("calendar/", calendar.calendar, name="calendar"),
    path("membership/", membership.membership, name="membership"),
    path("membership/card/", cards.card, name="card"),
    path("membership/card.pdf", cards.card_file, {"ending": "pdf"}, name="card-pdf"),
    path("membership/card.png", cards.card_file, {"ending": "png"}, name="card-png"),
    path("account/", account.account, name="account"),
    path("account/registration/", account.registration, name="registration"),
    path("account/messages/", account.wishes, name="wishes"),
    path("account/security/", account.security, name="security"),
    path("privacy/", privacy.privacy, name="privacy"),
    path("privacy/download/", privacy.download_ask, name="download-ask"),
    path("privacy/download/state/", privacy.download_state, name="download-state"),
    path("privacy/download/everything.zip", privacy.download_take, name="download"),
    path("privacy/download/end/", privacy.download_end, name="download-end"),
    path("privacy/erase/", privacy.erase, name="erase"),
    path("privacy/erase/withdraw/", privacy.erase_withdraw, name="erase-withdraw"),
    path("payments/", payments.payments, name="payments"),
    path(
        "payments/<str:number>.pdf", payments.payment_document, name="payment-document"
    ),
    path(
        "payments/<reference:reference>/pay/",
        payments.payment_start,
        name="payment-start",
    ),
]
