"""A line of the log is one JSON object that names no secret and no person."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from conftest import Api
from kernel.context import begin_request
from kernel.ids import new_id
from kernel.logs import JSONFormatter, scrub
from kernel.tests.probe.models import Note

JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What the log says while the test runs, as an operator would read it."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def told(stream: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


SCRUBBED = {
    f"token {JWT} refused": JWT,
    "Authorization: Bearer opaque-12345": "opaque-12345",
    "Authorization: JWT opaque-12345": "opaque-12345",
    "authorization='Basic ZXZlOmh1bnRlcjI='": "ZXZlOmh1bnRlcjI",
    "key jb_live_0123456789": "jb_live_0123456789",
    "mail to eve.o'hara+jobs@mail.example.org": "eve.o'hara+jobs@mail.example.org",
    "mail to ève@exämple.org": "ève@exämple.org",
    "postgresql://eve:hunter2@db.example.org/x": "hunter2",
    "postgresql://eve:hunt!er2@db.example.org/x": "hunt!",
    "postgresql://eve:hun@ter2@localhost/x": "ter2",
    "redis://:hunter2@127.0.0.1:6379/0": "hunter2",
    "amqp://guest:hunter2@rabbit//": "hunter2",
    "connection to host=db password=hunter2 failed": "hunter2",
    "{'password': 'hunter2'}": "hunter2",
    '{"new_password":"hunter2"}': "hunter2",
    "?access_token=hunter2&x=1": "hunter2",
    "?refresh_token=hunter2": "hunter2",
    "SECRET_KEY = hunter2": "hunter2",
    "api_key: hunter2": "hunter2",
    "Cookie: sessionid=hunter2": "hunter2",
    "call +31 (20) 123-4567 now": "123-4567",
    "call 0201234567": "0201234567",
}


@pytest.mark.parametrize("text", SCRUBBED)
def test_a_secret_is_taken_out(text: str) -> None:
    assert SCRUBBED[text] not in scrub(text)


KEPT = [
    "request",
    "note 01890a5d-ac96-774b-bcce-b302099a8057 is gone",
    "note 01890123-4567-7890-8123-012345678901 is gone",
    "took 12345 ms for 999999999 rows",
    "https://example.org:8000/api/v1/notes/",
    "2026-05-01T12:00:00Z",
    "at kernel/logs.py:12",
]


@pytest.mark.parametrize("text", KEPT)
def test_the_rest_stays(text: str) -> None:
    assert scrub(text) == text


def test_no_id_is_taken_for_a_telephone_number() -> None:
    ids = [str(new_id()) for _ in range(2000)]
    assert [scrub(each) for each in ids] == ids


def test_a_line_says_when_what_and_for_which_request(lines: StringIO) -> None:
    begin_request("abc-1")
    logging.getLogger("kernel.some").warning("it_%s", "happened", extra={"n": 3})
    [line] = told(lines)
    at = datetime.fromisoformat(line.pop("at"))
    assert abs((timezone.now() - at).total_seconds()) < 60
    assert line == {
        "level": "warning",
        "logger": "kernel.some",
        "event": "it_happened",
        "request_id": "abc-1",
        "n": 3,
    }


def test_nothing_breaks_out_of_its_line(lines: StringIO) -> None:
    # Half a character only here: pytest sends messages on, and could not write it.
    more = {"more": 'c\r\n{"level": "x"}\x00', "half": "\ud800"}
    logging.getLogger("x").info('a\nb\x1b[31m"\u2028', extra=more)
    assert lines.getvalue().count("\n") == 1
    assert lines.getvalue().isascii()
    [line] = told(lines)
    assert line["more"] == 'c\r\n{"level": "x"}\x00'


class Odd:
    def __str__(self) -> str:
        return "odd, of eve@example.org"


def test_members_are_scrubbed_at_any_depth(lines: StringIO) -> None:
    members = {
        "who": "eve@example.org",
        "many": ["eve@example.org", {"deep": ("eve@example.org",)}],
        "password": "hunter2",
        "body": {"new_password": "hunter2", "token": ["hunter2"], 7: None},
        "odd": Odd(),
        "ids": {1},
        "error": ValueError("eve@example.org"),
        "tokens": 5,
        "ok": True,
        "nothing": None,
    }
    logging.getLogger("x").info("event", extra=members)
    text = lines.getvalue()
    assert "eve@" not in text
    assert "hunter2" not in text
    [line] = told(lines)
    assert line["many"] == ["[address]", {"deep": ["[address]"]}]
    assert (line["tokens"], line["ok"], line["nothing"]) == (5, True, None)
    assert line["ids"] == [1]


def test_an_exception_says_what_and_where(lines: StringIO) -> None:
    def fail() -> None:
        raise ValueError("eve@example.org " + "x" * 2000)

    try:
        fail()
    except ValueError:
        logging.getLogger("x").exception("failed")
    [line] = told(lines)
    assert line["exception"]["type"] == "ValueError"
    assert line["exception"]["text"].startswith("[address] xxx")
    assert len(line["exception"]["text"]) == 500
    assert "test_logs.py" in line["exception"]["at"][-1]


def test_a_line_without_an_exception_at_hand(lines: StringIO) -> None:
    assert sys.exc_info()[1] is None
    logging.getLogger("x").error("failed", exc_info=True)  # noqa: LOG014
    assert "exception" not in told(lines)[0]


@pytest.mark.django_db
def test_what_a_database_says_of_a_row_stays_out(lines: StringIO) -> None:
    Note.objects.create(title="eve@example.org", written_at="2026-05-01T12:00Z")
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO probe_note SELECT * FROM probe_note")
    except IntegrityError:
        logging.getLogger("x").exception("failed")
    [line] = told(lines)
    assert line["exception"]["type"] == "IntegrityError"
    assert line["exception"]["text"] == ""
    assert "Key" not in lines.getvalue()
    assert "eve@" not in lines.getvalue()


CANARIES = ["canary-7f3a", "eve@example.org", "hunter2", JWT]
LEAKS: list[tuple[str, str, Any, dict[str, str]]] = [
    ("GET", "/api/v1/fail/crash/", None, {}),
    ("GET", "/api/v1/fail/named/", None, {}),
    ("GET", "/api/v1/fail/unique/", None, {}),
    ("GET", "/api/v1/fail/check/", None, {}),
    ("GET", "/api/v1/fail/redis/", None, {}),
    ("GET", "/plain/crash/", None, {}),
    ("GET", "/plain/suspicious/", None, {}),
    ("GET", "/canary-7f3a/", None, {}),
    ("GET", "/api/v1/notes/canary-7f3a/", None, {}),
    ("GET", "/api/v1/notes/?title=canary-7f3a&zzz=eve@example.org", None, {}),
    ("GET", "/api/v1/notes/?cursor=canary-7f3a", None, {}),
    ("POST", "/api/v1/notes/", {"title": "canary-7f3a"}, {}),
    ("POST", "/api/v1/notes/", {"canary-7f3a": "hunter2"}, {}),
    ("POST", "/api/v1/notes/", b'{"password":"hunter2', {}),
    ("POST", "/api/v1/notes/", {"title": "x"}, {"Idempotency_Key": "canary-7f3a"}),
    ("GET", "/healthz", None, {"Authorization": f"Bearer {JWT}"}),
    ("GET", "/healthz", None, {"Authorization": "JWT hunter2"}),
    ("GET", "/healthz", None, {"Host": "canary-7f3a.example"}),
    ("GET", "/healthz", None, {"User_Agent": "canary-7f3a"}),
    ("GET", "/healthz", None, {"Accept": "canary-7f3a/x"}),
    ("GET", "/healthz", None, {"X_Request_ID": "eve@example.org"}),
    ("GET", "/healthz", None, {"X_Request_ID": JWT}),
    ("GET", "/healthz", None, {"X_Forwarded_For": "canary-7f3a"}),
    ("BREW", "/healthz?canary-7f3a", None, {}),
]


@pytest.mark.django_db
@pytest.mark.parametrize("leak", LEAKS, ids=str)
def test_no_request_leaves_a_secret_in_the_log(leak: Any, lines: StringIO) -> None:
    method, path, body, headers = leak
    Api("canary-7f3a").request(method, path, body, **headers)
    text = lines.getvalue()
    assert not [canary for canary in CANARIES if canary in text], text
    [line] = [line for line in told(lines) if line["event"] == "request"]
    assert set(line) == {
        *("at", "level", "logger", "event", "request_id"),
        *("method", "route", "status", "ms"),
    }


@pytest.mark.django_db
def test_the_line_of_a_request(anonymous: Api, lines: StringIO) -> None:
    anonymous.get("/api/v1/notes/x/", X_Request_ID="abc")
    anonymous.request("X" * 50, "/nowhere")
    first, second = (line for line in told(lines) if line["event"] == "request")
    assert (first["method"], first["status"], first["request_id"]) == (
        "GET",
        404,
        "abc",
    )
    assert first["route"] == "/api/v1/notes/<id:note_id>/"
    assert (second["method"], second["route"]) == ("X" * 10, "unrouted")
    assert isinstance(first["ms"], float)


def test_a_route_is_named_as_it_is(caplog: Any) -> None:
    record = logging.makeLogRecord({"route": "/api/v1/auth/password/forgot/"})
    line = json.loads(JSONFormatter().format(record))
    assert line["route"] == "/api/v1/auth/password/forgot/"
