"""Addresses of the staff screens about events, below /staff/events/."""

from django.urls import path

from . import (
    allocations,
    bookings,
    calling_off,
    codes,
    demand,
    events,
    invitations,
    needs,
    places,
    records,
    refusals,
    steps,
    waiting_list,
)

urlpatterns = [
    path("new/", events.event_add, name="event-add"),
    path("wanted/", demand.demand, name="demand"),
    path("wanted/<int:course_id>/run/", demand.demand_run, name="demand-run"),
    path("why-refused/", refusals.refusal, name="refusal"),
    path("<reference:reference>/", events.event_detail, name="event-detail"),
    path("<reference:reference>/edit/", events.event_edit, name="event-edit"),
    path("<reference:reference>/copy/", events.event_copy, name="event-copy"),
    path("<reference:reference>/discard/", events.event_discard, name="event-discard"),
    path("<reference:reference>/publish/", steps.event_publish, name="event-publish"),
    path(
        "<reference:reference>/capacity/", steps.event_capacity, name="event-capacity"
    ),
    path("<reference:reference>/dates/", steps.event_dates, name="event-dates"),
    path(
        "<reference:reference>/cancel/", calling_off.event_cancel, name="event-cancel"
    ),
    path(
        "<reference:reference>/cancellation/",
        calling_off.cancellation,
        name="cancellation",
    ),
    path(
        "<reference:reference>/cancellation/stop/",
        calling_off.cancellation_stop,
        name="cancellation-stop",
    ),
    path("<reference:reference>/bookings/", bookings.booking_list, name="booking-list"),
    path(
        "<reference:reference>/bookings/new/", bookings.booking_add, name="booking-add"
    ),
    path(
        "<reference:reference>/bookings/walk-in/",
        bookings.walk_in_add,
        name="walk-in-add",
    ),
    path(
        "<reference:reference>/bookings/<reference:booking_reference>/cancel/",
        bookings.booking_cancel,
        name="booking-cancel",
    ),
    path(
        "<reference:reference>/bookings/<reference:booking_reference>/undo/",
        bookings.booking_undo,
        name="booking-undo",
    ),
    path("<reference:reference>/codes/", codes.code_list, name="code-list"),
    path("<reference:reference>/codes/new/", codes.code_add, name="code-add"),
    path(
        "<reference:reference>/codes/<int:code_id>/",
        codes.code_detail,
        name="code-detail",
    ),
    path(
        "<reference:reference>/codes/<int:code_id>/stop/",
        codes.code_stop,
        name="code-stop",
    ),
    path(
        "<reference:reference>/codes/<int:code_id>/renew/",
        codes.code_renew,
        name="code-renew",
    ),
    path("<reference:reference>/needs/", needs.need_list, name="need-list"),
    path(
        "<reference:reference>/waiting-list/",
        waiting_list.waiting_list,
        name="waiting-list",
    ),
    path(
        "<reference:reference>/waiting-list/<int:entry_id>/remove/",
        waiting_list.waiting_list_remove,
        name="waiting-list-remove",
    ),
    path(
        "<reference:reference>/waiting-list/<int:entry_id>/offer/",
        waiting_list.waiting_offer,
        name="waiting-offer",
    ),
    path(
        "<reference:reference>/places/<int:key>/",
        places.place_change,
        name="place-change",
    ),
    path(
        "<reference:reference>/places/<int:key>/move/",
        places.place_move,
        name="place-move",
    ),
    path(
        "<reference:reference>/places/<int:key>/cancel/",
        places.place_cancel,
        name="place-cancel",
    ),
    path(
        "<reference:reference>/mix/",
        allocations.allocation_list,
        name="allocation-list",
    ),
    path(
        "<reference:reference>/mix/new/",
        allocations.allocation_add,
        name="allocation-add",
    ),
    path(
        "<reference:reference>/mix/<int:key>/",
        allocations.allocation_edit,
        name="allocation-edit",
    ),
    path(
        "<reference:reference>/mix/<int:key>/remove/",
        allocations.allocation_remove,
        name="allocation-remove",
    ),
    path(
        "<reference:reference>/invitations/",
        invitations.invitation_list,
        name="invitation-list",
    ),
    path(
        "<reference:reference>/invitations/<int:invitation_id>/renew/",
        invitations.invitation_renew,
        name="invitation-renew",
    ),
    path(
        "<reference:reference>/invitations/<int:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("<reference:reference>/messages/", records.message_list, name="message-list"),
    path(
        "<reference:reference>/messages/<int:message_id>/again/",
        records.message_again,
        name="message-again",
    ),
    path("<reference:reference>/history/", records.event_history, name="event-history"),
]
