"""The finance desk in the staff area: where its screens hang."""

from django.urls import include, path
from wagtail.admin.viewsets.base import ViewSet

from .staff import urls


class FinanceViewSet(ViewSet):
    """Everything that staff do with money, below one address."""

    name = "staff_finance"
    url_prefix = "finance"
    icon = "decimal"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [path("", include(urls))]
