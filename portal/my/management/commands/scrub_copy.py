"""Take people's words out of a copy of the database, so that it can be tested with."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from portal.my import scrubbing


class Command(BaseCommand):
    help = (
        "Takes people's words out of this database for good. Only for a copy: set "
        "PORTAL_IS_A_COPY and name the database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("database", help="The name of the copy.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.IS_A_COPY:
            raise CommandError(
                "This would take every name out of the portal's own database. On a "
                "copy, set PORTAL_IS_A_COPY=on first."
            )
        name = str(connection.settings_dict["NAME"])
        if options["database"] != name:
            raise CommandError(f"This is the database {name}. Name it to scrub it.")
        counts = scrubbing.scrub()
        self.stdout.write(f"Scrubbed {sum(counts.values())} rows of {len(counts)}.")
