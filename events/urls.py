"""The addresses of events: the diary with the way in, the registers, the library.

One name space in several places of the site, so it is included at the root.
"""

from django.urls import URLPattern, include, path

from .delivery import urls as delivery

# What lies under /events/: the list, an event, booking, the door, feeds.
diary: list[URLPattern] = []

app_name = "events"
urlpatterns = [
    path("events/", include(diary)),
    path("registers/", include(delivery.registers)),
    path("library/", include(delivery.library)),
]
