"""Seal what is sealed with the newest key: to be run after SECRET_KEY was renewed."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.accounts import details


class Command(BaseCommand):
    help = "Seals registration numbers with the newest of the secret keys."

    def handle(self, *_args: Any, **_options: Any) -> None:
        number = details.seal_anew()
        self.stdout.write(f"Sealed anew: {number}.")
