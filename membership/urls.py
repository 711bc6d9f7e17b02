from django.urls import path

from . import views
from .renewing import views as renewing

app_name = "membership"
urlpatterns = [
    path("number/", views.number_request, name="number-request"),
    path("number/lost/", views.number_lost, name="number-lost"),
    path("number/code/", views.number_code, name="code"),
    path("renew/", renewing.renew, name="renew"),
    path("mend/", renewing.mend, name="mend"),
    path("automatic/", renewing.automatic_switch, name="automatic"),
    path("grade/", renewing.grade_change, name="grade-change"),
    path("resign/", renewing.resign, name="resign"),
    path("resign/undo/", renewing.resign_undo, name="resign-undo"),
    path("pause/", renewing.pause, name="pause"),
    path("pause/end/", renewing.pause_end, name="pause-end"),
    path("card/<slug:token>/", views.card, name="card"),
    path("merge/stop/<str:token>/", views.merge_stop, name="merge-stop"),
    path("address/prove/<str:token>/", views.address_prove, name="address-prove"),
    path("address/stop/<str:token>/", views.address_stop, name="address-stop"),
]
