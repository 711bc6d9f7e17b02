"""The body's own lists in the staff area, and the kind of list that loses no row."""

from django.db import transaction
from django.urls import URLPattern
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from . import identity
from .models import Agency, Area, Mailbox, Profession


class KeptViewSet(ModelViewSet):
    """A list whose rows are switched off and never deleted: old answers need them."""

    copy_view_enabled = False
    add_to_admin_menu = False
    add_to_reference_index = False
    search_backend_name = None

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(
            **{"delete_url_name": None, "usage_url_name": None, **kwargs}
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        off = {"delete", "usage"}
        return [route for route in super().get_urlpatterns() if route.name not in off]


class ListedViewSet(KeptViewSet):
    list_display = ["name", "position", BooleanColumn("in_use", label="In use")]
    search_fields = ["name"]
    ordering = ["position", "name"]
    form_fields = ["name", "position", "in_use"]


class ProfessionViewSet(ListedViewSet):
    model = Profession
    name = "professions"
    url_prefix = "professions"
    icon = "user"


class AgencyViewSet(ListedViewSet):
    model = Agency
    name = "agencies"
    url_prefix = "agencies"
    icon = "clipboard-list"


class AreaViewSet(ListedViewSet):
    model = Area
    name = "areas"
    url_prefix = "areas"
    icon = "site"


class ShownAtOnce:
    """Pages remember how to reach the body; a change here is to show on the next."""

    def save_instance(self):
        transaction.on_commit(identity.forget)
        return super().save_instance()


class MailboxCreate(ShownAtOnce, generic.CreateView):
    pass


class MailboxEdit(ShownAtOnce, generic.EditView):
    pass


class MailboxViewSet(KeptViewSet):
    model = Mailbox
    name = "mailboxes"
    url_prefix = "mailboxes"
    icon = "mail"
    add_view_class = MailboxCreate
    edit_view_class = MailboxEdit
    list_display = ["__str__", "hours"]
    search_fields = ["address"]
    form_fields = ["role", "address", "hours"]
