"""What events are grouped by, in the staff area: series and topics."""

from django.core.exceptions import PermissionDenied
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from events.models import EventSeries, Topic


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
