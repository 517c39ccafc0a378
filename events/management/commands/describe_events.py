"""`manage.py describe_events`: the tables of docs/events.md, to paste or to write."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from events.listing import BEGIN, END, describe_events


class Command(BaseCommand):
    """Print what is registered, or write it into the page."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what may be asked."""
        parser.add_argument("--write", action="store_true", help="update the page")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the tables, or put them between the page's two marks."""
        if not options["write"]:
            self.stdout.write(describe_events())
            return
        page = settings.BASE_DIR / "docs" / "events.md"
        text = page.read_text()
        before, after = text.partition(BEGIN)[0], text.partition(END)[2]
        page.write_text(before + describe_events() + after)
