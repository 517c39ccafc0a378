"""A bucket that lets nobody in whose signature it cannot make itself.

It reads requests as they came over the wire, and shares no line with what signs them.
"""

import hashlib
import hmac
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit

from django.utils import timezone

KEY_ID, SECRET, REGION = (
    "AKIDEXAMPLE",
    "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "eu-1",
)


class FakeS3(ThreadingHTTPServer):
    """One bucket, under `/bucket`."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, tuple[bytes, datetime]] = {}
        self.refusals: list[int] = []
        """Statuses that the next requests get instead of an answer; 0 hangs up."""
        self.requests: list[str] = []
        self.page = 1000

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/bucket"

    def age(self, by: timedelta) -> None:
        """Let time pass for all that lies here."""
        self.files = {key: (body, at - by) for key, (body, at) in self.files.items()}


@contextmanager
def serving() -> Iterator[FakeS3]:
    """Run one while a test does."""
    with FakeS3() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: FakeS3
    protocol_version = "HTTP/1.1"

    def log_message(self, *args: Any) -> None:
        """Say nothing."""

    def _handle(self) -> None:
        self.server.requests.append(f"{self.command} {self.path}")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.server.refusals:
            status = self.server.refusals.pop(0)
            if status == 0:
                self.close_connection = True
                return
            self._answer(status, b"<Error><Code>SlowDown</Code></Error>")
        elif not is_signed(self.command, self.path, dict(self.headers.items()), body):
            code = b"<Error><Code>SignatureDoesNotMatch</Code></Error>"
            self._answer(403, code)
        else:
            self._serve(body)

    do_GET = do_PUT = do_DELETE = do_HEAD = _handle  # noqa: N815  # the server's names

    def _serve(self, body: bytes) -> None:
        place = urlsplit(self.path)
        key = unquote(place.path).removeprefix("/bucket").lstrip("/")
        query = dict(parse_qsl(place.query))
        files = self.server.files
        if not place.path.startswith("/bucket/"):
            self._answer(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        elif not key and self.command == "HEAD":
            self._answer(200)
        elif not key:
            self._answer(200, self._listing(query), **{"Content-Type": "text/xml"})
        elif self.command == "PUT":
            files[key] = (body, timezone.now())
            self._answer(200)
        elif self.command == "DELETE":
            files.pop(key, None)
            self._answer(204)
        elif key not in files:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._send(files[key][0], query)

    def _send(self, content: bytes, query: dict[str, str]) -> None:
        named = {
            name.removeprefix("response-").title(): value
            for name, value in query.items()
            if name.startswith("response-")
        }
        asked = self.headers.get("Range")
        if asked is None:
            self._answer(200, content, **named)
            return
        begin, _, last = asked.removeprefix("bytes=").partition("-")
        self._answer(206, content[int(begin) : int(last) + 1], **named)

    def _listing(self, query: dict[str, str]) -> bytes:
        names = sorted(
            key
            for key in self.server.files
            if key.startswith(query["prefix"]) and key > query.get("start-after", "")
        )
        page = names[: self.server.page]
        rows = "".join(
            f"<Contents><Key>{key}</Key><LastModified>"
            f"{self.server.files[key][1].astimezone(UTC):%Y-%m-%dT%H:%M:%S.000Z}"
            "</LastModified><Size>1</Size></Contents>"
            for key in page
        )
        cut = str(len(page) < len(names)).lower()
        text = f"<ListBucketResult><IsTruncated>{cut}</IsTruncated>{rows}"
        return f"{text}</ListBucketResult>".encode()

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def is_signed(method: str, target: str, headers: dict[str, str], body: bytes) -> bool:
    """Tell whether a request, as it came, was signed by whoever has the secret."""
    path, _, raw = target.partition("?")
    asked = {}
    for pair in filter(None, raw.split("&")):
        name, _, value = pair.partition("=")
        asked[name] = value
    given = {name.lower(): value for name, value in headers.items()}
    if "X-Amz-Signature" in asked:
        signature = asked.pop("X-Amz-Signature")
        credential = unquote_plus(asked["X-Amz-Credential"])
        names = asked["X-Amz-SignedHeaders"].split("%3B")
        payload, date = "UNSIGNED-PAYLOAD", asked["X-Amz-Date"]
        good_for = int(asked["X-Amz-Expires"])
    else:
        said = given.get("authorization", "")
        if not said.startswith("AWS4-HMAC-SHA256 "):
            return False
        parts = dict(part.split("=", 1) for part in said.split(" ", 1)[1].split(","))
        signature, credential = parts["Signature"], parts["Credential"]
        names = parts["SignedHeaders"].split(";")
        payload, date = hashlib.sha256(body).hexdigest(), given["x-amz-date"]
        good_for = 900
        if given["x-amz-content-sha256"] != payload:
            return False
    at = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    scope = f"{date[:8]}/{REGION}/s3/aws4_request"
    text = f"{method}\n{path}\n" + "&".join(f"{n}={asked[n]}" for n in sorted(asked))
    for name in sorted(names):
        text += f"\n{name}:{given[name]}"
    text += f"\n\n{';'.join(names)}\n{payload}"
    signed = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n"
    signed += hashlib.sha256(text.encode()).hexdigest()
    secret = ("AWS4" + SECRET).encode()
    for part in [date[:8], REGION, "s3", "aws4_request", signed]:
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    age = timezone.now() - at
    in_time = timedelta(seconds=-5) <= age <= timedelta(seconds=good_for)
    return (
        credential == f"{KEY_ID}/{scope}"
        and "host" in names
        and in_time
        and hmac.compare_digest(signature, secret.hex())
    )
