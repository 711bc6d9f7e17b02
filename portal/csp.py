"""Which content security policy answers which page: strict, but for the CMS."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.utils.csp import CSP


class PolicyMiddleware(ContentSecurityPolicyMiddleware):
    """Loosen the policy below the staff prefix, where Wagtail needs inline code.

    A view that sets its own policy keeps it. A preview is made by a request within
    the request; it is as strict as the page it shows, but stands in the editor's
    frame.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        staff = request.path.startswith(settings.STAFF_PREFIX)
        preview = getattr(request, "is_dummy", False)
        if (staff or preview) and not hasattr(response, "_csp_config"):
            policy = settings.STAFF_CSP
            if preview:
                policy = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}
            # What Django's own decorator does to a single view.
            response._csp_config = policy  # type: ignore[attr-defined] # noqa: SLF001
        if staff and response.get("X-Frame-Options") == "DENY":
            # The editor shows its previews in a frame.
            response["X-Frame-Options"] = "SAMEORIGIN"
        return super().process_response(request, response)
