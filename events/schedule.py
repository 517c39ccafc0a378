"""The schedule: every slot of every entry once, however many schedulers run.

A slot is a row that can exist once; it is written in the transaction that records
the event it causes, under a lock that lasts as long as that transaction. So a
scheduler holds nothing between two rounds, and any other may do the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from django.db import transaction
from django.db.models import Max

from events.models import Delivery, Slot, SlotOutcome
from events.moment import database_now
from events.registry import PROMPT, consumer, register_kind
from events.sequencing import try_lock
from events.services import record_event
from events.timetable import Crontab, Every

SCHEDULE_LOCK = 7_301_002
MOST_CAUGHT_UP = 500
LATE = timedelta(seconds=60)


class Missed(Enum):
    """What becomes of slots that passed while no scheduler ran."""

    EACH = "each is caught up, oldest first"
    LATEST = "only the latest is caught up"
    SKIP = "skipped when more than a minute late"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that is due again and again."""

    name: str
    when: Every | Crontab
    missed: Missed

    @property
    def kind(self) -> str:
        """The kind of event that each slot records."""
        return f"schedule.{self.name}"

    def due(self, last: datetime, now: datetime) -> list[tuple[datetime, SlotOutcome]]:
        """Return what to write for the slots after `last`."""
        most = MOST_CAUGHT_UP if self.missed is Missed.EACH else 1
        slots = self.when.slots(last, now, most=most)
        if self.missed is Missed.SKIP and slots and now - slots[-1] > LATE:
            return [(slots[-1], SlotOutcome.SKIPPED)]
        return [(slot, SlotOutcome.FIRED) for slot in slots]


_entries: dict[str, Entry] = {}


def register(
    name: str,
    *,
    when: Every | Crontab,
    missed: Missed,
    queue: str = PROMPT,
    seconds: int = 30,
) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Run the decorated function with each slot's instant, in a delivery of its own.

    Like every consumer it runs in one transaction with the mark that it ran, is
    tried up to five times, and is a dead letter after that.
    """

    def attach(run: Callable[[datetime], None]) -> Callable[[datetime], None]:
        entry = Entry(name=name, when=when, missed=missed)
        register_kind(
            entry.kind,
            meaning=f"A slot of the schedule came: {name}.",
            audience="nobody",
            fields=["slot_at"],
        )

        def consume(delivery: Delivery) -> None:
            run(datetime.fromisoformat(delivery.event.payload["slot_at"]))

        consume.__doc__ = run.__doc__
        consumer(entry.kind, kinds=[entry.kind], queue=queue, seconds=seconds)(consume)
        _entries[name] = entry
        return run

    return attach


def all_entries() -> list[Entry]:
    """Return every entry, by name."""
    return [_entries[name] for name in sorted(_entries)]


def forget(name: str) -> None:
    """Take an entry out again; for tests that register their own."""
    _entries.pop(name, None)


def fire_due_slots(*, now: datetime | None = None) -> int:
    """Record the events of all slots that are due; return how many were fired.

    None when another scheduler is at it. An entry that was never seen begins now:
    it has no past to catch up.
    """
    with transaction.atomic():
        if not try_lock(SCHEDULE_LOCK):
            return 0
        moment = now or database_now()
        last = last_slots()
        fired = 0
        for entry in all_entries():
            if entry.name not in last:
                _write(entry, moment, SlotOutcome.BEGAN)
                continue
            for slot, outcome in entry.due(last[entry.name], moment):
                fired += _write(entry, slot, outcome)
    return fired


def last_slots() -> dict[str, datetime]:
    """Return the latest slot written for each entry."""
    rows = Slot.objects.values("name").annotate(last=Max("slot_at"))
    return {row["name"]: row["last"] for row in rows}


def _write(entry: Entry, slot: datetime, outcome: SlotOutcome) -> int:
    """Write a slot and, when it fires, its event; return 1 if it fired."""
    Slot.objects.create(name=entry.name, slot_at=slot, outcome=outcome)
    if outcome != SlotOutcome.FIRED:
        return 0
    record_event(
        kind=entry.kind,
        actor="system",
        subject=f"schedule:{entry.name}",
        audience=[],
        payload={"slot_at": slot.isoformat()},
    )
    return 1
