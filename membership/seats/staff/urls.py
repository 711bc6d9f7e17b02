"""Addresses of the staff screens about employers, below /staff/organisations/."""

from django.urls import path

from . import screens

urlpatterns = [
    path("", screens.organisation_list, name="list"),
    path("new/", screens.organisation_add, name="add"),
    path("<reference:reference>/", screens.organisation_detail, name="detail"),
    path(
        "<reference:reference>/correct/", screens.organisation_correct, name="correct"
    ),
    path("<reference:reference>/order/", screens.places_sell, name="sell"),
    path(
        "<reference:reference>/orders/<reference:order>/",
        screens.order_answer,
        name="answer",
    ),
    path(
        "<reference:reference>/coordinators/",
        screens.coordinator_add,
        name="coordinator-add",
    ),
    path(
        "<reference:reference>/coordinators/<int:key>/end/",
        screens.coordinator_end,
        name="coordinator-end",
    ),
]
