"""Addresses of the staff screens about applications, below /staff/applications/."""

from django.urls import path

from . import applications as screens

urlpatterns = [
    path("", screens.application_list, name="application-list"),
    path("<slug:reference>/", screens.application_detail, name="application-detail"),
    path("<slug:reference>/ask/", screens.application_ask, name="application-ask"),
    path(
        "<slug:reference>/decline/",
        screens.application_decline,
        name="application-decline",
    ),
    path(
        "<slug:reference>/invoice/",
        screens.application_invoice,
        name="application-invoice",
    ),
    path(
        "<slug:reference>/files/<slug:file>/",
        screens.application_file,
        name="application-file",
    ),
]
