"""Events in the staff area: the list, and what the policy of booking looks like."""

from django.urls import include, path
from django.utils.functional import cached_property
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from events.catalogue.queries import with_places
from events.models import Event, EventSeries, EventStatus, Format, WayIn
from portal.core import clock
from portal.core.words import (
    count_of,
    uk_date_range,
    uk_day_of,
    uk_time,
    uk_time_range,
)

from .staff import urls
from .staff.frame import status_of, url

UPCOMING, PAST, DRAFTS, CANCELLED, ALL = "", "past", "drafts", "cancelled", "all"


class EventFilters(WagtailFilterSet):
    show = ChoiceFilter(
        label="Show",
        method="narrow",
        empty_label="Upcoming",
        choices=[
            (PAST, "Past"),
            (DRAFTS, "Drafts"),
            (CANCELLED, "Cancelled"),
            (ALL, "All"),
        ],
    )
    series = ModelChoiceFilter(
        label="Series", queryset=EventSeries.objects.all(), empty_label="All"
    )
    format = ChoiceFilter(label="Format", choices=Format, empty_label="All")
    way_in = ChoiceFilter(label="Who may book", choices=WayIn, empty_label="All")

    class Meta:
        model = Event
        fields = ["show", "series", "format", "way_in"]

    def narrow(self, events, name, value):
        at = clock.now()
        if value == PAST:
            return events.filter(ends_at__lte=at)
        if value == DRAFTS:
            return events.filter(status=EventStatus.DRAFT)
        if value == CANCELLED:
            return events.filter(status=EventStatus.CANCELLED)
        return events


def places_of(event: Event) -> str:
    """Return the places in words: 12 of 50 taken."""
    if event.way_in == WayIn.OPEN_LINK or event.host:
        return "No booking"
    if event.capacity is None:
        return f"{count_of(event.taken, 'taken,taken')}, no limit"
    return f"{event.taken} of {event.capacity} taken"


class EventTitleColumn(TitleColumn):
    cell_template_name = "events/staff/_title_cell.html"


def _address_of(event: Event) -> str:
    return url("event-detail", event.reference)


class DateColumn(Column):
    cell_template_name = "events/staff/_date_cell.html"

    def get_value(self, instance):
        """Return the days, and below them the hours; of several days, the first."""
        days = uk_date_range(instance.starts_at, instance.ends_at)
        if uk_day_of(instance.starts_at) == uk_day_of(instance.ends_at):
            return days, uk_time_range(instance.starts_at, instance.ends_at)
        return days, f"from {uk_time(instance.starts_at)}"


COLUMNS = [
    DateColumn("date", label="Date, UK time", sort_key="starts_at", width="22%"),
    StatusTagColumn(
        "status",
        label="Status",
        accessor=lambda event: status_of(event, at=clock.now()),
        primary=lambda event: event.status == EventStatus.PUBLISHED,
        width="9%",
    ),
    Column(
        "way_in",
        label="Who may book",
        accessor="get_way_in_display",
        width="13%",
    ),
    Column(
        "places",
        label="Places",
        accessor=places_of,
        width="12%",
    ),
    Column(
        "waiting",
        label="Waiting",
        accessor=lambda event: event.waiting or "",
        width="8%",
    ),
]


class EventList(generic.IndexView):
    model = Event
    header_icon = "date"
    paginate_by = 30
    table_classname = "listing staff-listing"
    filterset_class = EventFilters
    search_fields = ["title", "reference", "series__name", "place", "audience"]
    search_backend_name = None
    index_url_name = "staff_events:event-list"
    index_results_url_name = "staff_events:event-list-results"
    add_url_name = "staff_events:event-add"
    add_item_label = "New event"
    page_title = "Events"

    @cached_property
    def columns(self):
        # The list puts its buttons into whatever class the title's column is of.
        title_column = self._get_title_column_class(EventTitleColumn)
        return [
            title_column("title", label="Event", sort_key="title", get_url=_address_of),
            *COLUMNS,
        ]

    @property
    def default_ordering(self):
        """Soonest first in what is to come, latest first in what has been."""
        looks_back = self.is_searching or self.request.GET.get("show")
        return "-starts_at" if looks_back else "starts_at"

    def get_base_queryset(self):
        events = Event.objects.select_related("series")
        return with_places(events, at=clock.now())

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        # What is still to come is what staff work on; but whoever searches looks for
        # one event, whenever it was.
        shows_all = self.is_searching or self.request.GET.get("show")
        return queryset if shows_all else queryset.filter(ends_at__gt=clock.now())

    def get_list_more_buttons(self, instance):
        buttons = [
            ("Edit", "event-edit", "edit"),
            ("Bookings", "booking-list", "group"),
            ("Copy", "event-copy", "copy"),
        ]
        return [
            MenuItem(
                label,
                url=url(name, instance.reference),
                icon_name=icon,
                priority=place,
            )
            for place, (label, name, icon) in enumerate(buttons)
        ]


class EventViewSet(ViewSet):
    """Everything that staff do with events, below one address."""

    name = "staff_events"
    url_prefix = "events"
    icon = "date"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(EventList), name="event-list"),
            path(
                "results/",
                self.construct_view(EventList, results_only=True),
                name="event-list-results",
            ),
            path("", include(urls)),
        ]
