"""What the log makes happen for persons: mails and in-app notifications."""

from collections.abc import Iterable
from datetime import datetime

from events.models import Delivery, Event
from events.moment import database_now
from events.recipients import expand
from events.registry import Kind, all_kinds, consumer, find_kind
from events.services import record_event
from events.wording import Mail, Notice
from notifications.kinds import MAIL_REQUESTED
from notifications.mails import send_requested
from notifications.models import Notification


def kinds_with_mails() -> Iterable[str]:
    """Name the kinds that some app wrote a mail for."""
    return [kind.name for kind in all_kinds() if kind.mails]


def kinds_with_notices() -> Iterable[str]:
    """Name the kinds that some app wrote a notice for."""
    return [kind.name for kind in all_kinds() if kind.notices]


@consumer("notifications.mail_requests", kinds=kinds_with_mails)
def request_mails(delivery: Delivery) -> None:
    """Ask for one mail to each person, so that each is tried by itself."""
    event = delivery.event
    for mail in _kind_of(event).mails:
        for recipient in expand(mail.to(event)):
            _request(event, mail, recipient)


def _request(event: Event, mail: Mail, recipient: str) -> None:
    """Record the request for one mail; what is private stays private in it."""
    delay = event.payload.get(mail.delayed_by)
    record_event(
        kind=MAIL_REQUESTED.name,
        actor=event.actor,
        subject=event.subject,
        audience=[],
        payload={
            "kind": event.kind,
            "mail": mail.name,
            "payload": event.payload,
            "recipient": recipient,
            "values": event.private or {},
        },
        not_before=datetime.fromisoformat(delay) if delay else None,
    )


@consumer("notifications.mail", kinds=[MAIL_REQUESTED.name], seconds=45)
def send_mail(delivery: Delivery) -> None:
    """Send one mail to one person, at least once, repeats recognisable."""
    send_requested(delivery)


@consumer("notifications.notices", kinds=kinds_with_notices)
def note_notices(delivery: Delivery) -> None:
    """Add a line to the notifications of each person."""
    event = delivery.event
    Notification.objects.bulk_create(
        Notification(
            recipient=recipient,
            event=event.pk,
            kind=event.kind,
            notice=notice.name,
            subject=event.subject,
            payload=event.payload,
            visible_at=_visible_at(event, notice),
        )
        for notice in _kind_of(event).notices
        for recipient in expand(notice.to(event))
    )


def _visible_at(event: Event, notice: Notice) -> datetime:
    """Return when it may be seen: never in the past, where nobody would look."""
    earliest = [database_now()]
    if event.not_before:
        earliest.append(event.not_before)
    if delay := event.payload.get(notice.delayed_by):
        earliest.append(datetime.fromisoformat(delay))
    return max(earliest)


def _kind_of(event: Event) -> Kind:
    """Return the declaration of an event's kind, which its consumer knows to exist."""
    kind = find_kind(event.kind)
    if kind is None:
        raise LookupError(event.kind)
    return kind
