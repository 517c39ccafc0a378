"""Makes the search index anew while it is searched."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from search.services.counting import count_words
from search.services.rebuilding import rebuild_index


class Command(BaseCommand):
    """Write every search document anew, with progress."""

    help = "Make the search index anew, online. Needed after changes of rates or words."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        began = time.monotonic()

        def progress(done: int, of: int) -> None:
            if done % 10_000 == 0 or done == of:
                rate = done / max(time.monotonic() - began, 0.001)
                self.stdout.write(f"{done:,} of {of:,} jobs, {rate:,.0f} a second")

        jobs = rebuild_index(progress=progress)
        count_words(always=True)
        self.stdout.write(self.style.SUCCESS(f"The index has {jobs:,} jobs."))
