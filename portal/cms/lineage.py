"""Lineage: which edition of guidance holds now, and what still speaks of an older one?

Lines run from an edition to what replaced it, and may split: one document becomes two.
They are followed to their ends, in one question however long they are. An edition
replaces another only while it is out and from the day on which it is in force; until
then the older one holds. Page types ask this module, so it reaches theirs by name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.models import Page, ReferenceIndex

from portal.core import clock

# Fields that say outright that a page is about an edition. A link in the running text
# may as well say what has changed since.
OUTRIGHT = ("explains", "cites")


@dataclass(frozen=True)
class Lines:
    """What was replaced by what, as it stands on a day."""

    newer: dict[int, list[int]] = field(default_factory=dict)

    def is_replaced(self, key: int) -> bool:
        return key in self.newer

    def ends(self, key: int) -> list[int]:
        """Return the last editions that come of this one; itself while it holds."""
        found, waiting, seen = [], [key], {key}
        while waiting:
            one = waiting.pop(0)
            after = self.newer.get(one)
            if not after:
                found.append(one)
                continue
            waiting += [each for each in after if each not in seen]
            seen.update(after)
        return found


@dataclass(frozen=True)
class Replaced:
    """One edition that no longer holds, and those that do in its place."""

    old: Any
    current: list[Any]


@dataclass(frozen=True)
class Banner:
    """What stands on the face of a page: what it speaks of, and what holds now."""

    is_record: bool
    replaced: list[Replaced]


@dataclass(frozen=True)
class Citation:
    """One page that still speaks of an edition that was replaced."""

    page: Page
    replaced: Replaced
    outright: bool


# --- Lines -----------------------------------------------------------------


def lines(on: date | None = None) -> Lines:
    """Read every line at once: there are as many as there are replaced editions."""
    day = on or clock.today()
    begun = Q(page__in_force_from__isnull=True) | Q(page__in_force_from__lte=day)
    rows = _model("Replacement").objects.filter(begun, page__live=True)
    # The newest first, so that of several ends the first is the one to lead to.
    rows = rows.order_by("-page__in_force_from", "-page_id")
    newer: dict[int, list[int]] = defaultdict(list)
    for old, new in rows.values_list("replaced_id", "page_id"):
        newer[old].append(new)
    return Lines(dict(newer))


def current_of(guidance: Any, on: date | None = None) -> Any:
    """Return the edition that holds now: itself, or what it came to in the end.

    Of several it is the newest; `current_editions` returns them all.
    """
    return current_editions(guidance, on)[0]


def current_editions(guidance: Any, on: date | None = None) -> list[Any]:
    keys = lines(on).ends(guidance.pk)
    if keys == [guidance.pk]:
        return [guidance]
    found = _records(keys)
    return _newest_first(found[key] for key in keys if key in found) or [guidance]


def replaced_keys(on: date | None = None) -> set[int]:
    """Return the keys of the records that were replaced, for search and lists."""
    return set(lines(on).newer)


def replaced_among(
    records: Iterable[Any], on: date | None = None, known: Lines | None = None
) -> list[Replaced]:
    """Return those of these records that were replaced, each with what holds now."""
    known = known or lines(on)
    old = {one.pk: one for one in records if known.is_replaced(one.pk)}
    return _replaced(list(old), known, old) if old else []


def to_come(guidance: Any, on: date | None = None) -> list[Any]:
    """Return the editions that are out and will replace this one on a known day."""
    day = on or clock.today()
    found = _model("GuidancePage").objects.live().public()
    found = found.filter(replacements__replaced=guidance.pk, in_force_from__gt=day)
    return list(found.order_by("in_force_from", "pk").defer("body"))


def family_of(guidance: Any) -> list[Any]:
    """Return every edition that comes before or after this one, the newest first."""
    rows = list(
        _model("Replacement")
        .objects.filter(page__live=True)
        .values_list("page_id", "replaced_id")
    )
    keys = _reached(guidance.pk, rows) | _reached(
        guidance.pk, [(old, new) for new, old in rows]
    )
    return _newest_first(_records(keys).values()) if len(keys) > 1 else []


def _reached(key: int, rows: Iterable[tuple[int, int]]) -> set[int]:
    after: dict[int, list[int]] = defaultdict(list)
    for start, end in rows:
        after[start].append(end)
    seen, waiting = {key}, [key]
    while waiting:
        for each in after[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


# --- Banners ---------------------------------------------------------------


def banner_for(page: Page, on: date | None = None) -> Banner | None:
    """Return what the page has to say of itself, or None while all of it holds.

    A record says it of its own edition. Any other page says it of every edition that
    it explains or names, and of those that it links to, unless it leads to the current
    one as well: who tells what has changed has to name both.
    """
    if page.pk is None:
        return None
    if isinstance(page, _model("GuidancePage")):
        known = lines(on)
        if not known.is_replaced(page.pk):
            return None
        return Banner(
            is_record=True, replaced=_replaced([page.pk], known, {page.pk: page})
        )
    keys = _keys_cited([page.pk]).get(page.pk)
    if not keys:
        return None
    known = lines(on)
    old = list(_still_cited(keys, known))
    if not old:
        return None
    replaced = _replaced(old, known)
    return Banner(is_record=False, replaced=replaced) if replaced else None


def replaced_cited_by(page: Page, on: date | None = None) -> list[Replaced]:
    """Return the replaced editions that a page speaks of, for checks and dashboards."""
    banner = banner_for(page, on)
    return [] if banner is None or banner.is_record else banner.replaced


def replaced_named_in(page: Page, on: date | None = None) -> list[Replaced]:
    """Return the replaced editions that this version speaks of, saved or not."""
    if isinstance(page, _model("GuidancePage")):
        return []
    known = lines(on)
    if not known.newer:
        return []
    kind = ContentType.objects.get_for_model(Page).pk
    keys: dict[int, bool] = {}
    # What the CMS itself reads when it saves a page.
    found = ReferenceIndex._extract_references_from_object(page)  # noqa: SLF001
    for to_kind, key, path, _ in found:
        if to_kind == kind:
            outright = path.split(".", 1)[0] in OUTRIGHT
            keys[int(key)] = outright or keys.get(int(key), False)
    return _replaced(list(_still_cited(keys, known)), known)


def still_citing(on: date | None = None) -> list[Citation]:
    """Return every page that is out and speaks of what was replaced, by title."""
    known = lines(on)
    if not known.newer:
        return []
    records = _model("GuidancePage").objects.values("pk")
    pages = {
        page.pk: page
        for page in Page.objects.live()
        .filter(pk__in=_sources_citing(known.newer))
        .exclude(pk__in=records)
        .select_related("content_type")
    }
    cited = _keys_cited(pages)
    old = {key for keys in cited.values() for key in _still_cited(keys, known)}
    replaced = {one.old.pk: one for one in _replaced(sorted(old), known)}
    found = [
        Citation(pages[source], replaced[key], outright=keys[key])
        for source, keys in cited.items()
        for key in _still_cited(keys, known)
        if key in replaced
    ]
    return sorted(
        found, key=lambda one: (one.page.title.casefold(), one.replaced.old.pk)
    )


def pages_about(guidance: Any) -> QuerySet[Page]:
    """Return the pages that are out and name this edition or link to it."""
    records = _model("GuidancePage").objects.values("pk")
    pages = Page.objects.live().public().filter(pk__in=_sources_citing([guidance.pk]))
    return pages.exclude(pk__in=records).order_by("-first_published_at", "-pk")


def _still_cited(keys: dict[int, bool], known: Lines) -> Iterator[int]:
    for key, outright in keys.items():
        if not known.is_replaced(key):
            continue
        if outright or not any(end in keys for end in known.ends(key)):
            yield key


def _keys_cited(sources: Collection[int]) -> dict[int, dict[int, bool]]:
    """Return, for each page, the pages it refers to, and whether outright."""
    found: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = _references().filter(object_id__in=[str(key) for key in sources])
    for source, target, path in rows.values_list(
        "object_id", "to_object_id", "model_path"
    ):
        outright = path.split(".", 1)[0] in OUTRIGHT
        keys = found[int(source)]
        keys[int(target)] = outright or keys.get(int(target), False)
    return found


def _sources_citing(targets: Iterable[int]) -> list[int]:
    rows = _references().filter(to_object_id__in=[str(key) for key in targets])
    return [int(key) for key in rows.values_list("object_id", flat=True).distinct()]


def _references() -> QuerySet[ReferenceIndex]:
    """Return what pages that were saved refer to; the CMS keeps that list itself."""
    kind = ContentType.objects.get_for_model(Page)
    return ReferenceIndex.objects.filter(base_content_type=kind, to_content_type=kind)


def _replaced(
    old: Collection[int], known: Lines, have: dict[int, Any] | None = None
) -> list[Replaced]:
    ends = {key: known.ends(key) for key in old}
    wanted = {*old, *(end for keys in ends.values() for end in keys)}
    have = have or {}
    records = {**_records(wanted - have.keys()), **have}
    return [
        Replaced(
            records[key],
            _newest_first(records[end] for end in ends[key] if end in records),
        )
        for key in old
        if key in records
    ]


def _records(keys: Collection[int]) -> dict[int, Any]:
    found = _model("GuidancePage").objects.live().filter(pk__in=keys).defer("body")
    return {record.pk: record for record in found}


def _newest_first(records: Iterable[Any]) -> list[Any]:
    return sorted(
        records, key=lambda one: (one.in_force_from or date.min, one.pk), reverse=True
    )


def _model(name: str) -> Any:
    return apps.get_model("cms", name)
