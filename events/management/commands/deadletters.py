"""`manage.py deadletters`: list, show, replay or drop what could not be delivered."""

import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.deadletters import drop_dead, replay_dead
from events.models import Delivery


class Command(BaseCommand):
    """Look at the dead letters and settle them."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what may be asked."""
        parser.add_argument(
            "action",
            choices=["list", "show", "replay", "drop"],
            nargs="?",
            default="list",
        )
        parser.add_argument("ids", nargs="*", type=UUID)
        parser.add_argument("--all", action="store_true", help="every dead letter")
        parser.add_argument("--consumer", help="only those of one consumer")
        parser.add_argument("--limit", type=int, default=50)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked to the dead letters that were named."""
        letters = Delivery.objects.dead().select_related("event")
        if options["consumer"]:
            letters = letters.filter(consumer=options["consumer"])
        if options["ids"]:
            letters = letters.filter(pk__in=options["ids"])
        action = options["action"]
        if action == "list":
            return self._list(letters[: options["limit"]])
        if not (options["ids"] or options["all"]):
            message = "name the deliveries, or say --all"
            raise CommandError(message)
        if action == "show":
            return self._show(letters)
        settle = replay_dead if action == "replay" else drop_dead
        count = settle([letter.pk for letter in letters])
        self.stdout.write(f"{action}: {count}")
        return None

    def _list(self, letters: Any) -> None:
        """Write one line each."""
        for letter in letters:
            self.stdout.write(
                f"{letter.pk}  {letter.finished_at:%Y-%m-%d %H:%M:%S}"
                f"  {letter.consumer}  {letter.event.kind}  {letter.last_error}"
            )

    def _show(self, letters: Any) -> None:
        """Write all that is kept; of the private part only which fields there are."""
        for letter in letters:
            event = letter.event
            shown = {
                "delivery": str(letter.pk),
                "consumer": letter.consumer,
                "runs": letter.attempts,
                "postponed": letter.postponed,
                "last_error": letter.last_error,
                "dead_since": letter.finished_at.isoformat(),
                "event": str(event.pk),
                "kind": event.kind,
                "position": event.position,
                "actor": event.actor,
                "subject": event.subject,
                "audience": event.audience,
                "payload": event.payload,
                "private": sorted(event.private or {}),
                "recorded_at": event.recorded_at.isoformat(),
            }
            self.stdout.write(json.dumps(shown, indent=2))
