"""Writing to the log: the one call that other apps make to say what happened."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from events.models import Delivery, Event
from events.registry import Kind, find_kind

REFERENCE = re.compile(r"[a-z][a-z_]*(:[^\s:]+)?")
LONGEST_REFERENCE = 100


class NotRecordable(Exception):
    """What was to be recorded breaks its declaration: a mistake of the caller."""


def record_event(
    *,
    kind: str,
    actor: str,
    subject: str,
    audience: Iterable[str],
    payload: Mapping[str, Any],
    not_before: datetime | None = None,
) -> Event:
    """Write one event in the caller's transaction; all that follows hangs on it.

    `actor` and `subject` are references (`user:<id>`, `job:<id>`, `system`);
    `audience` names who may see it. The fields declared private are taken out of
    the payload and wiped once delivered. Nothing is delivered, and no reader is
    shown the event, before `not_before`.
    """
    if not connection.in_atomic_block:
        message = f"{kind} must be recorded in the transaction in which it happened"
        raise NotRecordable(message)
    declared = find_kind(kind)
    if declared is None:
        message = f"the kind {kind} is not registered"
        raise NotRecordable(message)
    readers = sorted(set(audience))
    _check_fields(declared, payload)
    _check_references([actor, subject, *readers])
    private = {name: payload[name] for name in declared.private}
    return Event.objects.create(
        kind=kind,
        actor=actor,
        subject=subject,
        audience=readers,
        payload={k: v for k, v in payload.items() if k not in private},
        private=private or None,
        not_before=not_before,
    )


def forget_private(reference: str) -> None:
    """Wipe what is private about a person in events that nothing will deliver now.

    What is still on its way is wiped when it has arrived.
    """
    about = Q(subject=reference) | Q(audience=[reference])
    about |= Q(private__recipient=reference)
    pending = Delivery.objects.still_open().filter(event=OuterRef("pk"))
    events = Event.objects.filter(about, private__isnull=False)
    events.filter(~Exists(pending), position__isnull=False).update(private=None)


def take_back(*, kind: str, subject: str) -> None:
    """Take events back that nobody has been shown, because their time has not come."""
    waiting = Event.objects.filter(kind=kind, subject=subject, not_before__gt=Now())
    waiting.delete()


def _check_fields(kind: Kind, payload: Mapping[str, Any]) -> None:
    """Refuse a payload that lacks a declared field or has one that is not."""
    needed = kind.fields | kind.private
    if missing := needed - payload.keys():
        message = f"{kind.name} lacks {', '.join(sorted(missing))}"
        raise NotRecordable(message)
    if unknown := payload.keys() - needed - kind.optional:
        message = f"{kind.name} does not declare {', '.join(sorted(unknown))}"
        raise NotRecordable(message)


def _check_references(references: Iterable[str]) -> None:
    """Refuse anything that is not `<word>` or `<word>:<id>`."""
    for reference in references:
        if len(reference) > LONGEST_REFERENCE or not REFERENCE.fullmatch(reference):
            # The text itself stays out: it may be what should never be logged.
            message = "a reference must look like user:<id>, company:<id> or system"
            raise NotRecordable(message)
