"""Following: the index goes where a page goes, in the same transaction.

The CMS saves pages in a dozen places and says so by signals alone, as it does for its
own index. Only the copy is written here; no rule lives in a signal.
"""

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, post_page_move

from portal.cms.finding import index
from portal.cms.models import BasePage

# What the CMS writes when a draft is saved: nothing of it is out.
OF_DRAFTS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
}


def follow() -> None:
    """Begin to follow. Called once, when everything is loaded."""
    mark = "cms-index"
    post_save.connect(after_saving, dispatch_uid=f"{mark}-saved")
    page_published.connect(after_publishing, dispatch_uid=f"{mark}-published")
    page_slug_changed.connect(after_moving, dispatch_uid=f"{mark}-renamed")
    post_page_move.connect(after_moving, dispatch_uid=f"{mark}-moved")


def after_saving(
    sender: Any, instance: Any, *, raw: bool, update_fields: Any, **_rest: Any
) -> None:
    if raw or not isinstance(instance, BasePage):
        return
    if update_fields is None:
        index.note_page(instance)
    elif not set(update_fields) <= OF_DRAFTS:
        # What is in memory may be a draft, of which only some fields were written.
        _note(sender.objects.filter(pk=instance.pk))


def after_publishing(sender: Any, instance: Page, **_rest: Any) -> None:
    # Only now is what stands in rows beside the page written too.
    _note(sender.objects.filter(pk=instance.pk))


def after_moving(instance: Page, **_rest: Any) -> None:
    """Every page below has a new address too."""
    _note(Page.objects.descendant_of(instance, inclusive=True).live().specific())


def _note(pages: Any) -> None:
    for page in pages:
        index.note_page(page)
