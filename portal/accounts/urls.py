"""What replaces pages of the CMS about people; so it comes before the CMS's own."""

from django.urls import path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path(
        "staff/account/",
        RedirectView.as_view(pattern_name="my:account"),
        name="staff-account",
    ),
    path(
        "staff/bulk/accounts/user/<str:action>/",
        views.not_here,
        name="staff-bulk-accounts",
    ),
    path("_util/login/", views.one_log_in, name="page-login"),
]
