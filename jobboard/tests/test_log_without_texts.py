"""What the log keeps is ids, codes, numbers and instants: no text of or about a person.

Everything that can be done is done, by everybody who may, with a word in all texts that
anybody wrote before and in all that is sent; then the log is read.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from accounts.models import ApiKey, Company, Invitation, Session, User
from accounts.tests.mailbox import run_deliveries
from applications.models import Application, Message, Note, Resume
from conftest import Api, Cast, Form
from events.models import Event
from events.registry import all_kinds
from jobboard.tests.permission_table import TABLE, Row
from jobboard.tests.stage import Stage, new_stage
from jobboard.tests.test_permissions import ids_of, path_of
from jobs.models import Job, JobFlag, JobImport, JobMove
from notifications.models import Notification

pytestmark = pytest.mark.django_db
WORD = "cnryzq7"
CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,64}")
TEXTS: dict[Any, tuple[str, ...]] = {
    User: ("full_name",),
    Company: ("name", "description"),
    Invitation: ("email",),
    Session: ("user_agent",),
    ApiKey: ("name",),
    Job: ("title", "description", "description_text"),
    JobMove: ("comment",),
    JobFlag: ("detail",),
    JobImport: ("file_name", "detail"),
    Resume: ("name", "text"),
    Application: ("cover_letter", "answers"),
    Note: ("text",),
    Message: ("text",),
}
OF_OUR_WORDS = "report."  # their titles are those of kinds of reports
WRITES = [row for row in TABLE if row.method != "GET"]


def plant() -> None:
    for model, fields in TEXTS.items():
        model.objects.update(**dict.fromkeys(fields, f"{WORD} said so"))
    for user in User.objects.all():
        address = f"{user.pk.hex}{WORD}@example.org"
        User.objects.filter(pk=user.pk).update(email=address, email_key=address)


def bodies(body: Any) -> Iterator[Any]:
    """Yield a body, and it with the word in each of its texts."""
    yield body
    if isinstance(body, dict):
        for name, value in body.items():
            if isinstance(value, str):
                yield type(body)({**body, name: f"{value} {WORD}"})
                yield type(body)({**body, name: f"{WORD}@example.org"})


def fire(
    row: Row, stage: Stage, caller: str, api: Api, *, in_words: bool
) -> Iterator[dict[str, Any]]:
    """Do what a row says, and yield what the log then keeps."""
    body = row.body(stage, caller) if callable(row.body) else row.body
    for sent in bodies(body) if in_words else [body]:
        with transaction.atomic():
            copy = Form(**sent) if isinstance(sent, Form) else sent
            before = set(Event.objects.values_list("pk", flat=True))
            answer = api.request(row.method, path_of(row, ids_of(row, stage)), copy)
            if answer.status_code < 300:
                run_deliveries()
                new = Event.objects.exclude(pk__in=before)
                yield from new.values()
                yield from Notification.objects.values()
            transaction.set_rollback(True)


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> None:
    """Let mails become files of this test."""
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("row", WRITES, ids=lambda row: f"{row.method} /{row.route}")
def test_no_text_is_kept(cast: Cast, row: Row, mailbox: Any):
    stage, expected = new_stage(cast), row.expected()
    plant()
    in_words = True  # what is sent is tried once, what is there by everybody
    for caller, api in stage.clients():
        if expected[caller] >= 300:
            continue
        for kept in fire(row, stage, caller, api, in_words=in_words):
            assert kept.get("private") is None
            assert WORD not in json.dumps(kept, default=str).lower(), kept["kind"]
            for text in strings(kept["payload"]):
                assert CODE.fullmatch(text), (kept["kind"], text)
        in_words = False


def test_what_may_be_kept_is_named_like_ids_and_codes():
    """A field of a text would have a name that says so."""
    kinds = [kind for kind in all_kinds() if not kind.name.startswith(OF_OUR_WORDS)]
    named = {name for kind in kinds for name in kind.fields | kind.optional}
    telling = {"name", "text", "email", "address", "detail", "comment", "note_text"}
    telling |= {"title", "description", "file_name", "full_name", "company_name", "q"}
    assert named & telling == set()


def test_the_reading_would_find_a_text(cast: Cast):
    plant()
    Notification.objects.create(
        recipient="x",
        event=cast.dana.pk,
        kind="x",
        notice="x",
        subject="x",
        payload={"who": [f"Dana {WORD}"]},
        visible_at="2026-01-01T00:00:00Z",
    )
    (kept,) = Notification.objects.values()
    assert WORD in json.dumps(kept, default=str)
    assert not CODE.fullmatch("Dana Example")
    assert f"Dana {WORD}" in list(strings(kept["payload"]))
