"""Accounts in the staff area: who has one, with which roles, open or closed."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.urls import path
from django_filters import BooleanFilter, ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.boolean_radio_select import BooleanRadioSelect

from portal.body.viewsets import KeptViewSet
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_datetime

from . import looks, people
from .middleware import SECOND_STEPS
from .models import User
from .roles import Role
from .staff import lost_steps
from .staff.forms import AccountForm, NewAccountForm

WITH_A_ROLE = "any"


class AccountFilters(WagtailFilterSet):
    role = ChoiceFilter(
        label="Role",
        method="narrow",
        empty_label="All accounts",
        choices=[
            (WITH_A_ROLE, "With any role"),
            *((role.value, role.label) for role in Role),
        ],
    )
    is_active = BooleanFilter(label="Open", widget=BooleanRadioSelect)

    class Meta:
        model = User
        fields = ["role", "is_active"]

    def narrow(self, accounts, name, value):
        wanted = [role.value for role in Role] if value == WITH_A_ROLE else [value]
        return accounts.filter(groups__name__in=wanted).distinct()


def _roles(user):
    names = {group.name for group in user.groups.all()}
    return ", ".join(role.label for role in Role if role.value in names)


class AccountList(generic.IndexView):
    page_title = "Accounts"
    add_item_label = "New account"
    default_ordering = "name"
    columns = [
        TitleColumn(
            "name",
            label="Name",
            accessor=str,
            sort_key="name",
            url_name="wagtailusers_users:edit",
        ),
        Column("email", label="Address", sort_key="email"),
        Column("roles", label="Roles", accessor=_roles),
        BooleanColumn("has_second_step", label="Second step"),
        BooleanColumn("is_active", label="Open", sort_key="is_active"),
        Column(
            "last_login",
            label="Last signed in",
            accessor=lambda user: uk_datetime(user.last_login),
            sort_key="last_login",
        ),
    ]

    def get_base_queryset(self):
        steps = Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_STEPS)
        return User.objects.prefetch_related("groups").annotate(
            has_second_step=Exists(steps)
        )


class RefusedInWords:
    """Show what a verb refuses above the form, like any other error."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as no:
            form.add_error(None, no.message)
            self.produced_error_message = no.message
            return self.form_invalid(form)


class AccountCreate(RefusedInWords, generic.CreateView):
    page_title = "New account"
    success_message = "The account of %(object)s is open."

    def save_instance(self):
        return people.open_account(**self.form.cleaned_data, by=self.request.user)


class AccountEdit(RefusedInWords, generic.EditView):
    success_message = "The account of %(object)s is changed."

    def get(self, request, *args, **kwargs):
        answer = super().get(request, *args, **kwargs)
        looks.note(
            self.object,
            owner=self.object,
            by=request.user,
            screen="Your account",
            at=clock.now(),
        )
        return answer

    def save_instance(self):
        # The form has put what was typed into its own row; the verb compares.
        user = User.objects.get(pk=self.object.pk)
        people.change(user, **self.form.cleaned_data, by=self.request.user)
        return User.objects.get(pk=self.object.pk)


class AccountViewSet(KeptViewSet):
    """In the place of the CMS's own screens about users."""

    model = User
    icon = "user"
    menu_label = "Accounts"
    menu_order = 600
    add_to_settings_menu = True
    index_view_class = AccountList
    add_view_class = AccountCreate
    edit_view_class = AccountEdit
    filterset_class = AccountFilters
    search_fields = ["name", "email"]
    list_per_page = 30

    def get_form_class(self, *, for_update=False):
        return AccountForm if for_update else NewAccountForm


class NoGroups(ViewSet):
    """Roles are made by migrations: a group renamed would open or close doors."""

    def get_urlpatterns(self):
        return []


class LostStepViewSet(ViewSet):
    """Lost second steps, below one address."""

    name = "staff_lost_steps"
    url_prefix = "lost-steps"
    icon = "lock-open"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", lost_steps.lost_step_list, name="list"),
            path("<int:pk>/", lost_steps.lost_step_decide, name="decide"),
        ]
