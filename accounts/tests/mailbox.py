"""What went out by mail: deliveries are run, and files read as a person would."""

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from events.delivering import deliver
from events.models import Delivery
from events.sequencing import sequence_events
from events.timetable import EPOCH


def run_deliveries() -> None:
    """Do what relay and workers do, until nothing is left to do."""
    while True:
        sequence_events()
        waiting = list(Delivery.objects.still_open().order_by("id"))
        if not waiting:
            return
        # A test is one transaction, in which the server's clock stands still.
        Delivery.objects.still_open().update(due_at=EPOCH)
        for delivery in waiting:
            done = deliver(delivery.pk)
            delivery.refresh_from_db()
            assert done, (delivery, delivery.last_error)


@dataclass
class Mailbox:
    """The folder with one file for each mail."""

    folder: Path

    def read(self) -> list[EmailMessage]:
        """Return all mails, the first sent first."""
        run_deliveries()
        files = sorted(
            self.folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns
        )
        return [_parse(file) for file in files]

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.read() if address in mail["To"]]

    def subjects(self, address: str) -> list[str]:
        return [mail["Subject"] for mail in self.to(address)]

    def token(self, address: str) -> str:
        """Return the token of the last link that was mailed to an address."""
        return token_in([mail for mail in self.to(address) if has_link(mail)][-1])


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def has_link(mail: EmailMessage) -> bool:
    return "?token=" in text_of(mail)


def link_in(mail: EmailMessage) -> str:
    found = re.search(r"https?://\S+", text_of(mail))
    assert found, text_of(mail)
    return found[0]


def token_in(mail: EmailMessage) -> str:
    return parse_qs(urlsplit(link_in(mail)).query)["token"][0]


def _parse(file: Path) -> EmailMessage:
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed
