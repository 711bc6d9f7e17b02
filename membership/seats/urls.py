"""Addresses of employers, below /organisations/."""

from django.urls import path

from .views import claiming, ordering
from .views import organisation as views

app_name = "organisations"
urlpatterns = [
    path("", views.home, name="home"),
    path("join/", ordering.join, name="join"),
    path("claim/<str:token>/", claiming.claim, name="claim"),
    path(
        "coordinate/<str:token>/",
        claiming.coordinator_accept,
        name="coordinator-accept",
    ),
    path("leave/", claiming.leave, name="leave"),
    path("<reference:reference>/", views.organisation, name="organisation"),
    path("<reference:reference>/invite/", views.invite, name="invite"),
    path("<reference:reference>/links/<int:key>/", views.link, name="link"),
    path("<reference:reference>/people/<int:key>/", views.take_back, name="take-back"),
    path("<reference:reference>/order/", ordering.order, name="order"),
    path("<reference:reference>/renew/", ordering.renew, name="renew"),
    path(
        "<reference:reference>/orders/<reference:order>/",
        ordering.order_step,
        name="order-step",
    ),
    path(
        "<reference:reference>/invoices/<str:number>/",
        ordering.document,
        name="document",
    ),
    path("<reference:reference>/details/", views.details, name="details"),
    path(
        "<reference:reference>/coordinators/", views.coordinators, name="coordinators"
    ),
    path(
        "<reference:reference>/coordinators/<int:key>/",
        views.coordinator_end,
        name="coordinator-end",
    ),
]
