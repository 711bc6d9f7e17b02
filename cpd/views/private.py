"""Private: what holds for every page of the CPD record.

Its owner alone, and no trace of what was typed outside its own table: no error report
of ours shows a local variable or a field of a form. `portal/logs.py` does the same for
the log and for reports that leave the building.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.views.debug import SafeExceptionReporterFilter
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)

from cpd.evidence import MOST_OF_A_FILE
from portal.core import discretion, taking_files

type View = Callable[..., HttpResponseBase]


class NothingToShow(SafeExceptionReporterFilter):
    """Leave what was typed, and every local variable, out of a report of an error."""

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:  # noqa: ARG002 - whoever asks
        return {}

    def get_traceback_frame_variables(  # type: ignore[override]  # pairs either way
        self,
        request: HttpRequest | None,  # noqa: ARG002 - as above
        tb_frame: Any,  # noqa: ARG002 - as above
    ) -> list[tuple[str, Any]]:
        return []


def private(view: View) -> View:
    """Ask for a sign-in, and keep what is typed out of every report."""

    @sensitive_post_parameters()
    @sensitive_variables()
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        tell_nothing(request)
        return view(request, *args, **options)

    return login_required(guarded)


def tell_nothing(request: HttpRequest) -> None:
    """Keep what this request holds out of the log and of every report of an error."""
    request.exception_reporter_filter = NothingToShow()
    discretion.keep_private()


def takes_file(too_large: View) -> Callable[[View], View]:
    """Let a view take one file of evidence, and cut a larger one off."""
    return taking_files.takes_file(MOST_OF_A_FILE, too_large)


class _Check(CsrfViewMiddleware):
    """The framework's own check, which answers with its reason and not a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002 - its signature
        return reason


def _pass(request: HttpRequest) -> Any:
    return None


def comes_from_our_page(request: HttpRequest) -> bool:
    """Say whether the request carries a token that holds now.

    Views that ask it are exempt from the middleware's check, since its answer to an
    old token would throw away what somebody typed. They write nothing without it.
    """
    check = _Check(_pass)
    check.process_request(request)
    return check.process_view(request, _pass, (), {}) is None
