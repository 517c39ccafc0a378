"""Writes the courses of applications anew while the board is used."""

from typing import Any

from django.core.management.base import BaseCommand

from reports.courses import rebuild


class Command(BaseCommand):
    """Write every course anew."""

    help = "Make what reports count from anew, online."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        self.stdout.write(self.style.SUCCESS(f"{rebuild():,} courses are written."))
