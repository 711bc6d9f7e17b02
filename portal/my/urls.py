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
    places,
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
        "bookings/<reference:reference>/pay/", bookings.booking_pay, name="booking-pay"
    ),
    path(
        "bookings/<reference:reference>/details/",
        bookings.booking_details,
        name="booking-details",
    ),
    path(
        "bookings/<reference:reference>/order/",
        bookings.booking_order,
        name="booking-order",
    ),
    path(
        "bookings/<reference:reference>/quote.pdf",
        bookings.booking_quote,
        name="booking-quote",
    ),
    path(
        "bookings/<reference:reference>/documents/<str:number>.pdf",
        bookings.booking_document,
        name="booking-document",
    ),
    path("bookings/<reference:reference>/places/", places.places, name="places"),
    path(
        "bookings/<reference:reference>/places/list/",
        places.place_list,
        name="place-list",
    ),
    path(
        "bookings/<reference:reference>/places/<int:key>/", places.place, name="place"
    ),
    path(
        "bookings/<reference:reference>/places/<int:key>/cancel/",
        places.place_cancel,
        name="place-cancel",
    ),
    path(
        "bookings/<reference:reference>/places/<int:key>/move/",
        places.place_move,
        name="place-move",
    ),
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
