"""My data by the clock."""

from celery import shared_task

from portal.core import clock
from portal.my import downloads, erasures, retention
from portal.my.models import Download


@shared_task
def make_download(download_id: int) -> None:
    download = Download.objects.filter(pk=download_id).first()
    if download is not None:
        downloads.make(download, at=clock.now())


@shared_task
def make_downloads() -> None:
    downloads.make_due(at=clock.now())


@shared_task
def end_downloads() -> None:
    downloads.end_due(at=clock.now())


@shared_task
def carry_out_erasures() -> None:
    erasures.look_at_due(at=clock.now())
    erasures.forget_last_words()


@shared_task
def keep_to_the_periods() -> None:
    retention.run(at=clock.now())
