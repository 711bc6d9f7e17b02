"""Feeds: what came out last, of one kind or on one topic, for programs that read.

What is for some stands here by its title and summary, as in every list. The name of
an item is made from the row alone, so that it never changes, whatever moves.
"""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from events.models import Topic
from portal.body import identity
from portal.cms.models import Group, SearchEntry
from portal.cms.models.finding import SearchEntryQuerySet

ITEMS = 30
# The year in which these names began, as a tag's rules ask.
SINCE = 2026
GROUPS = [group for group in Group if group not in {Group.TOPICS, Group.PAGES}]
EVERYTHING = "all"
NEVER = datetime(SINCE, 1, 1, tzinfo=UTC)


def of_group(group: str) -> str:
    """Return the feed of one kind, or of everything."""
    entries = _newest()
    if group == EVERYTHING:
        title = "Everything new"
    else:
        title = str(Group(group).label)
        entries = entries.filter(group=group)
    return _written(title, f"/feeds/{group}.atom", entries)


def of_topic(topic: Topic) -> str:
    return _written(
        topic.name, f"/feeds/topics/{topic.slug}.atom", _newest().filter(topics=topic)
    )


def _newest() -> SearchEntryQuerySet:
    entries = SearchEntry.objects.out().filter(group__in=GROUPS)
    return entries.exclude(published_at=None).for_lists().newest_first()


def tag(name: str) -> str:
    """Return a name for ever: no address, so that it outlives every address."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{SINCE}:{name}"


def _written(title: str, path: str, entries: SearchEntryQuerySet) -> str:
    body = identity.current().name
    rows = list(entries[:ITEMS])
    feed = _Feed(
        title=f"{title}: {body}",
        link=settings.BASE_URL,
        description=None,
        language="en-gb",
        author_name=body,
        feed_url=f"{settings.BASE_URL}{path}",
        feed_guid=tag(f"feed:{path}"),
    )
    for row in rows:
        published = row.published_at or NEVER
        feed.add_item(
            title=row.title,
            link=f"{settings.BASE_URL}{row.url}",
            description=row.summary,
            unique_id=tag(row.key),
            pubdate=published,
            updateddate=max(published, row.changed_at or published),
            categories=[row.label],
        )
    return feed.writeString("utf-8")


class _Feed(Atom1Feed):
    """An Atom feed that says when it was last true, also while it is empty."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER
