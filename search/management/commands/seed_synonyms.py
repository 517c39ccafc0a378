"""Puts the synonyms that the board ships into the table that admins edit."""

from typing import Any

from django.core.management.base import BaseCommand

from search.relevance.synonyms import seed_synonyms


class Command(BaseCommand):
    """Add the shipped lines that are missing; edited ones stay as they are."""

    help = "Add the shipped synonyms that are not in the table yet."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        self.stdout.write(f"{seed_synonyms()} lines added.")
