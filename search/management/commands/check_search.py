"""Proves the search index equal to the jobs it mirrors."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.services.rebuilding import differences

SHOWN = 20


class Command(BaseCommand):
    """Compare every search document with its job."""

    help = "Compare the search index with the jobs; exits with 1 where they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""

        def progress(done: int, of: int) -> None:
            if done % 10_000 == 0 or done == of:
                self.stdout.write(f"{done:,} of {of:,} jobs compared")

        found = list(islice(differences(progress=progress), SHOWN + 1))
        if found:
            listed = ", ".join(map(str, found[:SHOWN]))
            more = " and more" if len(found) > SHOWN else ""
            raise CommandError(
                f"These jobs differ: {listed}{more}. Run reindex_search."
            )
        self.stdout.write(self.style.SUCCESS("The index equals the jobs."))
