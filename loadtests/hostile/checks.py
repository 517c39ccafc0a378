"""What no answer may do, whatever was asked."""

import json
import re

from loadtests.harness.client import Answer
from loadtests.hostile.places import Shot

MEMBERS = {"type", "title", "status", "detail", "code", "errors", "request_id"}
SANE_ID = re.compile(r"[A-Za-z0-9._~+/=@:-]{1,128}")
LEAKS = (
    *(b"Traceback (most", b"site-packages", b"psycopg", b"SQLSTATE", b"\nLINE 1"),
    *(b"Exception Type", b"django.", b"ProgrammingError", b"DataError"),
)
UNKNOWN = {"unknown_field", "unknown_parameter", "read_only_field", "null_character"}
UNREADABLE = {"malformed_json", "invalid_request"}
# What gunicorn answers by itself, before the application: a bad request line or
# header field, a line too long, fields too large, an expectation it does not know;
# 501 is what RFC 9112 wants for a transfer coding that nobody knows.
SERVERS_OWN = {400, 413, 414, 417, 431, 501}
LONGEST_LINE = 8000
BAD = 400
BROKEN = 500


def complaints(shot: Shot, answer: Answer) -> list[str]:
    """Return what is wrong with an answer; nothing, if all is well."""
    found = []
    if answer.status >= BROKEN and answer.status not in shot.allowed & SERVERS_OWN:
        found.append(f"answered {answer.status}")
    elif answer.status not in shot.allowed:
        found.append(f"{answer.status} is not one of {sorted(shot.allowed)}")
    if answer.header("x-injected"):
        found.append("a header field was injected")
    found += [f"shows {leak!r}" for leak in LEAKS if leak in answer.body]
    if answer.header("x-request-id") is None:
        if answer.status not in SERVERS_OWN or not shot.alone | _stops_the_server(shot):
            found.append(f"{answer.status} without X-Request-ID")
        return found
    found += _wrong_id(answer)
    if answer.status >= BAD and not shot.head:
        found += _wrong_document(shot, answer)
    return found


def _stops_the_server(shot: Shot) -> bool:
    """Tell whether the server itself may refuse the request's first line."""
    line = shot.raw.partition(b"\r\n")[0]
    return len(line) > LONGEST_LINE or not line.isascii()


def _wrong_id(answer: Answer) -> list[str]:
    ids = [value for name, value in answer.fields if name == "x-request-id"]
    if len(ids) == 1 and SANE_ID.fullmatch(ids[0]):
        return []
    return [f"X-Request-ID is {ids!r}"]


def _wrong_document(shot: Shot, answer: Answer) -> list[str]:
    """Hold a refusal to the contract."""
    media_type = answer.header("content-type")
    if media_type != "application/problem+json":
        return [f"{answer.status} as {media_type}"]
    try:
        document = json.loads(answer.body)
    except ValueError:
        return ["a refusal that is no JSON"]
    found = []
    if not document.keys() >= MEMBERS:
        found.append(f"without {sorted(MEMBERS - document.keys())}")
    if document.get("status") != answer.status:
        found.append("another status in the document")
    if document.get("request_id") != answer.header("x-request-id"):
        found.append("another request id in the document")
    if shot.names and answer.status == BAD and not _names_it(document):
        found.append("does not say which name is unknown")
    return found


def _names_it(document: dict[str, object]) -> bool:
    """Tell whether a refusal names what is unknown, or could not read it at all."""
    errors = document.get("errors")
    codes = {error["code"] for error in errors} if isinstance(errors, list) else set()
    return bool(codes & UNKNOWN) or (not codes and document["code"] in UNREADABLE)
