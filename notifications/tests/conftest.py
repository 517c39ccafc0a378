"""A kind with mails and notices, and persons to read them."""

from email import message_from_bytes, policy

import pytest

from events import recipients, registry
from events.recipients import Recipient
from events.wording import Action, Mail, Notice, to_address

PEOPLE = {
    "user:1": Recipient(
        reference="user:1", address="dana@example.org", name="Dana <b>D</b>"
    ),
    "user:2": Recipient(reference="user:2", address="bob@example.org", name="Bob"),
}


def to_audience(event):
    return event.audience


@pytest.fixture
def people(monkeypatch):
    """Users 1 and 2, and company 7 in which both are; what is taken out is gone."""
    known = dict(PEOPLE)
    monkeypatch.setitem(recipients._resolvers, "user", known.get)  # noqa: SLF001
    monkeypatch.setitem(recipients._groups, "company", lambda _: list(PEOPLE))  # noqa: SLF001
    return known


@pytest.fixture
def mailed(people):
    """A kind that is mailed to its audience and noted for them."""
    registry.register_kind(
        "test.mailed",
        meaning="News.",
        audience="its readers",
        fields=["title"],
        optional=["notify_at"],
        mails=[
            Mail(
                name="news",
                to=to_audience,
                category="news",
                subject="News: {title}",
                paragraphs=("Hello {name},", "there is {title}."),
                delayed_by="notify_at",
                still_true=lambda subject, _: subject != "job:gone",
            )
        ],
        notices=[
            Notice(
                name="news",
                to=to_audience,
                text="There is {title}.",
                delayed_by="notify_at",
            )
        ],
    )
    yield "test.mailed"
    registry.forget("test.mailed")


@pytest.fixture
def invited():
    """A kind that is mailed to an address nobody has an account for."""
    registry.register_kind(
        "test.invited",
        meaning="An invitation.",
        audience="the company",
        private=["email", "token"],
        mails=[
            Mail(
                name="invitation",
                to=to_address("email"),
                transactional=True,
                subject="You are invited",
                paragraphs=("Hello,", "join us."),
                action=Action(label="Join", path="invitations/accept/"),
            )
        ],
    )
    yield "test.invited"
    registry.forget("test.invited")


@pytest.fixture
def outbox(settings, tmp_path):
    """Have mails written to files and return a function that reads them."""
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    settings.VAR_DIR = tmp_path
    settings.FRONTEND_URL = ""
    settings.PUBLIC_URL = "https://jobs.example.org"

    def read():
        files = sorted((tmp_path / "mail").glob("*"))
        assert all(file.suffix == ".eml" for file in files)
        return [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in files
        ]

    return read
