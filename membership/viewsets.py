"""Members and grades in the staff area: the lists, and where the screens hang."""

from functools import cached_property
from urllib.parse import urlencode

from django.urls import include, path
from django_filters import ChoiceFilter, ModelChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import (
    BaseColumn,
    BooleanColumn,
    Column,
    StatusTagColumn,
)
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button

from portal.body.viewsets import KeptViewSet
from portal.core import clock
from portal.core.words import pounds_short, uk_day

from . import permissions, queries
from .importing import views as importing
from .models import Grade, Member
from .staff import application_urls, urls
from .staff import exports as export_views
from .staff.forms import GradeForm
from .staff.frame import url
from .standing import State


def _today():
    return clock.uk_day(clock.now())


def _standing(member):
    return queries.standing_of_listed(member, _today())


class MemberFilters(WagtailFilterSet):
    standing = ChoiceFilter(
        label="Standing",
        method="narrow",
        empty_label="All",
        choices=[
            (State.CURRENT, "Current"),
            (State.GRACE, "In grace"),
            (State.LAPSED, "Lapsed"),
            (State.RESIGNED, "Resigned"),
            (State.PAUSED, "Paused"),
            (State.NONE, "Without a term"),
        ],
    )
    grade = ModelChoiceFilter(
        label="Grade",
        queryset=Grade.objects.all(),
        method="of_grade",
        empty_label="All",
    )

    class Meta:
        model = Member
        fields = ["standing", "grade"]

    def narrow(self, members, name, value):
        return queries.in_state(members, value, _today())

    def of_grade(self, members, name, value):
        return members.filter(grade_name=value.name)


class MemberNameColumn(BaseColumn):
    cell_template_name = "membership/staff/_name_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        context["link_url"] = url("member-detail", instance.uniform_number)
        return context


class MemberList(generic.IndexView):
    model = Member
    any_permission_required = ["view"]
    header_icon = "group"
    paginate_by = 30
    filterset_class = MemberFilters
    is_searchable = True
    search_fields = ["name"]
    search_backend_name = None
    default_ordering = "name"
    index_url_name = "staff_members:member-list"
    index_results_url_name = "staff_members:member-list-results"
    page_title = "Members"
    columns = [
        MemberNameColumn("name", label="Member", sort_key="name"),
        Column("number", label="Number", sort_key="uniform_number", width="14%"),
        StatusTagColumn(
            "standing",
            label="Standing",
            accessor=lambda member: _standing(member).state.label,
            primary=lambda member: _standing(member).good,
            width="12%",
        ),
        Column(
            "ends_on",
            label="Last day",
            accessor=lambda member: uk_day(member.ends_on),
            sort_key="ends_on",
            width="16%",
        ),
        Column(
            "grade",
            label="Grade",
            accessor=lambda member: member.grade_name or "",
            width="14%",
        ),
        Column(
            "account",
            label="Account",
            accessor=lambda member: "Yes" if member.user_id else "Not yet",
            width="10%",
        ),
    ]

    @property
    def add_url_name(self):
        may = permissions.may_keep_members(self.request.user)
        return "staff_members:member-add" if may else None

    @property
    def add_item_label(self):
        return "New member"

    @cached_property
    def header_more_buttons(self):
        """Lead on to one step for all those that the list shows."""
        buttons = super().header_more_buttons
        if permissions.may_keep_members(self.request.user):
            chosen = {
                name: self.request.GET[name]
                for name in ("standing", "grade")
                if self.request.GET.get(name)
            }
            where = url("bulk-list") + (f"?{urlencode(chosen)}" if chosen else "")
            buttons.append(Button("One step for many", url=where, icon_name="tasks"))
        return buttons

    def get_base_queryset(self):
        return queries.listed()

    def search_queryset(self, queryset):
        if not self.is_searching:
            return queryset
        return queries.found(queryset, self.search_query)


class MemberViewSet(ViewSet):
    """Everything that staff do with members, below one address."""

    name = "staff_members"
    url_prefix = "members"
    icon = "group"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(MemberList), name="member-list"),
            path(
                "results/",
                self.construct_view(MemberList, results_only=True),
                name="member-list-results",
            ),
            path("import/", include(importing.urlpatterns)),
            path("export/", export_views.export_list, name="export-list"),
            path("export/<int:pk>/", export_views.export_file, name="export-file"),
            path("", include(urls)),
        ]


class ApplicationViewSet(ViewSet):
    """What people who wish to join have sent us."""

    name = "staff_applications"
    url_prefix = "applications"
    icon = "form"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [path("", include(application_urls))]


class GradeViewSet(KeptViewSet):
    model = Grade
    name = "grades"
    url_prefix = "grades"
    icon = "list-ul"
    list_display = [
        "name",
        Column(
            "price_pence",
            label="A year",
            accessor=lambda grade: pounds_short(grade.price_pence),
        ),
        Column(
            "month_pence",
            label="A month",
            accessor=lambda grade: (
                pounds_short(grade.month_pence) if grade.month_pence else ""
            ),
        ),
        BooleanColumn("books_members_events", label="Books members' events"),
        BooleanColumn("needs_approval", label="Looked at first"),
        BooleanColumn("by_staff_only", label="Given by staff only"),
        BooleanColumn("offered", label="Takes new members"),
    ]
    search_fields = ["name", "description"]
    ordering = ["position", "name"]

    def get_form_class(self, **_options):
        return GradeForm
