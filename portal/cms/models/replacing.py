"""Replacing: which edition of guidance takes the place of which, and never in a circle.

`lineage` follows these lines to their end, and would never arrive.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import PageChooserPanel
from wagtail.models import Orderable, Page

from portal.cms.forms import PageForm


class GuidanceForm(PageForm):
    """Says of a loop, or of a record named twice, while the editor looks at it."""

    def tells_apart(self) -> str:
        return self.cleaned_data.get("edition", "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        formset = self.formsets.get("replacements")
        if formset is None or not formset.is_valid():
            return cleaned
        chosen = [
            row["replaced"].pk
            for row in formset.cleaned_data
            if row and not row.get("DELETE") and row.get("replaced") is not None
        ]
        for words in faults_of_replacing(self.instance, chosen):
            self.add_error(None, words)
        return cleaned


class Replacement(Orderable):
    """One record of guidance that another replaces."""

    page = ParentalKey(
        "cms.GuidancePage", on_delete=models.CASCADE, related_name="replacements"
    )
    replaced = models.ForeignKey(
        "cms.GuidancePage",
        on_delete=models.PROTECT,
        related_name="replaced_by_rows",
        verbose_name="edition",
    )

    panels: ClassVar[list[Any]] = [PageChooserPanel("replaced", "cms.GuidancePage")]

    class Meta(Orderable.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["page", "replaced"], name="one_edition_replaces_another_once"
            ),
            models.CheckConstraint(
                condition=~Q(page=F("replaced")), name="no_edition_replaces_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"Replacement {self.pk}"


# --- No loops --------------------------------------------------------------


def faults_of_replacing(page: Page, replaced: Iterable[int]) -> Iterable[str]:
    """Say in words why the record may not replace these, if anything speaks against it.

    Drafts count as well: a loop that only waits for somebody to publish is one.
    """
    replaced = list(replaced)
    if len(replaced) != len(set(replaced)):
        yield "An edition stands twice among those that this one replaces."
    if page.pk is None or not replaced:
        return
    chain = _chain(page.pk, replaced)
    if not chain:
        return
    if len(chain) == 1:
        yield "An edition cannot replace itself."
        return
    titles = dict(Page.objects.filter(pk__in=chain).values_list("pk", "title"))
    words = ", which replaces ".join(f"“{titles[key]}”" for key in chain)
    yield (
        f"This would go round in a circle: it replaces {words}. "
        "Take one of them out here, or on the other record."
    )


def _chain(key: int, replaced: Iterable[int]) -> list[int]:
    """Return the keys by which one comes from these back to the first, or nothing."""
    rows = Replacement.objects.exclude(page=key).values_list("page_id", "replaced_id")
    below: dict[int, list[int]] = defaultdict(list)
    for newer, older in rows:
        below[newer].append(older)
    paths, seen = [[one] for one in replaced], set[int]()
    while paths:
        path = paths.pop()
        if path[-1] == key:
            return path
        if path[-1] not in seen:
            seen.add(path[-1])
            paths += [[*path, older] for older in below[path[-1]]]
    return []
