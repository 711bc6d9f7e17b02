"""Pages by the clock."""

from celery import shared_task
from django.conf import settings

from portal.cms.alerts import alerts
from portal.cms.desk import schedule
from portal.cms.films import films
from portal.cms.finding import index
from portal.cms.importing import articles
from portal.cms.outside import links
from portal.core import clock


@shared_task
def renew_index() -> None:
    index.renew(at=clock.now())


@shared_task
def publish_scheduled() -> None:
    schedule.carry_out(clock.now())


@shared_task
def tell_what_is_new() -> None:
    at = clock.now()
    index.renew_events(at=at)
    alerts.follow_accounts()
    alerts.note_what_is_new(at=at)
    alerts.post_what_waits(at=at)


@shared_task
def forget_unconfirmed_alerts() -> None:
    alerts.forget_unconfirmed(at=clock.now())


@shared_task
def make_imported(batch_id: int) -> None:
    batch = articles.under_way().filter(pk=batch_id).first()
    if batch is not None:
        articles.make(batch, at=clock.now())


@shared_task
def go_on_with_imports() -> None:
    """Find what a lost task or a stop left half done."""
    for batch in articles.under_way():
        articles.make(batch, at=clock.now())


@shared_task
def sweep_films() -> None:
    films.sweep(at=clock.now())


@shared_task
def collect_links() -> None:
    links.collect()


@shared_task
def visit_links() -> None:
    """The demonstration visits nobody: it runs where no network may be."""
    if not settings.DEMONSTRATION:
        links.visit_due(at=clock.now())
