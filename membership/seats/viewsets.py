"""Employers in the staff area: where the screens hang."""

from django.urls import include, path
from wagtail.admin.viewsets.base import ViewSet

from .staff import urls


class OrganisationViewSet(ViewSet):
    """Everything that staff do with organisations, below one address."""

    name = "staff_organisations"
    url_prefix = "organisations"
    icon = "group"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [path("", include(urls))]
