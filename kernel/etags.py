"""Entity tags: a digest of what the caller was shown.

A digest of the answer, and not a version column, so that a tag can never say more
than its answer does: what a caller may not see cannot change what they are told.
"""

import hashlib
import re
from typing import Any

from django.http import HttpRequest

from kernel.problems import BadRequest, PreconditionFailed
from kernel.renderers import to_json

_TAG = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
_LIST = re.compile(rf"\s*(?:{_TAG.pattern}\s*,\s*)*{_TAG.pattern}\s*")


def etag_of(body: bytes) -> str:
    """Return the tag of a rendered answer."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_unchanged(request: HttpRequest, tag: str) -> bool:
    """Tell whether `If-None-Match` names this tag; a broken header does not."""
    given = request.headers.get("If-None-Match", "")
    return given.strip() == "*" or tag.strip('"') in _TAG.findall(given)


def check_if_match(request: HttpRequest, shown: Any) -> None:
    """Refuse a change unless it was made from what the caller would see now.

    Call it inside the transaction, with the row locked: only then does "now" last
    until the change is written.
    """
    given = request.headers.get("If-Match", "").strip()
    if not given or given == "*":
        return
    if not _LIST.fullmatch(given):
        raise BadRequest('If-Match must be an ETag as we sent it: "…".')
    if etag_of(to_json(shown)).strip('"') not in _TAG.findall(given):
        raise PreconditionFailed
