"""Events in the staff area: the list, and what the policy of booking looks like."""

from django.urls import include, path
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BaseColumn, Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from events.catalogue.queries import with_places
from events.models import Event, EventSeries, EventStatus, Format, WayIn
from portal.core import clock
from portal.core.words import count_of, in_words, uk_date, uk_time_range

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
            return events.past(at)
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


class EventTitleColumn(BaseColumn):
    cell_template_name = "events/staff/_title_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["link_url"] = url("event-detail", instance.reference)
        context["buttons"] = parent_context["view"].get_list_buttons(instance)
        return context


class EventList(generic.IndexView):
    model = Event
    header_icon = "date"
    paginate_by = 30
    filterset_class = EventFilters
    search_fields = ["title", "reference", "series__name", "place", "audience"]
    search_backend_name = None
    default_ordering = "starts_at"
    index_url_name = "staff_events:event-list"
    index_results_url_name = "staff_events:event-list-results"
    add_url_name = "staff_events:event-add"
    add_item_label = "New event"
    page_title = "Events"
    columns = [
        EventTitleColumn("title", label="Event", sort_key="title"),
        Column(
            "date",
            label="Date",
            accessor=lambda event: uk_date(event.starts_at),
            sort_key="starts_at",
            width="16%",
        ),
        Column(
            "time",
            label="UK time",
            accessor=lambda event: uk_time_range(event.starts_at, event.ends_at),
            width="11%",
        ),
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
            accessor=lambda event: in_words(event.waiting) if event.waiting else "",
            width="8%",
        ),
    ]

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
