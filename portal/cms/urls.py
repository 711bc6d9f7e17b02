from django.urls import path

from . import consulting, views
from .drafts import views as drafts

app_name = "cms"
urlpatterns = [
    path("drafts/<str:token>/", drafts.draft_read, name="draft-read"),
    path("search/", views.results, name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
    path("views/<int:pk>/", consulting.view_write, name="view-write"),
    path("views/<int:pk>/delete/", consulting.view_withdraw, name="view-withdraw"),
]
