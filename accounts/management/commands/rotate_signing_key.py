"""`manage.py rotate_signing_key`: sign tokens with a new key from ten minutes on."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.signing_keys import rotate_signing_key


class Command(BaseCommand):
    """Publish a new key; nobody is signed out, unless the old ones leaked."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare `--at-once`."""
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="the old keys leaked: refuse them now, which signs everybody out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate, and say from when the new key signs."""
        key = rotate_signing_key(at_once=options["at_once"])
        self.stdout.write(f"{key.kid} signs from {key.signs_from:%Y-%m-%d %H:%M:%SZ}")
