"""Of an erased person nothing is left: not in a table, a file, a key or a line.

One word stands in everything that they wrote and that others wrote of them.
"""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as ours
from django.db import connection

from accounts.models import MailedToken, Session, User
from accounts.tests.exporting import archive_of, made
from accounts.tests.mailbox import Mailbox, run_deliveries
from applications.models import Application, ApplicationMove
from applications.tests.factory import new_application
from applications.tests.resume_sending import taken
from conftest import Cast, SignedIn, sign_in
from events.models import Delivery, Event
from jobs.models import JobFlag
from jobs.tests.factory import new_job
from kernel.models import IdempotentAnswer
from kernel.redis import client

pytestmark = pytest.mark.django_db
WORD = "cnryzq7"
ADDRESS = f"{WORD}@example.org"
ME = "/api/v1/me/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, mailbox: Mailbox) -> None:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def mailbox(settings: Any, tmp_path: Path) -> Mailbox:
    settings.EMAIL_BACKEND = "notifications.backends.FileBackend"
    settings.VAR_DIR = tmp_path
    return Mailbox(tmp_path / "mail")


def tables_with(word: str) -> set[str]:
    """Return the tables in which a row holds the word, in texts or in bytes."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for table, column, kind in cursor.fetchall():
            name = f'"{column}"'
            text = f"encode({name}, 'escape')" if kind == "bytea" else f"{name}::text"
            query = f'SELECT 1 FROM "{table}" WHERE {text} ILIKE %s LIMIT 1'  # noqa: S608  # names of our own tables
            cursor.execute(query, [f"%{word}%"])
            if cursor.fetchone():
                found.add(table)
    return found


def files_with(word: str) -> list[str]:
    """Return our files that hold the word; mails stand for what was sent."""
    return [
        str(file)
        for file in Path(ours.VAR_DIR).rglob("*")
        if file.is_file()
        and "mail" not in file.parts
        and word.encode() in file.read_bytes().lower()
    ]


def keys_with(word: str) -> list[str]:
    """Return the keys of Redis that hold the word, in their names or values."""
    redis = client()
    read = {b"string": redis.get, b"hash": redis.hgetall, b"set": redis.smembers}
    read |= {b"list": lambda key: redis.lrange(key, 0, -1)}
    read |= {b"zset": lambda key: redis.zrange(key, 0, -1)}
    return [
        repr(key)
        for key in redis.scan_iter()
        if word in f"{key!r} {read[redis.type(key)](key)!r}".lower()
    ]


def act_out(cast: Cast, dana: SignedIn) -> Application:
    """Have Dana, and others about her, do all that leaves something behind."""
    job = new_job(cast.acme)
    resume = taken(dana, f"{WORD} wrote this".encode(), f"{WORD}.txt", "text/plain")
    path = f"/api/v1/jobs/{job.pk}/applications/"
    body = {"resume": resume["id"], "cover_letter": f"I am {WORD}"}
    sent = dana.post(path, body, Idempotency_Key="k1").json()
    application = Application.objects.get(pk=sent["id"])
    Application.objects.update(answers={"q": WORD}, questions=[{"id": "q"}])
    said, bob = f"/api/v1/applications/{application.pk}/", sign_in(cast.bob)
    dana.post(f"{said}messages/", {"text": f"{WORD} says hello"}, Idempotency_Key="k2")
    for number, (way, text) in enumerate(
        [
            ("messages/", {"text": f"Dear {WORD}"}),
            ("notes/", {"text": f"{WORD} is good"}),
            ("move/", {"to": "interview", "note": f"{WORD} comes"}),
        ]
    ):
        answer = bob.post(f"{said}{way}", text, Idempotency_Key=f"b{number}")
        assert answer.status_code < 300, answer.content
    bob.post(f"{said}move/", {"to": "rejected", "reason": "salary"})
    dana.post(f"{ME}email/", {"email": f"new-{WORD}@example.org"})
    JobFlag.objects.create(job=job, user=cast.dana, reason="spam", detail=WORD)
    dana.post("/api/v1/me/saved-jobs/", {"job": str(job.pk)})
    invited = {"email": ADDRESS, "company_role": "viewer"}
    path = f"/api/v1/companies/{cast.acme.pk}/invitations/"
    answer = sign_in(cast.alice).post(path, invited, Idempotency_Key="i")
    assert answer.status_code == 201, answer.content
    Session.objects.filter(user=cast.dana).update(user_agent=f"{WORD}/1.0")
    return application


@pytest.fixture
def dana(cast: Cast) -> SignedIn:
    """Sign in as Dana, who is called by the word."""
    User.objects.filter(pk=cast.dana.pk).update(
        full_name=f"Dana {WORD}", email=ADDRESS, email_key=ADDRESS
    )
    cast.dana.refresh_from_db()
    return sign_in(cast.dana)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_nothing_is_left(
    cast: Cast,
    dana: SignedIn,
    logged: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
):
    application = act_out(cast, dana)
    run_deliveries()
    archive_of(dana, made(dana)).close()
    assert tables_with(WORD) >= {
        "accounts_user",
        "accounts_mailedtoken",
        "applications_application",
        "applications_resume",
        "applications_message",
        "applications_note",
        "jobs_jobflag",
        "kernel_idempotentanswer",
    }
    assert files_with(WORD)
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.delete(ME).status_code == 204
    run_deliveries()
    assert tables_with(WORD) == set()
    assert files_with(WORD) == []
    assert list((Path(ours.FILES_DIR) / "exports").iterdir()) == []
    assert list((Path(ours.FILES_DIR) / "resumes").iterdir()) == []
    assert keys_with(WORD) == []
    lines = [json.dumps(vars(record), default=repr) for record in logged.records]
    assert lines
    assert not [line for line in lines if WORD in line.lower()]
    application.refresh_from_db()
    assert (application.applicant, application.stage) == (None, "rejected")


def test_what_a_company_may_count_stays(cast: Cast, dana: SignedIn):
    application = act_out(cast, dana)
    moves = ApplicationMove.objects.filter(application=application)
    before = list(moves.order_by("at").values_list("to", "reason"))
    dana.delete(ME)
    assert list(moves.order_by("at").values_list("to", "reason")) == before
    assert not moves.filter(user=cast.dana.pk).exists()


def test_what_others_have_stays(cast: Cast, dana: SignedIn):
    act_out(cast, dana)
    other = new_application(new_job(cast.acme), cast.eve, cover_letter="Eve's")
    eve = sign_in(cast.eve)
    key = {"Idempotency_Key": "e"}
    eve.post(f"/api/v1/applications/{other.pk}/messages/", {"text": "hi"}, **key)
    kept = IdempotentAnswer.objects.get(scope=cast.eve.key)
    dana.delete(ME)
    other.refresh_from_db()
    assert (other.applicant, other.cover_letter) == (cast.eve, "Eve's")
    assert IdempotentAnswer.objects.get(scope=cast.eve.key) == kept


def test_nothing_is_left_of_an_employer_but_what_is_the_company_s(cast: Cast):
    User.objects.filter(pk=cast.bob.pk).update(
        full_name=f"Bob {WORD}", email=ADDRESS, email_key=ADDRESS
    )
    bob, sent = sign_in(cast.bob), new_application(new_job(cast.acme), cast.dana)
    bob.post(f"/api/v1/applications/{sent.pk}/notes/", {"text": "good"})
    bob.post(f"/api/v1/applications/{sent.pk}/messages/", {"text": "hello"})
    bob.post(f"/api/v1/applications/{sent.pk}/move/", {"to": "interview"})
    bob.post("/api/v1/me/api-keys/", {"name": WORD, "scopes": ["jobs:read"]})
    bob.post("/api/v1/jobs/", {"title": "Baker"}, Idempotency_Key="j")
    made(bob)
    assert bob.delete(ME).status_code == 204
    run_deliveries()
    assert tables_with(WORD) == set()
    dana = sign_in(cast.dana)
    (message,) = dana.get(f"/api/v1/applications/{sent.pk}/messages/").json()["results"]
    assert (message["text"], message["author"]) == ("hello", None)


def test_a_dead_letter_about_them_is_wiped(cast: Cast, dana: SignedIn):
    dana.post(f"{ME}email/", {"email": f"new-{WORD}@example.org"})
    run_deliveries()
    # As they are when the mail server refused one for good.
    told = Event.objects.filter(kind="mail.requested").first()
    assert told is not None
    private = {"recipient": f"email:{ADDRESS}", "values": {"email": ADDRESS}}
    Event.objects.filter(pk=told.pk).update(private=private)
    Delivery.objects.filter(event=told).update(state="dead")
    dana.delete(ME)
    told.refresh_from_db()
    assert told.private is None


def test_the_search_for_traces_finds_them(cast: Cast, dana: SignedIn):
    MailedToken.objects.create(
        user=cast.eve,
        purpose="reset",
        token_digest=WORD.encode(),
        expires_at="2099-01-01T00:00:00Z",
    )
    assert tables_with(WORD) == {"accounts_user", "accounts_mailedtoken"}
    client().hset("x", "y", f"<{WORD}>")
    assert keys_with(WORD) == [repr(b"x")]
    client().delete("x")
