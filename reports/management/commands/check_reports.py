"""Proves the courses of applications equal to what they are counted from."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.courses import differences


class Command(BaseCommand):
    """Compare every course with its application, steps and messages."""

    help = (
        "Compare what reports count from with its source; exits with 1 if it differs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        if found := differences():
            raise CommandError(f"{found:,} applications differ. Run rebuild_reports.")
        self.stdout.write(self.style.SUCCESS("Every course equals its source."))
