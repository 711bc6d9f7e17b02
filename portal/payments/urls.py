from django.urls import path

from . import views, webhooks

app_name = "payments"
urlpatterns = [
    path("paid/<reference:reference>/", views.paid, name="paid"),
    path("cards/", views.cards, name="cards"),
    path("stripe/", webhooks.stripe_notice, name="stripe"),
]
