"""Messages in the staff area: what left the building, and what has not."""

from django.urls import path
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet

from portal.core.words import uk_datetime

from . import kinds, permissions, queries
from .models import Message, Outcome
from .staff import screens

STATES = {
    Outcome.WAITING: "Waiting",
    Outcome.SENT: "Sent",
    Outcome.OVERTAKEN: "Not sent",
    Outcome.FAILED: "Failed",
}


def _kinds_of(request):
    rooms = permissions.rooms_of(request.user)
    return [
        (kind.key, kind.label)
        for kind in sorted(kinds.every_kind(), key=lambda kind: kind.label)
        if kind.key.startswith(rooms)
    ]


class MessageFilters(WagtailFilterSet):
    outcome = ChoiceFilter(
        label="What became of it", choices=Outcome, empty_label="Everything"
    )
    kind = ChoiceFilter(label="Message", empty_label="Every message")

    class Meta:
        model = Message
        fields = ["outcome", "kind"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["kind"].extra["choices"] = _kinds_of(self.request)


class MessageList(generic.IndexView):
    model = Message
    any_permission_required = ["view"]
    header_icon = "mail"
    page_title = "Messages"
    paginate_by = 50
    filterset_class = MessageFilters
    is_searchable = True
    search_fields = ["to"]
    search_backend_name = None
    default_ordering = "-created_at"
    index_url_name = "staff_messages:message-list"
    index_results_url_name = "staff_messages:message-list-results"
    columns = [
        TitleColumn(
            "kind",
            label="Message",
            accessor=kinds.label_of,
            url_name="staff_messages:message-detail",
        ),
        Column(
            "to",
            label="To",
            accessor=lambda message: message.to or "Found out when it is sent",
            sort_key="to",
        ),
        Column(
            "created_at",
            label="Written",
            accessor=lambda message: uk_datetime(message.created_at),
            sort_key="created_at",
        ),
        StatusTagColumn(
            "outcome",
            label="State",
            accessor=lambda message: STATES[message.outcome],
            primary=lambda message: message.outcome == Outcome.FAILED,
        ),
        Column("trouble", label="Trouble", accessor=queries.trouble_in_words),
    ]

    def get_base_queryset(self):
        return queries.of_rooms(permissions.rooms_of(self.request.user))


class MessageViewSet(ViewSet):
    """Everything that staff do with messages, below one address."""

    name = "staff_messages"
    url_prefix = "messages"
    icon = "mail"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(MessageList), name="message-list"),
            path(
                "results/",
                self.construct_view(MessageList, results_only=True),
                name="message-list-results",
            ),
            path("<int:pk>/", screens.message_detail, name="message-detail"),
            path("<int:pk>/page/", screens.message_page, name="message-page"),
            path("<int:pk>/again/", screens.message_again, name="message-again"),
        ]
