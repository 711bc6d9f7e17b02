import pytest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.test import RequestFactory

from portal.csp import PolicyMiddleware


@pytest.mark.parametrize(
    ("path", "framed_by", "inline"),
    [("/staff/pages/3/", "SAMEORIGIN", True), ("/staffing/", "DENY", False)],
)
def test_only_the_staff_prefix_is_loosened(path, framed_by, inline):
    answer = XFrameOptionsMiddleware(lambda _request: HttpResponse())

    response = PolicyMiddleware(answer)(RequestFactory().get(path))

    assert response["X-Frame-Options"] == framed_by
    assert ("'unsafe-inline'" in response["Content-Security-Policy"]) == inline
