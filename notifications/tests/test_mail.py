"""Mails: one to each person, at least once, and nothing foreign in their headers."""

import re
import smtplib
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail as django_mail
from django.db import transaction

from events.models import Delivery, DeliveryState, Event
from events.recipients import Recipient
from events.services import record_event
from events.tests.conftest import deliver_all, make_due
from notifications.checks import check_mail
from notifications.services import set_preference

pytestmark = pytest.mark.django_db(transaction=True)


def record(kind, *audience, subject="job:1", **payload):
    with transaction.atomic():
        return record_event(
            kind=kind,
            actor="system",
            subject=subject,
            audience=audience,
            payload=payload,
        )


def deliver_mails():
    """Run the requests, and then the mails that they ask for."""
    return deliver_all(), deliver_all()


def mail_delivery():
    return Delivery.objects.get(consumer="notifications.mail")


def test_each_person_behind_the_audience_gets_one(mailed, outbox):
    record(mailed, "company:7", "user:1", title="a job")
    deliver_mails()
    letters = {letter["To"].addresses[0].addr_spec: letter for letter in outbox()}
    assert set(letters) == {"dana@example.org", "bob@example.org"}
    letter = letters["bob@example.org"]
    assert letter["Subject"] == "News: a job"
    assert "Hello Bob,\n\nthere is a job." in letter.get_body(("plain",)).get_content()
    assert "<p>Hello Bob,</p>" in letter.get_body(("html",)).get_content()


def test_message_id_and_file_name_come_from_the_delivery(mailed, outbox, tmp_path):
    record(mailed, "user:2", title="a job")
    deliver_mails()
    pk = mail_delivery().pk
    path = tmp_path / "mail" / f"{pk}.eml"
    assert path.exists()
    assert path.stat().st_mode & 0o077 == 0
    assert outbox()[0]["Message-ID"] == f"<{pk}@localhost>"
    Delivery.objects.filter(pk=pk).update(state="waiting", finished_at=None)
    Event.objects.filter(kind="mail.requested").update(
        private={"recipient": "user:2", "values": {}}
    )
    make_due()
    assert deliver_all() == 1
    assert len(outbox()) == 1, "a repeat lies over the first"


def test_no_value_can_add_a_header_a_paragraph_or_a_tag(mailed, outbox):
    record(mailed, "user:1", title="x\r\nBcc: eve@example.org\n\n<script>\u202e\x07")
    deliver_mails()
    [letter] = outbox()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "News: x Bcc: eve@example.org <script>"
    html = letter.get_body(("html",)).get_content()
    assert "<script>" not in html
    assert "Dana &lt;b&gt;D&lt;/b&gt;" in html
    assert "\u202e" not in html


def test_a_name_cannot_break_out_of_the_to_header(mailed, outbox, people):
    people["user:2"] = Recipient(
        reference="user:2",
        address="bob@example.org",
        name='B"\r\nBcc: eve@example.org, <eve@example.org>',
    )
    record(mailed, "user:2", title="t")
    deliver_mails()
    [letter] = outbox()
    assert letter["Bcc"] is None
    assert [a.addr_spec for a in letter["To"].addresses] == ["bob@example.org"]


def test_a_link_carries_the_token_and_the_token_is_wiped(invited, outbox):
    token = "a+b/c=&d"
    event = record(invited, "company:7", email="new@example.org", token=token)
    deliver_mails()
    [letter] = outbox()
    text = letter.get_body(("plain",)).get_content()
    url = re.search(r"https://\S+", text)[0]
    assert url.startswith("https://jobs.example.org/invitations/accept/?token=")
    assert parse_qs(urlsplit(url).query) == {"token": [token]}
    event.refresh_from_db()
    assert event.private is None
    kept = str(list(Event.objects.values_list("payload", "private", "subject")))
    assert "new@example.org" not in kept
    assert "a+b" not in kept


def test_a_frontend_of_our_own_gets_the_link(invited, outbox, settings):
    settings.FRONTEND_URL = "https://app.example.org"
    record(invited, email="new@example.org", token="t")
    deliver_mails()
    text = outbox()[0].get_body(("plain",)).get_content()
    assert "https://app.example.org/invitations/accept/?token=t" in text


def test_what_can_be_switched_off_says_how_with_one_click(mailed, invited, outbox):
    record(mailed, "user:2", title="t")
    record(invited, email="new@example.org", token="t")
    deliver_mails()
    news, invitation = sorted(outbox(), key=lambda letter: str(letter["To"]))
    assert news["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://jobs.example.org/api/v1/notifications/unsubscribe/\?token=\S+>",
        news["List-Unsubscribe"].strip(),
    )
    assert invitation["List-Unsubscribe"] is None


def test_who_switched_it_off_gets_none(mailed, outbox):
    set_preference(recipient="user:2", category="news", email=False)
    record(mailed, "user:2", title="t")
    deliver_mails()
    assert outbox() == []


def test_who_was_erased_meanwhile_gets_none(mailed, outbox, people):
    record(mailed, "user:2", title="t")
    deliver_all()
    del people["user:2"]
    assert deliver_all() == 1
    assert outbox() == []


def test_what_is_no_longer_true_is_not_sent(mailed, outbox):
    record(mailed, "user:2", subject="job:gone", title="t")
    deliver_mails()
    assert outbox() == []


def test_a_delayed_mail_waits_for_its_instant(mailed, outbox):
    record(mailed, "user:2", title="t", notify_at="2999-01-01T00:00:00+00:00")
    deliver_mails()
    assert outbox() == []
    assert mail_delivery().due_at.year == 2999


class Server:
    """A backend that answers like a mail server that refuses."""

    error = None

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise self.error


@pytest.mark.parametrize(
    ("error", "counts"),
    [
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
        (smtplib.SMTPServerDisconnected(), False),
        (smtplib.SMTPAuthenticationError(535, b""), False),
        (smtplib.SMTPDataError(451, b""), False),
        (smtplib.SMTPRecipientsRefused({"a": (450, b"")}), False),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"dana@example.org")}), True),
        (smtplib.SMTPDataError(554, b"spam"), True),
    ],
)
def test_a_server_that_is_away_costs_no_run_and_a_refusal_does(
    mailed, settings, error, counts
):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.error = error
    record(mailed, "user:2", title="t")
    deliver_mails()
    delivery = mail_delivery()
    assert delivery.state == DeliveryState.WAITING
    assert delivery.attempts - delivery.postponed == counts
    assert "example.org" not in delivery.last_error
    Server.error = None


def test_mail_goes_out_once_the_server_is_back(mailed, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.error = ConnectionRefusedError()
    record(mailed, "user:2", title="t")
    deliver_mails()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_due()
    assert deliver_all() == 1
    assert len(django_mail.outbox) == 1


def test_production_without_a_mail_server_is_warned(settings):
    settings.DEVELOPMENT = False
    settings.PUBLIC_URL = ""
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    assert [found.id for found in check_mail()] == [
        "notifications.W001",
        "notifications.W002",
    ]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.PUBLIC_URL = "https://jobs.example.org"
    assert check_mail() == []
    settings.DEVELOPMENT = True
    settings.PUBLIC_URL = ""
    assert check_mail() == []
