"""Logs: one JSON object a line, with the request's id and without secrets."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

from django.db import Error as DatabaseError

from kernel.context import request_id

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "taskName"}
_SECRETS = (
    (re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*"), "[token]"),
    (re.compile(r"\bjb_[\w-]{8,}"), "[key]"),
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "[address]"),
    (re.compile(r"(?i)(://[^:/\s]*:)[^@\s]+@"), r"\1[password]@"),
    (
        re.compile(r"(?i)\b(password|token|secret|authorization)(\W{1,4})[^\s,;'\"]+"),
        r"\1\2[secret]",
    ),
    (re.compile(r"\+?\d[\d ()-]{8,}\d"), "[number]"),
)


def scrub(text: str) -> str:
    """Return a text without what looks like a secret or a person."""
    for pattern, shown in _SECRETS:
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
            line["request_id"] = request_id()
        for name, value in vars(record).items():
            if name not in _STANDARD:
                line[name] = scrub(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = _described(record.exc_info[1])
        return json.dumps(line, default=str, ensure_ascii=True)


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
