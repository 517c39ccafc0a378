"""What the log makes happen to accounts: links that were asked for are mailed."""

from accounts.kinds import LINK_ASKED
from accounts.services.links import send_link
from accounts.services.mailed_tokens import Purpose
from events.models import Delivery
from events.registry import consumer


@consumer("accounts.mailed_links", kinds=[LINK_ASKED.name])
def mail_link(delivery: Delivery) -> None:
    """Mail the link that an address was asked to get, if it has an account."""
    event = delivery.event
    purpose = Purpose(event.payload["purpose"])
    send_link(purpose=purpose, email=(event.private or {})["email"])
