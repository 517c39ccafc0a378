"""`Idempotency-Key`: the same request twice has one effect and one answer.

The answer is written in the transaction of the effect itself, so there is no
moment between the two at which a crash could part them. While that transaction
runs, an advisory lock tells a second request that the first is not done; the lock
is a lease, for it ends with the transaction, and PostgreSQL ends that after ten
idle seconds (`idle_in_transaction_session_timeout`) if the process is stuck.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request

from kernel.database import delete_batch
from kernel.models import IdempotentAnswer
from kernel.problems import Conflict, Problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_KEPT_HEADERS = ("Content-Type", "Location", "ETag", "Cache-Control")
_CONFLICT = 409


class IdempotencyKeyInvalid(Problem):
    """The key is no key, or this operation takes none."""

    status = 400
    code = "idempotency_key_invalid"
    title = "This Idempotency-Key cannot be used"


class IdempotencyKeyReused(Conflict):
    """The key belongs to a request with another body."""

    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request"
    detail = "Repeat the first request unchanged, or make a new key."


class IdempotencyInProgress(Conflict):
    """The first request with this key has not been answered yet."""

    code = "idempotency_in_progress"
    title = "The first request with this Idempotency-Key is still running"
    detail = "Wait a moment, then repeat the request with the same key."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "1"})


Answer = Callable[[], HttpResponseBase]


def answer_once(
    request: Request, *, scope: str, secrets: tuple[str, ...], answer: Answer
) -> HttpResponseBase:
    """Return the stored answer, or make it and store it with its effect.

    `answer` turns its own failures into answers and rolls back its own work for
    them. 2xx and 409 are kept; `secrets` are top-level members that are not.
    """
    key = request.headers[HEADER]
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid("Give 1 to 255 visible ASCII characters.")
    place = _digest(scope, str(request.method), request.path, key)
    fingerprint = _fingerprint(request)
    with transaction.atomic():
        if not _is_first(place):
            raise IdempotencyInProgress
        stored = IdempotentAnswer.objects.filter(
            place=place, answered_at__gt=timezone.now() - KEPT_FOR
        ).first()
        if stored is not None:
            return _replay(stored, fingerprint)
        response = answer()
        if response.status_code < 300 or response.status_code == _CONFLICT:  # noqa: PLR2004  # any 2xx
            _store(place, scope, fingerprint, response, secrets)
    return response


def _digest(*parts: str) -> bytes:
    return hashlib.sha256(orjson.dumps(parts)).digest()


def _is_first(place: bytes) -> bool:
    """Take the lock of this key until the transaction ends, without waiting."""
    number = int.from_bytes(place[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])


def _fingerprint(request: Request) -> bytes:
    """Return a digest of what was asked, blind to how the body was laid out."""
    digest = hashlib.sha256(request.META.get("QUERY_STRING", "").encode())
    data: Any = request.data
    if hasattr(data, "lists"):
        for name, values in sorted(data.lists()):
            digest.update(orjson.dumps([name, len(values)]))
            for value in values:
                _add_value(digest, value)
    else:
        digest.update(orjson.dumps(data, option=orjson.OPT_SORT_KEYS))
    return digest.digest()


def _add_value(digest: Any, value: Any) -> None:
    if not isinstance(value, UploadedFile):
        digest.update(orjson.dumps(value))
        return
    digest.update(orjson.dumps([value.name, value.content_type, value.size]))
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)


def _replay(stored: IdempotentAnswer, fingerprint: bytes) -> HttpResponse:
    if bytes(stored.fingerprint) != fingerprint:
        raise IdempotencyKeyReused
    response = HttpResponse(bytes(stored.body), status=stored.status)
    for name, value in stored.headers.items():
        response[name] = value
    response[REPLAYED] = "true"
    return response


def _store(
    place: bytes,
    scope: str,
    fingerprint: bytes,
    response: HttpResponseBase,
    secrets: tuple[str, ...],
) -> None:
    body = getattr(response, "content", b"")
    if secrets and body:
        shown = orjson.loads(body)
        body = orjson.dumps({k: v for k, v in shown.items() if k not in secrets})
    headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
    IdempotentAnswer.objects.update_or_create(
        place=place,
        defaults={
            "scope": scope,
            "fingerprint": fingerprint,
            "status": response.status_code,
            "headers": headers,
            "body": body,
            "answered_at": timezone.now(),
        },
    )


def forget_answers(*, scope: str) -> None:
    """Delete what was kept for an account: part of erasing a person."""
    IdempotentAnswer.objects.filter(scope=scope).delete()


_FORGET = """
    DELETE FROM kernel_idempotentanswer AS answer
    WHERE scope = ANY(%s) AND EXISTS (
        SELECT FROM unnest(%s::text[]) AS name
        WHERE position(convert_to(name, 'UTF8') IN body) > 0
            OR position(name IN headers::text) > 0
    )
"""


def forget_answers_naming(names: Iterable[str], *, scopes: Iterable[str]) -> None:
    """Delete what was answered to others and shows one of these ids or addresses.

    Those others are named as well: there is no index over what answers say.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(scopes), list(names)])


def prune_answers() -> int:
    """Delete a batch of answers too old to be given again; return how many went."""
    old = IdempotentAnswer.objects.filter(answered_at__lt=timezone.now() - KEPT_FOR)
    return delete_batch(old)
