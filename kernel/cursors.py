"""Signed cursors: a place in a list, good only for the list it was made for.

A cursor is `signature + position`. The signature also covers the path, every
parameter but `cursor` and `page_size`, and the account, none of which have to be
in the cursor for that.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, QueryDict

from kernel.caller import caller_key
from kernel.parameters import CURSOR, PAGE_SIZE
from kernel.problems import InvalidCursor
from kernel.urls import absolute_url

_SIGNATURE_BYTES = 16


def read_cursor(request: HttpRequest) -> Any:
    """Return the position in the request's cursor, or None on a first page."""
    token = request.GET.get(CURSOR, "").strip()
    if not token:
        return None
    try:
        raw = base64.b64decode(
            token + "=" * (-len(token) % 4), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor from error
    signature, position = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    scope = _scope(request)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Base64 can spell the same bytes in several ways; only ours is a cursor.
    genuine = token == _spelt(raw) and any(
        hmac.compare_digest(signature, _sign(key, scope, position)) for key in keys
    )
    if not genuine:
        raise InvalidCursor
    return orjson.loads(position)


def cursor_url(request: HttpRequest, position: Any) -> str:
    """Return the absolute address of this list, from a position on."""
    raw = orjson.dumps(position, default=str)
    signature = _sign(settings.SECRET_KEY, _scope(request), raw)
    query = request.GET.copy()
    query[CURSOR] = _spelt(signature + raw)
    return absolute_url(request, f"{request.path}?{query.urlencode()}")


def _spelt(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _sign(key: str, scope: bytes, position: bytes) -> bytes:
    secret = hashlib.sha256(b"kernel.cursors" + key.encode()).digest()
    digest = hmac.new(secret, scope + b"\0" + position, hashlib.sha256).digest()
    return digest[:_SIGNATURE_BYTES]


def _scope(request: HttpRequest) -> bytes:
    """Return what a cursor is bound to, as a digest."""
    query: QueryDict = request.GET
    parameters = sorted(
        (name, sorted(value for value in values if value.strip()))
        for name, values in query.lists()
        if name not in {CURSOR, PAGE_SIZE} and any(map(str.strip, values))
    )
    bound = [request.path, caller_key(request), parameters]
    return hashlib.sha256(orjson.dumps(bound)).digest()
