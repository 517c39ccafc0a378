"""Browsers may call from the configured origins and from no other."""

from typing import Any

import pytest

from conftest import Api

OURS = "https://app.example.org"
EXPOSED = {"ETag", "Location", "RateLimit", "X-Request-ID", "Idempotency-Replayed"}
FOREIGN = [
    "https://evil.example",
    "http://app.example.org",
    "https://app.example.org.evil.example",
    "https://app.example.org:8443",
    "https://sub.app.example.org",
    "null",
    "*",
    "",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ours(settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = [OURS]


def preflight(api: Api, origin: str, path: str = "/api/v1/notes/") -> Any:
    return api.request(
        "OPTIONS",
        path,
        Origin=origin,
        Access_Control_Request_Method="PATCH",
        Access_Control_Request_Headers="authorization,idempotency-key,if-match",
    )


@pytest.mark.parametrize("path", ["/api/v1/notes/", "/api/v1/notes", "/api/v1/shut/"])
def test_a_preflight_from_us_is_answered(path: str, anonymous: Api) -> None:
    response = preflight(anonymous, OURS, path)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == OURS
    methods = response["Access-Control-Allow-Methods"].split(", ")
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(methods)
    headers = set(response["Access-Control-Allow-Headers"].split(", "))
    assert {"authorization", "idempotency-key", "if-match", "if-none-match"} <= headers
    assert int(response["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_origin_gets_none(origin: str, anonymous: Api) -> None:
    for response in (preflight(anonymous, origin), anonymous.get("/", Origin=origin)):
        assert not [name for name in response.headers if name.startswith("Access-")]


ANSWERS = {
    ("GET", "/api/v1/notes/"): 200,
    ("GET", "/api/v1/shut/"): 401,
    ("GET", "/nowhere"): 404,
    ("BREW", "/api/v1/notes/"): 405,
    ("GET", "/api/v1/fail/crash/"): 500,
    ("GET", "/plain/crash/"): 500,
    ("POST", "/plain/teapot/"): 405,
}


@pytest.mark.parametrize(("method", "path"), ANSWERS)
def test_every_answer_can_be_read_from_us(
    method: str, path: str, anonymous: Api
) -> None:
    response = anonymous.request(method, path, Origin=OURS)
    assert response.status_code == ANSWERS[method, path]
    assert response["Access-Control-Allow-Origin"] == OURS
    assert set(response["Access-Control-Expose-Headers"].split(", ")) >= EXPOSED
    assert "origin" in response["Vary"].lower()
    # Tokens travel in a header; nothing of ours is a cookie.
    assert "Access-Control-Allow-Credentials" not in response


def test_nobody_is_let_in_by_default(anonymous: Api, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = []
    response = preflight(anonymous, OURS)
    assert "Access-Control-Allow-Origin" not in response
