"""What came back, and whether it was due; without Locust, so that it can be tested."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson

from loadtests.users.contract import Check, Wrong

REFUSED = "refused"
"""What the text of an error begins with where the board says that it is too much."""
BUSY = (429, 503)
_NO_SUCCESS = 300


@dataclass(frozen=True)
class Answer:
    """What came back, when it was what was due."""

    status: int
    headers: Mapping[str, str]
    body: Any
    text: bytes


Look = Callable[[Answer], None]


def target_of(url: str) -> str:
    """Return the path of a URL: a board may name itself otherwise than we reach it."""
    parts = urlsplit(url)
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def judged(
    response: Any,
    dues: Collection[int],
    check: Check | None,
    look: Look | None,
) -> Answer:
    """Return what came back, or raise what is wrong with it."""
    status = response.status_code
    if status not in dues:
        if not status:
            raise Wrong(f"no answer: {response.error!r}")
        begin = REFUSED if status in BUSY else "wrong status"
        raise Wrong(f"{begin}: {status} {_code_in(response.content)}")
    answer = _answer(response)
    if check is not None and status < _NO_SUCCESS:
        check(answer.body)
    if look is not None:
        look(answer)
    return answer


def _answer(response: Any) -> Answer:
    text = response.content or b""
    kind = response.headers.get("content-type", "")
    body = None
    if "json" in kind:
        try:
            body = orjson.loads(text)
        except ValueError as error:
            raise Wrong("this is no JSON") from error
    return Answer(response.status_code, response.headers, body, bytes(text))


def _code_in(text: bytes | None) -> str:
    """Return the code of a problem document, or how another answer begins."""
    try:
        return str(orjson.loads(text or b"")["code"])
    except (ValueError, KeyError, TypeError):
        return repr(bytes(text or b"")[:60])
