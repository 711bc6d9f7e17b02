"""Put the index of search right by hand, as every night does."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.cms.finding import index
from portal.core import clock
from portal.core.words import count_of


class Command(BaseCommand):
    help = "Make the search entries anew that differ from what they are a copy of."

    def handle(self, *_args: Any, **_options: Any) -> None:
        changed = index.renew(at=clock.now())
        self.stdout.write(f"{count_of(changed, 'entry,entries')} made anew.")
