"""Requests about data and retention in the staff area: where their screens hang."""

from django.urls import path
from wagtail.admin.viewsets.base import ViewSet

from .staff import screens


class RequestViewSet(ViewSet):
    name = "staff_requests"
    url_prefix = "data-requests"
    icon = "lock"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        one = "<reference:reference>/"
        return [
            path("", screens.request_list, name="request-list"),
            path(one, screens.request_detail, name="request-detail"),
            path(f"{one}take/", screens.request_take, name="request-take"),
            path(f"{one}answer/", screens.request_answer, name="request-answer"),
        ]


class RetentionViewSet(ViewSet):
    name = "staff_retention"
    url_prefix = "retention"
    icon = "history"
    add_to_admin_menu = False

    def get_urlpatterns(self):
        return [
            path("", screens.period_list, name="period-list"),
            path("<str:key>/", screens.period_change, name="period-change"),
        ]
