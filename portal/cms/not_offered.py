"""The CMS's own ways to close a page or a collection: none of them is offered.

Who may read is said in one place, `readers` of the page or the file. A second place
would be asked second, and a shared password lies in the database as it was typed.
"""

from typing import NoReturn

from django.http import Http404, HttpRequest


def not_offered(_request: HttpRequest, **_standings: int) -> NoReturn:
    raise Http404
