"""What every test may use: clients that speak JSON, and limits out of the way."""

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client


class Api:
    """A client of the API, signed in as somebody or as nobody."""

    def __init__(self, token: str | None = None) -> None:
        self.http = Client(raise_request_exception=False)
        self.token = token

    def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> HttpResponse:
        """Send one request; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        raw = body if isinstance(body, bytes) else b""
        if body is not None and not isinstance(body, bytes):
            raw = json.dumps(body).encode()
        content_type = sent.pop("Content-Type", "application/json")
        return self.http.generic(
            method, path, raw, content_type=content_type, headers=sent
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.request("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.request("DELETE", path, **headers)


@pytest.fixture
def anonymous() -> Api:
    return Api()


@pytest.fixture(autouse=True)
def _no_rate_limits(settings: Any) -> None:
    """Limits have tests of their own, which switch them on again."""
    settings.RATE_LIMITS = None
