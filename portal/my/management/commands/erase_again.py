"""Erase accounts again that a backup brought back, by their keys."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.models import User
from portal.core import clock
from portal.my import privacy


class Command(BaseCommand):
    help = "Erases accounts at once, without waiting and without a message."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("keys", nargs="+", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        found = {user.pk: user for user in User.objects.filter(pk__in=options["keys"])}
        if missing := set(options["keys"]) - set(found):
            raise CommandError(f"There is no account {min(missing)}.")
        for user in found.values():
            counts = privacy.erase(user, at=clock.now())
            self.stdout.write(f"Erased {user.pk}: {sum(counts.values())} rows.")
