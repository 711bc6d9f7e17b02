"""Closing: does the CMS keep any restriction of its own?

It is offered to nobody, since who may read a page is said by the page itself and asked
every time. So there is none, and no page needs to look for one.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.models import PageViewRestriction

from portal.core import remembered

KEY = "cms-closed"


def is_anything_closed() -> bool:
    return remembered.remembered(KEY, PageViewRestriction.objects.exists)


def follow() -> None:
    """Look again once one is made all the same. Called once, when all is loaded."""
    for change in (post_save, post_delete):
        change.connect(_look_again, PageViewRestriction, dispatch_uid=KEY)


def _look_again(**_: Any) -> None:
    remembered.forget()
