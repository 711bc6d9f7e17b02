"""The addresses of events: the diary with the way in, the registers, the library.

One name space in several places of the site, so it is included at the root.
"""

from django.urls import include, path

from .booking import urls as booking
from .catalogue import urls as catalogue
from .commissioning import urls as commissioning
from .delivery import urls as delivery

# What lies under /events/: the list, an event, booking, the door.
diary = [*delivery.doors, *booking.urlpatterns, *catalogue.urlpatterns]

app_name = "events"
urlpatterns = [
    path("events/", include(diary)),
    path("registers/", include(delivery.registers)),
    path("library/", include(delivery.library)),
    path("training/", include(commissioning.asking)),
]
