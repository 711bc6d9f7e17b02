from django.urls import path

from . import views

app_name = "cms"
urlpatterns = [
    path("search/", views.results, name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
]
