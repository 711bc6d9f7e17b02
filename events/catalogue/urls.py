from django.urls import path

from . import interest_views, views

urlpatterns = [
    path("", views.event_list, name="event-list"),
    path(
        "interest/confirm/<str:token>/",
        interest_views.interest_confirm,
        name="interest-confirm",
    ),
    path(
        "interest/stop/<str:token>/", interest_views.interest_stop, name="interest-stop"
    ),
    path("interest/<slug:slug>/", interest_views.interest_ask, name="interest-ask"),
    path("<slug:slug>/calendar.ics", views.event_calendar, name="event-calendar"),
]
