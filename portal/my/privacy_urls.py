"""For everybody, signed in or not: below /data-protection/."""

from django.urls import path

from .views import requests

app_name = "privacy"
urlpatterns = [
    path("request/", requests.request_send, name="request"),
    path("request/sent/", requests.request_sent, name="request-sent"),
    path("erasure/<str:token>/", requests.erasure_stop, name="erasure-stop"),
    path("second-step/<str:token>/", requests.step_stop, name="step-stop"),
    path("messages/<str:token>/", requests.stream_stop, name="stream-stop"),
]
