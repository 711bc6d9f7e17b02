from django.urls import path

from .views import account, bookings, calendar, cards, documents, home, membership

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
]
