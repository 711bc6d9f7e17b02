from django.urls import path

from . import views

urlpatterns = [
    path("", views.event_list, name="event-list"),
    path("<slug:slug>/calendar.ics", views.event_calendar, name="event-calendar"),
]
