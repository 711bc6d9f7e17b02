"""Topics, other names, and the index of all that was made before."""

from datetime import date, datetime, time

from events.models import Topic
from portal.accounts.models import User
from portal.cms.finding import index
from portal.cms.models import OtherName, TopicIndexPage, TopicPage
from portal.core.clock import UK
from portal.demo.content.topics import OTHER_NAMES, TOPIC_PAGES

from . import rehearsal

SINCE = date(2023, 9, 4)


def make_topics(*, by: User) -> None:
    above = TopicIndexPage.objects.get()
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    with rehearsal.at(datetime.combine(SINCE, time(9), tzinfo=UK)):
        for slug, (title, introduction) in TOPIC_PAGES.items():
            page = TopicPage(
                slug=slug,
                title=title,
                topic=topics[slug],
                introduction=introduction,
                owner=by,
            )
            above.add_child(instance=page)
            page.save_revision(user=by, log_action=True).publish(user=by)
    OtherName.objects.bulk_create(
        OtherName(said=said, meant=meant) for said, meant in OTHER_NAMES.items()
    )


def fill_index(*, at: datetime) -> None:
    index.renew(at=at)
