from django.urls import path

from portal.cms import comparing
from portal.cms.alerts import views as alert_views
from portal.cms.consultations import views as consulting
from portal.cms.drafts import views as drafts
from portal.cms.films import views as films
from portal.cms.finding import views

app_name = "cms"
urlpatterns = [
    path("drafts/<str:token>/", drafts.draft_read, name="draft-read"),
    path("films/<int:page_id>/", films.film, name="film"),
    path("films/<int:page_id>/captions/", films.captions, name="film-captions"),
    path("courses/compare/", comparing.course_compare, name="course-compare"),
    path("search/", views.results, name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
    path("feeds/<slug:group>.atom", views.feed, name="feed"),
    path("feeds/topics/<slug:slug>.atom", views.feed_of_topic, name="feed-of-topic"),
    path("sitemap.xml", views.site_map, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("alerts/", alert_views.ask, name="alerts"),
    path("alerts/sent/", alert_views.sent, name="alerts-sent"),
    path("alerts/confirm/<str:token>/", alert_views.confirm, name="alert-confirm"),
    path("alerts/change/<str:token>/", alert_views.change, name="alert-change"),
    path("alerts/stop/<str:token>/", alert_views.stop, name="alert-stop"),
    path("views/<int:pk>/", consulting.view_write, name="view-write"),
    path("views/<int:pk>/delete/", consulting.view_withdraw, name="view-withdraw"),
]
