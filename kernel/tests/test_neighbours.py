"""What is believed of whoever is on the other end of the connection."""

from typing import Any

import pytest
from django.test import Client

PROXY, STRANGER = "10.0.3.7", "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "scheme"), [(PROXY, "https"), (STRANGER, "http")], ids=["proxy", "other"]
)
def test_only_a_proxy_of_ours_says_https(settings: Any, peer: str, scheme: str) -> None:
    settings.TRUSTED_PROXIES = ["10.0.3.0/24"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = Client().get(
        "/api/v1/", REMOTE_ADDR=peer, headers={"X-Forwarded-Proto": "https"}
    )
    assert answer.json()["links"]["docs"].startswith(f"{scheme}://")


@pytest.mark.parametrize(
    ("path", "status"), [("/healthz", 200), ("/api/v1/", 400)], ids=["probe", "api"]
)
def test_probes_may_ask_by_any_name(settings: Any, path: str, status: int) -> None:
    settings.ALLOWED_HOSTS = [".board.example.org"]
    answer = Client().get(path, headers={"Host": "10.1.2.3:8000"})
    assert answer.status_code == status
