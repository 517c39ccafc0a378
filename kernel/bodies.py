"""A request's body as it comes in: all of it, or a refusal.

gunicorn hands over what there was when a client hangs up early, and neither Django
nor DRF compare that with `Content-Length`: half a file would be taken for a file.
"""

from typing import Any
from wsgiref.types import InputStream, StartResponse, WSGIApplication, WSGIEnvironment


class WholeBody:
    """A stream that fails instead of ending before it should."""

    def __init__(self, stream: InputStream, length: int) -> None:
        self._stream = stream
        self._left = length

    def read(self, size: int) -> bytes:
        """Return that many bytes."""
        data = self._stream.read(size)
        self._left -= len(data)
        if len(data) < size and self._left > 0:
            raise ConnectionError("the client hung up")
        return data

    def readline(self, size: int) -> bytes:
        """Return a line, or that many bytes of it."""
        line = self._stream.readline(size)
        self._left -= len(line)
        if len(line) < size and not line.endswith(b"\n") and self._left > 0:
            raise ConnectionError("the client hung up")
        return line


def whole_bodies(application: WSGIApplication) -> WSGIApplication:
    """Return the application, spared of bodies that end early."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return serve
