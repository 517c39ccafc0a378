"""A bucket of S3, or of whatever speaks its language: five requests, signed and timed.

A request that fails on the way, or by the bucket's own fault, is sent once more; when
that fails too, the bucket is `Unavailable`.
"""

import hashlib
import http.client
import io
import logging
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import unescape
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from django.utils import timezone

from kernel.problems import Unavailable
from kernel.signatures import NOTHING, Signer, Texts, target

log = logging.getLogger("kernel.s3")

TIMEOUT = 4.0
"""So long may a bucket be silent: less than an open transaction may idle, twice."""
TRIES = 2
AT_ONCE = 1024 * 1024
"""So much is read by one request; a page of a listing has some 300 kB."""
_LISTED = re.compile(
    r"<Contents>.*?<Key>(.*?)</Key>.*?<LastModified>(.*?)</LastModified>", re.DOTALL
)
_CODE = re.compile(rb"<Code>(\w{1,60})</Code>")
_NO_BUCKET = "NoSuchBucket"
"""A file is not gone because its whole bucket cannot be found."""
_DONE, _ITS_OWN_FAULT = 2, 5
"""Hundreds of a status."""
_NONE: Texts = {}


@dataclass(frozen=True)
class Answer:
    """What a bucket answered."""

    status: int
    length: int
    body: bytes


@dataclass(frozen=True)
class Bucket:
    """A bucket: where it is, and who we are there."""

    url: str
    """`https://host/bucket` or `https://bucket.host`."""
    signer: Signer
    public_url: str = ""
    """Where clients find it, if that is elsewhere."""

    def put(self, key: str, file: BinaryIO) -> None:
        """Store a file, whole: the bucket holds what it got against its digest."""
        digest = hashlib.sha256()
        file.seek(0)
        while piece := file.read(AT_ONCE):
            digest.update(piece)
        self._ask("PUT", key, digest=digest.hexdigest(), file=file)

    def size_of(self, key: str) -> int:
        """Return how large a file is; `FileNotFoundError` without one."""
        try:
            return self._ask("HEAD", key).length
        except FileNotFoundError:
            # Without a body it cannot say that it is the bucket that is missing.
            self._ask("HEAD")
            raise

    def read(self, key: str, begin: int, end: int) -> bytes:
        """Return what lies from one place up to another, or the first of it."""
        last = min(end, begin + AT_ONCE) - 1
        answer = self._ask("GET", key, headers={"range": f"bytes={begin}-{last}"})
        if answer.status != HTTPStatus.PARTIAL_CONTENT or not answer.body:
            raise self._away("GET", f"{answer.status} with {len(answer.body)} bytes")
        return answer.body

    def delete(self, key: str) -> None:
        """Delete a file; it is no matter if there is none."""
        try:
            self._ask("DELETE", key)
        except FileNotFoundError:
            return

    def keys(self, prefix: str) -> Iterator[tuple[str, datetime]]:
        """Yield what lies under a prefix, and since when, in the order of names."""
        after = _NONE
        while True:
            query = {"list-type": "2", "prefix": prefix, **after}
            page = self._ask("GET", query=query).body.decode()
            found = [(unescape(key), since) for key, since in _LISTED.findall(page)]
            for key, since in found:
                yield key, datetime.fromisoformat(since)
            if not found or "<IsTruncated>true<" not in page:
                return
            after = {"start-after": found[-1][0]}

    def link(self, key: str, *, seconds: int, answered: Texts) -> str:
        """Return an address from which anybody may fetch a file, for so long.

        `answered` are headers of that answer, such as `content-type`.
        """
        place = urlsplit(self.public_url or self.url)
        asked = {f"response-{name}": value for name, value in answered.items()}
        path, at = f"{place.path}/{key}", timezone.now()
        signed = self.signer.link(
            place.netloc, path, seconds=seconds, asked=asked, at=at
        )
        return f"{place.scheme}://{place.netloc}{signed}"

    def _ask(
        self,
        method: str,
        key: str = "",
        *,
        query: Texts = _NONE,
        headers: Texts = _NONE,
        digest: str = NOTHING,
        file: BinaryIO | None = None,
    ) -> Answer:
        """Send a request until it is answered, and return the answer if it is good."""
        place, why = urlsplit(self.url), ""
        path = f"{place.path}/{key}"
        sent = {**headers, "host": place.netloc, "x-amz-content-sha256": digest}
        for _ in range(TRIES):
            signed = self.signer.headers(method, path, query, sent, timezone.now())
            try:
                answer = self._send(method, target(path, query), signed, file)
            except (OSError, http.client.HTTPException) as error:
                why = type(error).__name__
                continue
            if answer.status // 100 == _DONE:
                return answer
            found = _CODE.search(answer.body)
            code = found[1].decode() if found else ""
            if answer.status == HTTPStatus.NOT_FOUND and key and code != _NO_BUCKET:
                raise FileNotFoundError(key)
            why = f"{answer.status} {code}".strip()
            if answer.status // 100 != _ITS_OWN_FAULT:
                break
        raise self._away(method, why)

    def _away(self, method: str, why: str) -> Unavailable:
        log.error("bucket_fails", extra={"method": method, "why": why})
        return Unavailable("The store of files is away.", retry_after=5)

    def _send(
        self, method: str, path: str, headers: Texts, file: BinaryIO | None
    ) -> Answer:
        connection, sent = _connection(self.url), dict(headers)
        if file is not None:
            sent["content-length"] = str(file.seek(0, io.SEEK_END))
            file.seek(0)
        try:
            connection.request(method, path, body=file, headers=sent)
            response = connection.getresponse()
            length = int(response.headers.get("content-length") or 0)
            return Answer(response.status, length, response.read(AT_ONCE))
        finally:
            connection.close()


def _connection(url: str) -> http.client.HTTPConnection:
    place = urlsplit(url)
    host, port = place.hostname or "", place.port
    if place.scheme == "http":
        return http.client.HTTPConnection(
            host, port, timeout=TIMEOUT, blocksize=AT_ONCE
        )
    return http.client.HTTPSConnection(
        host, port, timeout=TIMEOUT, blocksize=AT_ONCE, context=_trusted()
    )


@cache
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


class Remote(io.RawIOBase):
    """A file in a bucket, of which comes what is read and no more."""

    def __init__(self, bucket: Bucket, key: str) -> None:
        super().__init__()
        self._bucket, self._key = bucket, key
        self._size, self._at = bucket.size_of(key), 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that one may begin anywhere."""
        return True

    def tell(self) -> int:
        """Say where reading stands."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, and say which it is."""
        origin = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}
        self._at = max(origin[whence] + offset, 0)
        return self._at

    def readall(self) -> bytes:
        """Return the rest; the inherited way asks for 8 kB at a time."""
        rest = bytearray(max(self._size - self._at, 0))
        filled = 0
        while filled < len(rest):
            filled += self.readinto(memoryview(rest)[filled:])
        return bytes(rest)

    def readinto(self, buffer: Any) -> int:
        """Fill what is given with what comes next, and say how much that was."""
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        data = self._bucket.read(self._key, self._at, end)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
