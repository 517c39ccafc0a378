"""Killed at every step of an upload and of an application: whole, or not there."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.http import HttpResponse

from applications.files import RESUMES as STORE
from applications.kinds import APPLICATION_SUBMITTED
from applications.models import Application, ApplicationMove, Resume
from applications.resume_kinds import RESUME_HANDED_IN
from applications.services.resume_tidying import sweep_files
from applications.tests.resume_sending import RESUMES, left, send, taken
from conftest import Cast, SignedIn, sign_in
from events.models import Event
from jobs.models import Job
from jobs.tests.factory import new_job
from kernel.ids import new_id
from kernel.tests.fake_s3 import KEY_ID, REGION, SECRET, FakeS3, serving
from kernel.tests.threads import eventually

pytestmark = pytest.mark.django_db(transaction=True)
KILLED, ENDED = -9, 0
FEWEST, MOST = 10, 200
"""Steps that each of them surely has, and surely has not."""
Die = Callable[..., int]
TEXT = b"I keep bees."
NAMED = ("cv.txt", "application/octet-stream")
FILE = [NAMED[0], TEXT.decode(), NAMED[1]]
"""A text: what is looked at fastest."""


@contextmanager
def mortal(**given: str) -> Iterator[Die]:
    """Start what dies on demand; yield what sends it an order: how did that end?"""
    database = connection.settings_dict
    place = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
        f"?host={database['HOST']}&port={database['PORT']}"
    )
    environment = {
        "DJANGO_SETTINGS_MODULE": "kernel.tests.settings",
        "DEBUG": "on",
        "DATABASE_URL": place,
        "FILES_DIR": str(configured.FILES_DIR),
        "RATE_LIMITS": "1000",
        "LOG_LEVEL": "CRITICAL",
        "DATABASE_POOL_MIN": "0",
        **given,
    }
    command = [sys.executable, "-m", "applications.tests.dying"]
    with subprocess.Popen(  # noqa: S603  # our own program
        command,
        env=os.environ | environment,
        cwd=configured.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        orders, ends = process.stdin, process.stdout

        def die(api: SignedIn, step: int, path: str, body: Any, **headers: str) -> int:
            order = {"step": step, "path": path, "body": body, "token": api.token}
            orders.write(json.dumps({**order, "headers": headers}) + "\n")
            orders.flush()
            return int(ends.readline())

        try:
            yield die
        finally:
            orders.close()


def until_free(ask: Callable[[], HttpResponse]) -> HttpResponse:
    """Ask again until the database has noticed that the other one is dead."""
    answers: list[HttpResponse] = []

    def is_answered() -> bool:
        answers.append(ask())
        codes = ("idempotency_in_progress", "busy")
        return answers[-1].status_code < 500 and not any(
            code.encode() in answers[-1].content for code in codes
        )

    eventually(is_answered)
    return answers[-1]


class Folder:
    """Where files lie, unless a bucket has them."""

    given: dict[str, str] = {}

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        return left(self.path)

    def age(self) -> None:
        """Let two days pass for all that lies there."""
        then = time.time() - 2 * 86_400
        for name in self.names():
            os.utime(self.path / name, (then, then))


class InBucket:
    """Files in a bucket."""

    def __init__(self, server: FakeS3) -> None:
        self.server = server
        self.given = {
            "FILES_URL": server.url,
            "FILES_REGION": REGION,
            "FILES_KEY_ID": KEY_ID,
            "FILES_SECRET": SECRET,
        }

    def names(self) -> list[str]:
        return [key.removeprefix("resumes/") for key in self.server.files]

    def age(self) -> None:
        """Let two days pass for all that lies there."""
        self.server.age(timedelta(days=2))


@pytest.fixture(params=["folder", "bucket"])
def place(request: Any, settings: Any, tmp_path: Path) -> Iterator[Folder | InBucket]:
    settings.FILES_DIR = tmp_path / "files"
    if request.param == "folder":
        yield Folder(tmp_path / "files" / "resumes")
        return
    with serving() as server:
        made = InBucket(server)
        for name, value in made.given.items():
            setattr(settings, name, value)
        yield made


def test_an_upload(cast: Cast, place: Folder | InBucket) -> None:
    dana = sign_in(cast.dana)
    told = Event.objects.filter(kind=RESUME_HANDED_IN.name)
    seen, ended = set(), KILLED
    with mortal(**place.given) as die:
        for step in range(1, MOST):
            ended = die(dana, step, RESUMES, FILE)
            rows = list(Resume.objects.all())
            seen.add((len(rows), len(place.names())))
            assert {each.stored_as for each in rows} <= set(place.names())
            place.age()
            sweep_files()
            assert place.names() == [each.stored_as for each in rows]
            again = until_free(lambda: send(dana, TEXT, *NAMED))
            assert again.status_code == 201, again.content
            assert Resume.objects.count() == told.count() == len(rows) + 1
            assert len(place.names()) == len(rows) + 1
            if ended != KILLED:
                break
            for each in Resume.objects.all():
                STORE.remove(each.stored_as)
                each.delete()
            told.delete()
    assert ended == ENDED
    assert step > FEWEST
    # It died before there was a file, with one and no row, and with both.
    assert seen == {(0, 0), (0, 1), (1, 1)}


FORM = [
    {"id": "proof", "label": "Proof", "type": "file", "required": True},
    {"id": "why", "label": "Why?", "type": "text", "required": True},
]


@pytest.mark.parametrize("is_keyed", [True, False])
def test_an_application(cast: Cast, is_keyed: bool) -> None:
    dana = sign_in(cast.dana)
    resume, proof = taken(dana)["id"], taken(dana)["id"]
    answers = {"proof": proof, "why": "Because"}
    body = {"resume": resume, "cover_letter": "Hello", "answers": answers}
    whole, seen, ended = (1, 1, 2, 1), set(), KILLED
    with mortal() as die:
        for step in range(1, MOST):
            job = new_job(cast.acme, questions=FORM)
            path = f"/api/v1/jobs/{job.pk}/applications/"
            key = {"Idempotency_Key": str(new_id())} if is_keyed else {}
            ended = die(dana, step, path, body, **key)
            found = how_many(job)
            seen.add(found)
            again = until_free(lambda at=path, key=key: dana.post(at, body, **key))
            is_told = found == whole and not is_keyed
            assert again.status_code == (409 if is_told else 201), again.content
            assert how_many(job) == whole
            sent = Application.objects.get(job=job)
            assert str(sent.pk) in again.content.decode()
            assert (sent.answers, str(sent.resume_id)) == (answers, resume)
            if ended != KILLED:
                break
    assert ended == ENDED
    assert step > FEWEST
    assert seen == {(0, 0, 0, 0), whole}
    assert Resume.objects.count() == 2


def how_many(job: Job) -> tuple[int, int, int, int]:
    """Count what there is of an application: rows, steps, files, events."""
    sent = Application.objects.filter(job=job)
    return (
        sent.count(),
        ApplicationMove.objects.filter(application__in=sent).count(),
        Application.files.through.objects.filter(application__in=sent).count(),
        Event.objects.filter(
            kind=APPLICATION_SUBMITTED.name, payload__job=str(job.pk)
        ).count(),
    )
