"""The same key twice: one effect, one answer."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from conftest import Api
from kernel.idempotency import KEPT_FOR, forget_answers, prune_answers
from kernel.models import IdempotentAnswer
from kernel.tests.databases import another_connection
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note

NOTES = "/api/v1/notes/"
BODY = {"title": "once", "colour": "blue", "places": [{"city": "a"}]}
REPLAYED = "Idempotency-Replayed"


def post(
    api: Api, body: Any = BODY, key: str = "k1", path: str = NOTES
) -> HttpResponse:
    return api.post(path, body, Idempotency_Key=key)


@contextmanager
def title_taken(title: str) -> Iterator[None]:
    """Hold an uncommitted note of this title: who writes another one waits for it."""
    with another_connection("holder") as holder, holder.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(
            "INSERT INTO probe_note (id, title, colour, stars, written_at)"
            " VALUES (gen_random_uuid(), %s, 'red', 0, now())",
            [title],
        )
        yield


@pytest.mark.django_db
def test_the_answer_is_given_again(eve: Api) -> None:
    first, again = post(eve), post(eve)
    assert (first.status_code, again.status_code) == (201, 201)
    assert REPLAYED not in first
    assert again[REPLAYED] == "true"
    for name in ("Location", "Content-Type", "Vary", "Cache-Control"):
        assert again[name] == first[name]
    assert again["X-Request-ID"] != first["X-Request-ID"]
    shown = first.json()
    assert shown.pop("secret") == "shown once"
    assert again.json() == shown
    assert Note.objects.count() == 1


@pytest.mark.django_db
def test_the_secret_is_not_kept(eve: Api) -> None:
    post(eve)
    kept = IdempotentAnswer.objects.get()
    assert b"shown once" not in bytes(kept.body)
    assert "k1" not in str(kept)
    assert "eve" not in str(kept)


@pytest.mark.django_db
def test_a_body_that_is_laid_out_differently_is_the_same(eve: Api) -> None:
    post(eve)
    raw = b'{ "places":[{"city":"\\u0061"}],\n"colour":"blue", "title":"once" }'
    assert post(eve, raw)[REPLAYED] == "true"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": "once"},
        {**BODY, "colour": "red"},
        {**BODY, "stars": 0},
        {**BODY, "places": [{"city": "b"}]},
        {**BODY, "unknown": 1},
    ],
)
def test_another_body_under_the_same_key_is_409(body: Any, eve: Api) -> None:
    post(eve)
    problem_in(post(eve, body), 409, "idempotency_key_reused")
    assert Note.objects.count() == 1
    assert post(eve)[REPLAYED] == "true"


@pytest.mark.django_db
def test_a_conflict_is_kept(eve: Api) -> None:
    taken = Note.objects.create(title="once", written_at=timezone.now())
    first = post(eve)
    shown = problem_in(first, 409, "note_exists")
    taken.delete()
    again = post(eve)
    assert (again.status_code, again[REPLAYED]) == (409, "true")
    assert again["Content-Type"] == "application/problem+json"
    assert again.json() == shown
    assert not Note.objects.exists()
    assert post(eve, key="k2").status_code == 201


@pytest.mark.django_db
def test_what_was_wrong_may_be_put_right_under_the_same_key(eve: Api) -> None:
    problem_in(post(eve, {"title": ""}), 400, "invalid_request")
    problem_in(post(eve, b"{"), 400, "malformed_json")
    assert not IdempotentAnswer.objects.exists()
    assert post(eve).status_code == 201


@pytest.mark.django_db
@pytest.mark.parametrize("status", [200, 202, 302, 400, 403, 404, 409, 422, 500, 503])
def test_which_answers_are_kept(status: int, eve: Api) -> None:
    path = f"/api/v1/fail/{status}/"
    for again in (False, True):
        answer = post(eve, path=path)
        assert answer.status_code == status
        assert (REPLAYED in answer) == (again and status in {200, 202, 409})


@pytest.mark.django_db
def test_a_conflict_undoes_what_came_before_it(eve: Api) -> None:
    first, again = (post(eve, path="/api/v1/fail/refused/") for _ in range(2))
    assert problem_in(first, 409, "conflict") == again.json()
    for name in ("Content-Type", "Cache-Control"):
        assert again[name] == first[name]
    assert not Note.objects.exists()
    assert IdempotentAnswer.objects.count() == 1


@pytest.mark.django_db
def test_a_key_belongs_to_account_and_path(eve: Api, mallory: Api) -> None:
    assert REPLAYED not in post(eve)
    theirs = post(mallory, {"title": "other"})
    assert (theirs.status_code, REPLAYED in theirs) == (201, False)
    for made in (*Note.objects.all(), None):
        path = f"{NOTES}{made.id}/" if made else "/api/v1/fail/200/"
        elsewhere = post(eve, {}, path=path)
        assert (elsewhere.status_code, REPLAYED in elsewhere) == (200, False)
    assert post(eve, path=NOTES.rstrip("/"))[REPLAYED] == "true"


@pytest.mark.django_db
def test_a_key_on_another_method_changes_nothing(note: Note, eve: Api) -> None:
    path = f"{NOTES}{note.id}/"
    for stars in (1, 2):
        changed = eve.patch(path, {"stars": stars}, Idempotency_Key="k1")
        assert (changed.json()["stars"], REPLAYED in changed) == (stars, False)
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.django_db
def test_an_action_is_done_once(note: Note, eve: Api) -> None:
    path = f"{NOTES}{note.id}/"
    assert [post(eve, {}, path=path).json()["stars"] for _ in range(3)] == [1, 1, 1]
    assert post(eve, None, path=path)[REPLAYED] == "true"


@pytest.mark.django_db
def test_rights_are_checked_again_before_a_replay(note: Note, eve: Api) -> None:
    path = f"{NOTES}{note.id}/"
    assert post(eve, {}, path=path).status_code == 200
    Note.objects.update(title="locked")
    problem_in(post(eve, {}, path=path), 403, "forbidden")
    Note.objects.all().delete()
    problem_in(post(eve, {}, path=path), 404, "not_found")


KEYS = ["", " ", "a b", "a\tb", "\xe9", "\x7f", "x" * 256, "a\x00b"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_a_key_that_is_none_is_400(key: str, eve: Api) -> None:
    problem_in(post(eve, key=key), 400, "idempotency_key_invalid")
    assert not Note.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["0", "x" * 255, '"quoted"', "!~", "a,b"])
def test_a_key_is_any_visible_text(key: str, eve: Api) -> None:
    post(eve, key=key)
    assert post(eve, key=key)[REPLAYED] == "true"


@pytest.mark.django_db
def test_nobody_has_no_keys(anonymous: Api, eve: Api) -> None:
    problem_in(post(anonymous), 400, "idempotency_key_invalid")
    problem_in(post(eve, path="/api/v1/unkeyed/"), 400, "idempotency_key_invalid")
    assert not Note.objects.exists()


@pytest.mark.django_db
def test_an_answer_is_kept_for_a_day(eve: Api) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        post(eve)
    with time_machine.travel(now + KEPT_FOR - timedelta(seconds=1), tick=False):
        assert post(eve)[REPLAYED] == "true"
        assert prune_answers() == 0
    with time_machine.travel(now + KEPT_FOR + timedelta(seconds=1), tick=False):
        renewed = post(eve, {"title": "another"})
        assert (renewed.status_code, REPLAYED in renewed) == (201, False)
        assert post(eve, {"title": "another"})[REPLAYED] == "true"
        assert prune_answers() == 0
    with time_machine.travel(now + 3 * KEPT_FOR, tick=False):
        assert prune_answers() == 1
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.django_db
def test_an_erased_account_takes_its_answers_with_it(eve: Api, mallory: Api) -> None:
    post(eve)
    post(mallory, {"title": "theirs"})
    forget_answers(scope="eve")
    assert [kept.scope for kept in IdempotentAnswer.objects.all()] == ["mallory"]


def upload(
    content: bytes, *, name: str = "cv.txt", kind: str = "text/plain", **more: str
) -> HttpResponse:
    file = SimpleUploadedFile(name, content, content_type=kind)
    return Client().post(
        "/api/v1/uploads/",
        {"file": file, **more},
        headers={"Authorization": "Bearer eve", "Idempotency-Key": "k1"},
    )


@pytest.mark.django_db
def test_a_file_is_part_of_what_was_asked() -> None:
    content = b"x" * 3_000_000
    assert upload(content).json() == {"size": 3_000_000}
    assert upload(content)[REPLAYED] == "true"
    for other in (
        upload(content[:-1] + b"y"),
        upload(content, name="other.txt"),
        upload(content, kind="text/html"),
        upload(content, more="1"),
    ):
        problem_in(other, 409, "idempotency_key_reused")
    assert Note.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_trouble_is_not_kept_and_undoes_everything(eve: Api) -> None:
    with title_taken("once"):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '30ms'")
        problem_in(post(eve), 503, "unavailable")
    assert not IdempotentAnswer.objects.exists()
    created = post(eve)
    assert (created.status_code, REPLAYED in created) == (201, False)
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db
def test_a_failure_of_a_keyed_post_is_logged_once(eve: Api, caplog: Any) -> None:
    IdempotentAnswer.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE probe_note RENAME COLUMN colour TO color")
    problem_in(post(eve), 500, "internal_error")
    assert [r.message for r in caplog.records].count("request_failed") == 1


@pytest.mark.django_db
def test_what_is_kept_is_what_was_sent(eve: Api) -> None:
    first = post(eve).json()
    kept = IdempotentAnswer.objects.get()
    assert (kept.status, kept.scope) == (201, "eve")
    assert json.loads(bytes(kept.body)) == {
        name: value for name, value in first.items() if name != "secret"
    }
