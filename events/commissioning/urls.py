"""Addresses of commissions: the coordinators', and the form for whoever asks."""

from django.urls import path

from .views import board, coordinating, enquiry, people

# Below /training/, in the name space of events: open to everybody.
asking = [
    path("commission/", enquiry.enquiry, name="enquiry"),
    path("commission/sent/", enquiry.enquiry_sent, name="enquiry-sent"),
]

app_name = "commissions"
urlpatterns = [
    path("", board.home, name="home"),
    path("coordinate/<str:token>/", coordinating.accept, name="accept"),
    path("cannot-come/<reference:booking>/", people.step_back, name="step-back"),
    path("<reference:reference>/", board.commission, name="commission"),
    path("<reference:reference>/report.pdf", board.report_pdf, name="report-pdf"),
    path("<reference:reference>/report.csv", board.report_csv, name="report-csv"),
    path("<reference:reference>/people.csv", board.people_csv, name="people-csv"),
    path(
        "<reference:reference>/invoices/<str:number>/",
        board.document,
        name="document",
    ),
    path(
        "<reference:reference>/runs/<reference:event>/name/", people.name, name="name"
    ),
    path(
        "<reference:reference>/runs/<reference:event>/list/",
        people.name_list,
        name="name-list",
    ),
    path(
        "<reference:reference>/runs/<reference:event>/links/",
        people.links,
        name="links",
    ),
    path("<reference:reference>/places/<int:key>/", people.place, name="place"),
    path("<reference:reference>/places/<int:key>/move/", people.move, name="move"),
    path(
        "<reference:reference>/places/<int:key>/take-off/",
        people.take_off,
        name="take-off",
    ),
    path(
        "<reference:reference>/coordinators/",
        coordinating.coordinators,
        name="coordinators",
    ),
    path(
        "<reference:reference>/coordinators/<int:key>/",
        coordinating.coordinator_end,
        name="coordinator-end",
    ),
]
