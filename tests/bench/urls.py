"""The site's addresses, and those that Stripe's part is played at: only their names."""

from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from portal.urls import urlpatterns as of_the_site


@require_safe
def hosted_page(_request, session: str) -> HttpResponse:
    return HttpResponse(session, content_type="text/plain")


played = ([path("pay/<str:session>/", hosted_page, name="pay")], "demo")

urlpatterns = [*of_the_site, path("demo/", include(played))]
