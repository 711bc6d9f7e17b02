"""The map of the site."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from portal import health
from portal.body import views as body
from portal.core import views as core

urlpatterns = [
    path("", include("events.urls")),
    path("commissions/", include("events.commissioning.urls")),
    path("my/cpd/", include("cpd.urls")),
    path("my/", include("portal.my.urls")),
    path("data-protection/", include("portal.my.privacy_urls")),
    path("membership/", include("membership.urls")),
    path("join/", include("membership.joining.urls")),
    path("organisations/", include("membership.seats.urls")),
    path("payments/", include("portal.payments.urls")),
    path("", include("portal.accounts.urls")),
    path("", include("portal.cms.urls")),
    path("accounts/", include("allauth.urls")),
    # Before the CMS's own screens at the same addresses.
    path("", include("portal.cms.privacy_urls")),
    path("staff/", include(wagtailadmin_urls)),
    path("files/", include("portal.cms.file_urls")),
    path("brand/<str:version>.css", body.stylesheet, name="brand-stylesheet"),
    path("health/", health.health, name="health"),
]

if settings.DEMONSTRATION:
    urlpatterns += [
        path("components/", core.components, name="components"),
        path("demo/", include("portal.demo.urls")),
        # The pictures of pages, which a web server hands out elsewhere.
        path(
            "media/images/<path:path>",
            serve,
            {"document_root": settings.MEDIA_ROOT / "images"},
        ),
    ]

urlpatterns += [path("", include(wagtail_urls))]
