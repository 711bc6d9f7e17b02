from django.urls import path

from . import views

app_name = "membership"
urlpatterns = [
    path("number/", views.number_request, name="number-request"),
    path("number/lost/", views.number_lost, name="number-lost"),
    path("number/code/", views.number_code, name="code"),
    path("card/<slug:token>/", views.card, name="card"),
    path("address/prove/<str:token>/", views.address_prove, name="address-prove"),
    path("address/stop/<str:token>/", views.address_stop, name="address-stop"),
]
