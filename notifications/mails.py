"""Making one mail from the wording of its kind, and sending it."""

import smtplib
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.template.loader import render_to_string

from events.models import Delivery
from events.recipients import Recipient, resolve
from events.registry import NotNow, find_kind
from events.wording import Mail
from notifications.services import unsubscribe_token, wants_email
from notifications.text import one_line

UNSUBSCRIBE_PATH = "api/v1/notifications/unsubscribe/"
DEVELOPMENT_URL = "http://127.0.0.1:8000"
TOO_BUSY = range(400, 500)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail, ready to send."""

    recipient: Recipient
    subject: str
    text: str
    html: str
    headers: dict[str, str]


def send_requested(delivery: Delivery) -> None:
    """Send the mail that a delivery asks for, unless it has lost its reason.

    The person is looked up now: an erased one gets nothing, a new address counts.
    """
    event = delivery.event
    private = event.private or {}
    kind = find_kind(event.payload["kind"])
    if kind is None or not private:
        return
    mail = kind.mail(event.payload["mail"])
    recipient = resolve(private["recipient"])
    if recipient is None or not _is_wanted(mail, recipient, delivery):
        return
    values = {**event.payload["payload"], **private["values"]}
    letter = write_letter(mail, recipient, values, reference=str(delivery.pk))
    post(letter)


def _is_wanted(mail: Mail, recipient: Recipient, delivery: Delivery) -> bool:
    """Say whether the mail is still true, and its reader still wants such mails."""
    event = delivery.event
    if mail.still_true and not mail.still_true(event.subject, event.payload["payload"]):
        return False
    return mail.transactional or wants_email(
        recipient=recipient.reference, category=mail.category
    )


def write_letter(
    mail: Mail, recipient: Recipient, values: dict[str, Any], *, reference: str
) -> Letter:
    """Fill in the wording, as plain text and as HTML, and the headers.

    Every value is one line without control characters before it comes in, and the
    HTML escapes it: no value can add a header, a paragraph or a tag.
    """
    words = {name: one_line(str(value)) for name, value in values.items()}
    words.setdefault("name", one_line(recipient.name))
    unsubscribe = "" if mail.transactional else _unsubscribe_url(mail, recipient)
    context = {
        "paragraphs": [line.format_map(words) for line in mail.paragraphs],
        "action": mail.action,
        "url": _action_url(mail, values) if mail.action else "",
        "unsubscribe": unsubscribe,
    }
    return Letter(
        recipient=recipient,
        subject=one_line(mail.subject.format_map(words)),
        text=render_to_string("notifications/mail.txt", context),
        html=render_to_string("notifications/mail.html", context),
        headers=_headers(reference, unsubscribe),
    )


def _headers(reference: str, unsubscribe: str) -> dict[str, str]:
    """Return the headers: an id that a repeat shares, and one-click unsubscribe."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {
        "Message-ID": f"<{reference}@{domain}>",
        "Auto-Submitted": "auto-generated",
    }
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _unsubscribe_url(mail: Mail, recipient: Recipient) -> str:
    """Return where one click ends this category of mails for this person."""
    token = unsubscribe_token(recipient=recipient.reference, category=mail.category)
    base = settings.PUBLIC_URL or DEVELOPMENT_URL
    return f"{base}/{UNSUBSCRIBE_PATH}?{urlencode({'token': token})}"


def _action_url(mail: Mail, values: dict[str, Any]) -> str:
    """Return the mail's link, with the event's token where it has one."""
    base = settings.FRONTEND_URL or settings.PUBLIC_URL or DEVELOPMENT_URL
    path = mail.action.path.lstrip("/") if mail.action else ""
    safe = {name: quote(str(value), safe="") for name, value in values.items()}
    url = f"{base}/{path.format_map(safe)}"
    token = values.get("token")
    return f"{url}?{urlencode({'token': token}, quote_via=quote)}" if token else url


def post(letter: Letter) -> None:
    """Hand a letter to the mail server; a server that is away is tried later."""
    validate_email(letter.recipient.address)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        to=[formataddr((one_line(letter.recipient.name), letter.recipient.address))],
        headers=letter.headers,
    )
    message.attach_alternative(letter.html, "text/html")
    try:
        message.send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        if _is_temporary(error):
            raise NotNow from error
        raise
    except OSError as error:  # all other SMTP errors are one too
        raise NotNow from error


def _is_temporary(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> bool:
    """Say whether the server asked us to come back, rather than to stop."""
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code in TOO_BUSY
    return all(code in TOO_BUSY for code, _ in error.recipients.values())
