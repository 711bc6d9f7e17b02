"""Commissions in the staff area: where the screens hang."""

from django.urls import include, path
from wagtail.admin.viewsets.base import ViewSet

from .staff import urls


class CommissionViewSet(ViewSet):
    """Everything that staff do with enquiries and commissions, below one address."""

    name = "staff_commissions"
    url_prefix = "commissions"
    icon = "group"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [path("", include(urls))]
