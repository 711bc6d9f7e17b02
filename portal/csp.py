"""Which content security policy answers which page: strict, but for the CMS."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware


class PolicyMiddleware(ContentSecurityPolicyMiddleware):
    """Loosen the policy below the staff prefix, where Wagtail needs inline code.

    A view that sets its own policy keeps it.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        staff = request.path.startswith(settings.STAFF_PREFIX)
        if staff and not hasattr(response, "_csp_config"):
            response._csp_config = settings.STAFF_CSP
        return super().process_response(request, response)
