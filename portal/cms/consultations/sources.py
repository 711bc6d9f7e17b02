"""Sources for staff: entered once, cited in answers, kept while anything cites them."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from portal.cms.models import ConsultationResponsePage, Source
from portal.core.words import uk_day


def cited_in(key: str) -> list[ConsultationResponsePage]:
    """Return the responses that cite a source, as they are and as they were sent."""
    marker = f"[^{key}]"
    pages = ConsultationResponsePage.objects.order_by("title")
    return [
        page
        for page in pages
        if any(
            marker in str(stream.get_prep_value())
            for one in (page, page.get_latest_revision_as_object())
            for stream in (one.points, one.document)
        )
    ]


class SourceForm(WagtailAdminModelForm):
    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        before = self.instance.key
        if self.instance.pk and key != before and (pages := cited_in(before)):
            raise ValidationError(
                f"“{pages[0].title}” cites it as {before}. Leave the name as it is."
            )
        return key


class Uncited(generic.DeleteView):
    """Delete a source that nothing cites."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if cited_in(self.object.key):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SourceViewSet(ModelViewSet):
    model = Source
    name = "sources"
    url_prefix = "sources"
    icon = "openquote"
    menu_label = "Sources"
    delete_view_class = Uncited
    copy_view_enabled = False
    inspect_view_enabled = False
    add_to_admin_menu = False
    search_fields = ["key", "publisher", "title"]
    search_backend_name = None
    ordering = ["key"]
    list_display = [
        "__str__",
        Column("marker", label="Cite it as", accessor="marker"),
        Column("dated", label="Date", accessor="dated"),
        Column(
            "checked_on",
            label="Address checked",
            accessor=lambda source: uk_day(source.checked_on),
        ),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("key"),
            FieldPanel("publisher"),
            FieldPanel("title"),
            FieldRowPanel([FieldPanel("edition"), FieldPanel("dated")]),
            FieldRowPanel([FieldPanel("url"), FieldPanel("checked_on")]),
        ],
        base_form_class=SourceForm,
    )
