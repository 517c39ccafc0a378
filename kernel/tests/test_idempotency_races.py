"""Twice at once, killed in between, hanging for too long: still one effect."""

import os
import signal
import subprocess
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections
from django.http import HttpResponse

from conftest import Api
from kernel.models import IdempotentAnswer
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note
from kernel.tests.test_idempotency import BODY, REPLAYED, post, title_taken
from kernel.tests.threads import at_once, eventually

pytestmark = pytest.mark.django_db(transaction=True)


def locks_held() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND d.datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def test_a_second_request_does_not_wait_for_the_first(eve: Api) -> None:
    answers: list[HttpResponse] = []

    def first() -> None:
        try:
            answers.append(post(Api("eve")))
        finally:
            connections.close_all()

    with title_taken("once"):
        running = threading.Thread(target=first)
        running.start()
        eventually(lambda: locks_held() == 1)
        second = post(eve)
        problem_in(second, 409, "idempotency_in_progress")
        assert second["Retry-After"] == "1"
        problem_in(post(eve, {"title": "other"}), 409, "idempotency_in_progress")
        assert post(eve, {"title": "other"}, key="k2").status_code == 201
    running.join()
    [answer] = answers
    assert answer.status_code == 201
    assert post(eve)[REPLAYED] == "true"
    assert Note.objects.filter(title="once").count() == 1


def test_twenty_at_once_have_one_effect() -> None:
    answers = at_once(20, lambda _: post(Api("eve"), {"title": "once", "weight": 0.05}))
    made = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in made if REPLAYED not in answer]) == 1
    assert len({answer.json()["id"] for answer in made}) == 1
    for answer in answers:
        if answer not in made:
            problem_in(answer, 409, "idempotency_in_progress")
    assert Note.objects.count() == 1
    assert locks_held() == 0


def killed(moment: str, key: str) -> int:
    """Let another process answer this POST and be killed around its commit."""
    url = urlsplit(settings.DATABASE_URL)
    name = connection.settings_dict["NAME"]
    done = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "kernel.tests.dying", moment, key, BODY["title"]],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "kernel.tests.settings",
            "DATABASE_URL": url._replace(path=f"/{name}").geturl(),
            "RATE_LIMITS": "off",
        },
        cwd=settings.BASE_DIR,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode


def test_killed_after_the_commit_the_answer_is_there(eve: Api) -> None:
    assert killed("after", "k1") == -signal.SIGKILL
    assert Note.objects.count() == 1
    answer = post(eve, {"title": "once"})
    assert (answer.status_code, answer[REPLAYED]) == (201, "true")
    assert answer["Location"].endswith(f"/{Note.objects.get().id}/")
    assert Note.objects.count() == 1


def test_killed_before_the_commit_nothing_is_there(eve: Api) -> None:
    assert killed("before", "k1") == -signal.SIGKILL
    # PostgreSQL notices the closed socket in its own time.
    eventually(lambda: locks_held() == 0)
    assert not Note.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    answer = post(eve, {"title": "once"})
    assert (answer.status_code, REPLAYED in answer) == (201, False)


def test_a_session_that_idled_for_too_long_cannot_commit(eve: Api) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET idle_in_transaction_session_timeout = '40ms'")
    hung: dict[str, Any] = {"title": "once", "weight": 0.3}
    problem_in(post(eve, hung), 503, "unavailable")
    assert not Note.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    answer = post(eve, hung)
    assert (answer.status_code, REPLAYED in answer) == (201, False)
