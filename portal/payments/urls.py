from django.urls import path

from . import order_pages, views, webhooks

app_name = "payments"
urlpatterns = [
    path("paid/<reference:reference>/", views.paid, name="paid"),
    path("cards/", views.cards, name="cards"),
    path("order/<str:token>/", order_pages.order_number, name="order-number"),
    path("stripe/", webhooks.stripe_notice, name="stripe"),
]
