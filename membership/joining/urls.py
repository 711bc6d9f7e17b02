from django.urls import path

from . import views

app_name = "joining"
urlpatterns = [
    path("", views.grade_list, name="grades"),
    path("about/<slug:slug>/", views.about, name="about"),
    path("evidence/", views.evidence_show, name="evidence"),
    path("evidence/<slug:reference>/", views.evidence_file, name="file"),
    path(
        "evidence/<slug:reference>/remove/", views.evidence_remove, name="file-remove"
    ),
    path("payment/", views.payment, name="payment"),
    path("check/", views.check, name="check"),
    path("application/", views.application_detail, name="application"),
    path("application/pay/", views.application_pay, name="pay"),
    path("application/withdraw/", views.application_withdraw, name="withdraw"),
]
