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


def test_a_preview_is_strict_and_may_stand_in_the_editors_frame():
    request = RequestFactory().get("/news/")
    request.is_dummy = True

    policy = PolicyMiddleware(lambda _request: HttpResponse())(request)[
        "Content-Security-Policy"
    ]

    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
