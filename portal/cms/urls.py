from django.urls import path

from . import consulting, views

app_name = "cms"
urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
    path("views/<int:pk>/", consulting.view_write, name="view-write"),
    path("views/<int:pk>/delete/", consulting.view_withdraw, name="view-withdraw"),
]
