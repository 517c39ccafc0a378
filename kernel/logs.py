"""Logs: one JSON object a line, with the request's id and without secrets."""

import json
import logging
import re
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import Error as DatabaseError

from kernel.context import request_id

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}
_SECRET_NAME = "password|passwd|token|secret|authorization|cookie|api_?key"  # noqa: S105  # names of secrets, none itself
_SECRETS = (
    # First the whole of what hides in an address, before part of it looks like mail.
    (re.compile(r"(://[^:/\s]*:)\S+@"), r"\1[password]@"),
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"\bjb_[\w-]{8,}"), "[key]"),
    (re.compile(r"(?i)\b(bearer|basic|jwt)\s+[^\s,;'\"]+"), r"\1 [secret]"),
    (re.compile(r"[\w.+%'-]+@[\w-]+(\.[\w-]+)+"), "[address]"),
    (
        re.compile(rf"(?i)({_SECRET_NAME})((?:_\w+)?\W{{1,4}})[^\s,;'\"]+"),
        r"\1\2[secret]",
    ),
    # A telephone number, and not a piece of an id.
    (re.compile(r"(?<![\w-])(?!\d{8}-\d{4}-)\+?\d[\d ()-]{8,}\d(?![\w-])"), "[number]"),
)
_SECRETS_IN_IDS = _SECRETS[:-1]


def scrub(text: str) -> str:
    """Return a text without what looks like a secret or a person."""
    return _replaced(text, _SECRETS)


def _replaced(text: str, patterns: Iterable[tuple[re.Pattern[str], str]]) -> str:
    for pattern, shown in patterns:
        text = pattern.sub(shown, text)
    return text


class JSONFormatter(logging.Formatter):
    """Writes a record as JSON; its extras become members."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": scrub(record.getMessage()),
        }
        if request_id():
            line["request_id"] = _replaced(request_id(), _SECRETS_IN_IDS)
        for name, value in vars(record).items():
            if name == "route":
                line[name] = value  # our own pattern, which may say `password`
            elif name not in _STANDARD:
                line[name] = _scrubbed(name, value)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _described(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def _scrubbed(name: str, value: Any) -> Any:
    """Return a member of the line without secrets, at any depth."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if re.search(_SECRET_NAME, name, re.IGNORECASE):
        return "[secret]"
    if isinstance(value, dict):
        return {str(key): _scrubbed(str(key), each) for key, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_scrubbed(name, each) for each in value]
    return scrub(str(value))


def _described(error: BaseException) -> dict[str, Any]:
    """Return what failed and where; a database's text quotes rows, so it stays out."""
    quotes_rows = isinstance(error, DatabaseError)
    return {
        "type": type(error).__name__,
        "text": "" if quotes_rows else scrub(str(error))[:500],
        "at": [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-12:]
        ],
    }
