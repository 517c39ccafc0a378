"""People of a bench on accounts, and requests in their name."""

import http.client
import json
import os
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
django.setup()

from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from accounts.services.sessions import Device, pair_for, start_session  # noqa: E402
from kernel.ids import new_id  # noqa: E402

# Of a password that nobody has: hashing it again for each person would take minutes.
HASH = (
    "argon2$argon2id$v=19$m=19456,t=2,p=1"
    "$S0NiTWwwQTA5Zld2dUZXQVdWSG5lMQ$JG7nafaXKYzlPfvO2wqylGBc57BpAxkHXrPndtQlJbI"
)
_places = threading.local()


def board() -> dict[str, Any]:
    """Return where the board is and what it consists of, as it is now."""
    state: dict[str, Any] = json.loads(Path(os.environ["BOARD_STATUS"]).read_text())
    return state


def call(
    method: str, path: str, body: Any = None, token: str = ""
) -> tuple[int, dict[str, Any], float]:
    """Send one request on this thread's connection: status, answer, seconds."""
    if not hasattr(_places, "connection"):
        place = urlsplit(board()["api"]).netloc
        _places.connection = http.client.HTTPConnection(place, timeout=30)
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    raw = None if body is None else json.dumps(body)
    began = time.perf_counter()
    _places.connection.request(method, path, raw, headers)
    answer = _places.connection.getresponse()
    text = answer.read()
    took = time.perf_counter() - began
    said: dict[str, Any] = {}
    with suppress(ValueError):
        said = json.loads(text)
    said["retry_after"] = int(answer.headers.get("Retry-After", "0"))
    return answer.status, said, took


def people(count: int) -> list[User]:
    """Make accounts whose addresses are proven."""
    tag = new_id().hex[-8:]
    made = [
        User(
            email=f"p{number}-{tag}@example.org",
            email_key=f"p{number}-{tag}@example.org",
            full_name="Person of a bench",
            role="applicant",
            password=HASH,
            email_verified_at=timezone.now(),
        )
        for number in range(count)
    ]
    return User.objects.bulk_create(made)


def tokens_of(user: User) -> tuple[str, str]:
    """Sign somebody in, past HTTP: the access and the refresh token."""
    pair = pair_for(start_session(user=user, device=Device("127.0.0.1")))
    return pair.access, pair.refresh
