"""What the log makes happen to accounts: links are mailed, exports are made."""

from uuid import UUID

from accounts.export_kinds import EXPORT_ASKED, EXPORT_STARTED
from accounts.kinds import LINK_ASKED
from accounts.services.exporting import begin_export, make_export
from accounts.services.links import send_link
from accounts.services.mailed_tokens import Purpose
from events.models import Delivery
from events.registry import SLOW, consumer


@consumer("accounts.mailed_links", kinds=[LINK_ASKED.name])
def mail_link(delivery: Delivery) -> None:
    """Mail the link that an address was asked to get, if it has an account."""
    event = delivery.event
    purpose = Purpose(event.payload["purpose"])
    send_link(purpose=purpose, email=(event.private or {})["email"])


@consumer("accounts.exports_begin", kinds=[EXPORT_ASKED.name])
def begin_asked_export(delivery: Delivery) -> None:
    """Begin to make an export that was asked for."""
    begin_export(_export_of(delivery))


@consumer("accounts.exports", kinds=[EXPORT_STARTED.name], queue=SLOW, seconds=600)
def make_begun_export(delivery: Delivery) -> None:
    """Write the file of an export."""
    make_export(_export_of(delivery))


def _export_of(delivery: Delivery) -> UUID:
    return UUID(delivery.event.subject.partition(":")[2])
