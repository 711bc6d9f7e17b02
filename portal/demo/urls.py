from django.urls import path

from . import paying, views

app_name = "demo"
urlpatterns = [
    path("", views.demonstration, name="demonstration"),
    path("pay/<slug:page>/", paying.pay, name="pay"),
    path("cards/<slug:page>/", paying.cards, name="cards"),
    path("mailbox/", views.message_list, name="message-list"),
    path("mailbox/<int:key>/", views.message_detail, name="message-detail"),
    path("mailbox/<int:key>/page/", views.message_page, name="message-page"),
    path(
        "mailbox/<int:key>/calendar.ics",
        views.message_calendar,
        name="message-calendar",
    ),
    path(
        "mailbox/<int:key>/files/<int:number>/", views.message_file, name="message-file"
    ),
]
