"""What events are grouped by, in the staff area: courses, series and topics."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.models import Course, EventSeries, Topic
from portal.core.words import uk_day


class Unused(generic.DeleteView):
    """Delete a row that nothing points to; what is used stays."""

    def dispatch(self, request, *args, **kwargs):
        if is_used(self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


def is_used(row) -> bool:
    """Say whether any row of any table points to this one."""
    return any(
        relation.related_model.objects.filter(**{relation.field.name: row}).exists()
        for relation in row._meta.related_objects  # noqa: SLF001 - Django's own API
    )


def _name():
    """Return a name that fills in the address while it is typed."""
    return TitleFieldPanel("name", targets=["slug"], classname="", placeholder=False)


def _slug():
    return FieldPanel("slug", heading="Address on the site")


class GroupingViewSet(ModelViewSet):
    delete_view_class = Unused
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = False
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = ["name"]


class EventSeriesViewSet(GroupingViewSet):
    model = EventSeries
    name = "event_series"
    url_prefix = "event-series"
    icon = "folder-open-inverse"
    panels = [
        _name(),
        _slug(),
        FieldPanel("description"),
    ]


class TopicViewSet(GroupingViewSet):
    model = Topic
    name = "topics"
    url_prefix = "topics"
    icon = "tag"
    panels = [
        _name(),
        _slug(),
    ]


class CourseViewSet(GroupingViewSet):
    """What is taught. Its dates, prices and places are those of its runs."""

    model = Course
    name = "courses"
    url_prefix = "courses"
    icon = "glasses"
    list_display = [
        "title",
        "length",
        BooleanColumn("cascade_allowed", label="May be passed on"),
        Column(
            "accredited_until",
            label="Accredited until",
            accessor=lambda course: uk_day(course.accredited_until),
        ),
        BooleanColumn("is_offered", label="Offered"),
    ]
    search_fields = ["title", "summary"]
    ordering = ["title"]
    panels = [
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("length"), FieldPanel("is_offered")]),
        FieldPanel("for_whom"),
        FieldRowPanel([FieldPanel("professions"), FieldPanel("agencies")]),
        FieldPanel("outcomes"),
        FieldPanel("programme"),
        MultiFieldPanel(
            [FieldPanel("cascade_allowed"), FieldPanel("other_kind")],
            heading="May it be passed on?",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("cpd_minutes"), FieldPanel("cpd_kind")]),
                FieldRowPanel(
                    [FieldPanel("accredited_by"), FieldPanel("accredited_until")]
                ),
            ],
            heading="What it counts for",
        ),
    ]
