"""What every refusal must look like, said once."""

import re
from typing import Any

from django.http import HttpResponse

from kernel.problems import CODES

MEMBERS = {"type", "title", "status", "detail", "code", "errors", "request_id"}
OF_ERRORS = {"field", "parameter", "code", "detail", "did_you_mean", "choices"}


def problem_in(response: HttpResponse, status: int, code: str) -> dict[str, Any]:
    """Return the problem document of an answer that must be this one."""
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    shown = response.json()
    assert shown.keys() >= MEMBERS, shown
    assert (shown["status"], shown["code"]) == (status, code)
    assert shown["type"] == f"urn:jobboard:problem:{code}"
    assert shown["request_id"] == response["X-Request-ID"] != ""
    assert shown["title"] == CODES[code].title
    assert shown["detail"]
    for error in shown["errors"]:
        assert error.keys() <= OF_ERRORS
        assert ("field" in error) != ("parameter" in error)
        assert error["code"]
        assert error["detail"]
    text = response.content.decode()
    assert not re.search(r"Traceback|\.py\b|psycopg|SELECT |kernel_|probe_", text)
    return shown


def errors_in(response: HttpResponse) -> set[tuple[str, str]]:
    """Return where and what the errors of an `invalid_request` are."""
    shown = problem_in(response, 400, "invalid_request")
    return {
        (error.get("field") or error["parameter"], error["code"])
        for error in shown["errors"]
    }
