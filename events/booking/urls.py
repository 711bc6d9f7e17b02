from django.urls import path

from .views import (
    booking,
    claim,
    declining,
    event,
    feed,
    group_start,
    guest,
    guest_places,
    invitation,
    needs,
    paying,
    waiting_list,
)

urlpatterns = [
    path("book/<reference:reference>/", booking.booking_start, name="booking-start"),
    path("needs/<reference:reference>/", needs.need_list, name="need-list"),
    path("book/<reference:reference>/sent/", paying.booking_sent, name="booking-sent"),
    # Before the links, which take any word.
    path("booking/link/", paying.booking_link, name="booking-link"),
    path("booked/<reference:reference>/", guest.guest_return, name="guest-return"),
    path("booking/<slug:token>/", guest.guest_booking, name="guest-booking"),
    path("booking/<slug:token>/pay/", guest.guest_pay, name="guest-pay"),
    path("booking/<slug:token>/cancel/", guest.guest_cancel, name="guest-cancel"),
    path("booking/<slug:token>/undo/", guest.guest_undo, name="guest-undo"),
    path("booking/<slug:token>/details/", guest.guest_details, name="guest-details"),
    path("booking/<slug:token>/order/", guest.guest_order, name="guest-order"),
    path("booking/<slug:token>/quote.pdf", guest.guest_quote, name="guest-quote"),
    path(
        "booking/<slug:token>/documents/<str:number>.pdf",
        guest.guest_document,
        name="guest-document",
    ),
    path(
        "booking/<slug:token>/calendar.ics",
        guest.guest_calendar,
        name="guest-calendar",
    ),
    path("booking/<slug:token>/places/", guest_places.places, name="guest-places"),
    path(
        "booking/<slug:token>/places/list/",
        guest_places.place_list,
        name="guest-place-list",
    ),
    path(
        "booking/<slug:token>/places/<int:key>/",
        guest_places.place,
        name="guest-place",
    ),
    path(
        "booking/<slug:token>/places/<int:key>/cancel/",
        guest_places.place_cancel,
        name="guest-place-cancel",
    ),
    path(
        "booking/<slug:token>/places/<int:key>/move/",
        guest_places.place_move,
        name="guest-place-move",
    ),
    path(
        "book/<reference:reference>/several/",
        group_start.group_start,
        name="group-start",
    ),
    path("claimed/<reference:reference>/", claim.claimed, name="claimed"),
    path("claim/<slug:token>/", claim.claim, name="claim"),
    path(
        "book/<reference:reference>/waiting-list/",
        waiting_list.waiting_list_join,
        name="waiting-list-join",
    ),
    path(
        "book/<reference:reference>/waiting-list/ask/",
        waiting_list.waiting_list_ask,
        name="waiting-list-ask",
    ),
    path("offer/<str:token>/let-go/", declining.offer_decline, name="offer-decline"),
    path(
        "book/<reference:reference>/waiting-list/leave/",
        waiting_list.waiting_list_leave,
        name="waiting-list-leave",
    ),
    path("invitation/<slug:token>/", invitation.invitation, name="invitation"),
    path("feed/<slug:token>.ics", feed.feed, name="feed"),
    path("<slug:slug>/", event.event_detail, name="event-detail"),
]
