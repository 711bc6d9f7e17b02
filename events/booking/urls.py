from django.urls import path

from .views import booking, event, feed, invitation, waiting_list

urlpatterns = [
    path("book/<reference:reference>/", booking.booking_start, name="booking-start"),
    path(
        "book/<reference:reference>/waiting-list/",
        waiting_list.waiting_list_join,
        name="waiting-list-join",
    ),
    path(
        "book/<reference:reference>/waiting-list/leave/",
        waiting_list.waiting_list_leave,
        name="waiting-list-leave",
    ),
    path("invitation/<slug:token>/", invitation.invitation, name="invitation"),
    path("feed/<slug:token>.ics", feed.feed, name="feed"),
    path("<slug:slug>/", event.event_detail, name="event-detail"),
]
