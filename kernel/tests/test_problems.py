"""Every refusal on every path is one problem document."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client

from conftest import Api
from kernel import problems
from kernel.tests.databases import another_connection, database_away, pool_exhausted
from kernel.tests.expect import problem_in
from kernel.tests.probe.models import Note

NOTE = "/api/v1/notes/01890a5d-ac96-774b-bcce-b302099a8057/"

REFUSED = {
    "unrouted": ("GET", "/nowhere", {}, 404, "not_found"),
    "unrouted in the API": ("GET", "/api/v1/nowhere/", {}, 404, "not_found"),
    "unrouted, changing": ("DELETE", "/api/v1/nowhere", {}, 404, "not_found"),
    "unrouted in UTF-8": ("GET", "/api/v1/%E2%82%AC/", {}, 404, "not_found"),
    "unrouted in no UTF-8": ("GET", "/api/v1/%ff%fe/", {}, 404, "not_found"),
    "unrouted NUL": ("GET", "/api/v1/%00/", {}, 404, "not_found"),
    "encoded slash": ("GET", "/api/v1/notes/a%2Fb/", {}, 404, "not_found"),
    "dots": ("GET", "/api/v1/notes/../../etc/", {}, 404, "not_found"),
    "static": ("GET", "/static/nothing.js", {}, 404, "not_found"),
    "NUL in an id": ("GET", "/api/v1/notes/%00/", {}, 404, "not_found"),
    "no UTF-8 in an id": ("GET", "/api/v1/notes/%ff/", {}, 404, "not_found"),
    "unknown id": ("GET", NOTE, {}, 404, "not_found"),
    "method": ("PUT", "/api/v1/notes/", {}, 405, "method_not_allowed"),
    "method unknown": ("BREW", "/api/v1/notes/", {}, 405, "method_not_allowed"),
    "method TRACE": ("TRACE", "/api/v1/notes/", {}, 405, "method_not_allowed"),
    "method CONNECT": ("CONNECT", "/api/v1/notes/", {}, 405, "method_not_allowed"),
    "method that Python has": ("DISPATCH", "/healthz", {}, 405, "method_not_allowed"),
    "method very long": ("X" * 5000, "/healthz", {}, 405, "method_not_allowed"),
    "method of DRF's own": ("POST", "/api/schema/", {}, 405, "method_not_allowed"),
    "method on static": (
        "POST",
        "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
        {},
        405,
        "method_not_allowed",
    ),
    "accept": ("GET", "/healthz", {"Accept": "text/xml"}, 406, "not_acceptable"),
    "accept of DRF's own": (
        "GET",
        "/api/schema/",
        {"Accept": "text/nothing"},
        406,
        "not_acceptable",
    ),
    "host": ("GET", "/", {"Host": "evil.example"}, 400, "bad_request"),
    "host malformed": ("GET", "/api/v1/", {"Host": "a b"}, 400, "bad_request"),
    "host unrouted": ("GET", "/nowhere", {"Host": "evil.example"}, 400, "bad_request"),
    "host in DRF's own": (
        "GET",
        "/api/schema/",
        {"Host": "evil.example"},
        400,
        "bad_request",
    ),
    "token": ("GET", NOTE, {"Authorization": "Bearer wrong"}, 401, "not_authenticated"),
    "shut": ("GET", "/api/v1/shut/", {}, 401, "not_authenticated"),
    "not ours to fix": ("GET", "/api/v1/fail/crash/", {}, 500, "internal_error"),
    "Django's 400": ("GET", "/plain/suspicious/", {}, 400, "bad_request"),
    "Django's BadRequest": ("GET", "/plain/bad/", {}, 400, "bad_request"),
    "Django's 403": ("GET", "/plain/denied/", {}, 403, "forbidden"),
    "Django's 404": ("GET", "/plain/gone/", {}, 404, "not_found"),
    "Django's 500": ("GET", "/plain/crash/", {}, 500, "internal_error"),
    "Django's answer": ("POST", "/plain/teapot/", {}, 405, "method_not_allowed"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED)
def test_every_path_refuses_with_a_problem(name: str, anonymous: Api) -> None:
    method, path, headers, status, code = REFUSED[name]
    response = anonymous.request(method, path, **headers)
    shown = problem_in(response, status, code)
    assert not shown["errors"]
    assert len(response.content) < 1000
    if status == 405:
        assert "GET" in response["Allow"]
    if status == 401:
        assert response["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_a_signed_in_caller_of_a_shut_view_is_forbidden(eve: Api) -> None:
    problem_in(eve.get("/api/v1/shut/"), 403, "forbidden")


@pytest.mark.django_db
def test_a_crash_says_nothing_of_itself() -> None:
    body = Api().get("/api/v1/fail/crash/").content.decode()
    assert "eve@" not in body
    assert "RuntimeError" not in body


DATABASE_FAILURES = {
    "slow": ("SET statement_timeout = '30ms'", "slow", 503, "unavailable"),
    "read only": (
        "SET default_transaction_read_only = on",
        "check",
        503,
        "unavailable",
    ),
    "out of range": ("SELECT 1", "value", 400, "invalid_request"),
    "check": ("SELECT 1", "check", 400, "invalid_request"),
    "unnamed unique": ("SELECT 1", "unique", 409, "conflict"),
    "named unique": ("SELECT 1", "named", 409, "note_exists"),
    "not null": ("SELECT 1", "null", 400, "invalid_request"),
    "foreign key": ("SELECT 1", "foreign", 409, "conflict"),
    "exclusion": ("SELECT 1", "exclusion", 409, "conflict"),
    "gone": ("SELECT 1", "gone", 404, "not_found"),
    "recursion": ("SELECT 1", "recursion", 400, "invalid_request"),
    "overflow": ("SELECT 1", "overflow", 400, "invalid_request"),
    "disk": ("SELECT 1", "disk", 507, "out_of_space"),
    "quota": ("SELECT 1", "quota", 507, "out_of_space"),
    "other OSError": ("SELECT 1", "file", 500, "internal_error"),
    "database disk": ("SELECT 1", "53100", 503, "unavailable"),
    "too many connections": ("SELECT 1", "53300", 503, "unavailable"),
    "deadlock": ("SELECT 1", "40P01", 503, "unavailable"),
    "serialization": ("SELECT 1", "40001", 503, "unavailable"),
    "shutdown": ("SELECT 1", "57P01", 503, "unavailable"),
    "a fault of ours": ("SELECT 1", "42P01", 500, "internal_error"),
    "redis": ("SELECT 1", "redis", 503, "unavailable"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", DATABASE_FAILURES)
def test_what_a_failure_below_means_to_the_client(name: str, anonymous: Api) -> None:
    setting, how, status, code = DATABASE_FAILURES[name]
    with connection.cursor() as cursor:
        cursor.execute(setting.replace("SET ", "SET LOCAL ", 1))
        if "read_only" in setting:
            cursor.execute("SET TRANSACTION READ ONLY")
    response = anonymous.get(f"/api/v1/fail/{how}/")
    problem_in(response, status, code)
    assert ("Retry-After" in response) == (status == 503)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_else_holds_is_busy(note: Note, eve: Api) -> None:
    with (
        another_connection("holder") as holder,
        holder.cursor() as cursor,
        connection.cursor() as ours,
    ):
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM probe_note FOR UPDATE")
        ours.execute("SET lock_timeout = '30ms'")
        response = eve.patch(f"/api/v1/notes/{note.id}/", {"stars": 1})
        ours.execute("RESET lock_timeout")
    assert "Somebody" in problem_in(response, 503, "unavailable")["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("trouble", [database_away, pool_exhausted])
def test_a_database_that_is_away_is_503(trouble, anonymous: Api) -> None:
    with trouble():
        response = anonymous.get("/api/v1/notes/")
    problem_in(response, 503, "unavailable")
    assert response["Retry-After"] == "1"
    assert anonymous.get("/api/v1/notes/").status_code == 200


def test_members_are_written_as_everywhere_else() -> None:
    problem = problems.Conflict(
        allowed=["close"], until=datetime(2026, 5, 1, tzinfo=UTC), pay=Decimal("12.50")
    )
    response = problems.respond(problem)
    assert b'"2026-05-01T00:00:00Z"' in response.content
    assert b"12.5" in response.content


def test_two_problems_cannot_share_a_code() -> None:
    with pytest.raises(TypeError, match="not_found"):
        type("Twin", (problems.Problem,), {"code": "not_found"})


def test_codes_and_statuses_are_plausible() -> None:
    for code, kind in problems.CODES.items():
        assert code == kind.code
        assert 400 <= kind.status < 600
        assert kind.title
        assert kind.__doc__ or kind.__module__.startswith("kernel.tests")


@pytest.mark.django_db
def test_head_is_refused_without_a_body() -> None:
    response = Client().head("/nowhere")
    assert response.status_code == 404
    assert response.content == b""
