"""Addresses of the staff screens about events, below /staff/events/."""

from django.urls import path

from . import bookings, events, invitations, records, refusals, steps, waiting_list

urlpatterns = [
    path("new/", events.event_add, name="event-add"),
    path("why-refused/", refusals.refusal, name="refusal"),
    path("<str:reference>/", events.event_detail, name="event-detail"),
    path("<str:reference>/edit/", events.event_edit, name="event-edit"),
    path("<str:reference>/copy/", events.event_copy, name="event-copy"),
    path("<str:reference>/discard/", events.event_discard, name="event-discard"),
    path("<str:reference>/publish/", steps.event_publish, name="event-publish"),
    path("<str:reference>/capacity/", steps.event_capacity, name="event-capacity"),
    path("<str:reference>/dates/", steps.event_dates, name="event-dates"),
    path("<str:reference>/cancel/", steps.event_cancel, name="event-cancel"),
    path("<str:reference>/bookings/", bookings.booking_list, name="booking-list"),
    path("<str:reference>/bookings/new/", bookings.booking_add, name="booking-add"),
    path("<str:reference>/bookings/walk-in/", bookings.walk_in_add, name="walk-in-add"),
    path(
        "<str:reference>/bookings/<str:booking_reference>/cancel/",
        bookings.booking_cancel,
        name="booking-cancel",
    ),
    path(
        "<str:reference>/bookings/<str:booking_reference>/undo/",
        bookings.booking_undo,
        name="booking-undo",
    ),
    path(
        "<str:reference>/waiting-list/", waiting_list.waiting_list, name="waiting-list"
    ),
    path(
        "<str:reference>/waiting-list/<int:entry_id>/remove/",
        waiting_list.waiting_list_remove,
        name="waiting-list-remove",
    ),
    path(
        "<str:reference>/invitations/",
        invitations.invitation_list,
        name="invitation-list",
    ),
    path(
        "<str:reference>/invitations/<int:invitation_id>/renew/",
        invitations.invitation_renew,
        name="invitation-renew",
    ),
    path(
        "<str:reference>/invitations/<int:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path("<str:reference>/messages/", records.message_list, name="message-list"),
    path(
        "<str:reference>/messages/<int:message_id>/again/",
        records.message_again,
        name="message-again",
    ),
    path("<str:reference>/history/", records.event_history, name="event-history"),
]
