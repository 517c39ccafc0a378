"""How request bodies are read: JSON through the strict gate, files as multipart."""

from collections.abc import Mapping
from typing import IO, Any

from django.http import HttpRequest
from rest_framework.parsers import BaseParser, MultiPartParser

from kernel.problems import (
    BadRequest,
    LengthRequired,
    MalformedJSON,
    TooLarge,
    UnsupportedMediaType,
)
from kernel.strict_json import parse

LARGEST_JSON = 1024 * 1024


def check_body(request: HttpRequest) -> None:
    """Refuse a body whose length or encoding would make two readers disagree."""
    headers = request.META
    if headers.get("HTTP_TRANSFER_ENCODING"):
        # WSGI hands over a chunked body as if it were empty.
        raise LengthRequired
    declared = headers.get("CONTENT_LENGTH") or "0"
    if not declared.isascii() or not declared.isdigit():
        raise BadRequest("Content-Length is not a number.")
    if headers.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise UnsupportedMediaType("Send the body without Content-Encoding.")
    charset = (request.content_params or {}).get("charset")
    if charset is None:
        return
    if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise UnsupportedMediaType("Send UTF-8.")
    # Django would read even the query in the body's charset, and lose what ASCII lacks.
    request.encoding = "utf-8"


class StrictJSONParser(BaseParser):
    """Read a JSON object through the strict gate."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the object, reading no more than the limit."""
        raw = stream.read(LARGEST_JSON + 1)
        if len(raw) > LARGEST_JSON:
            raise TooLarge(f"JSON bodies may have {LARGEST_JSON:,} bytes.")
        value = parse(raw)
        if not isinstance(value, dict):
            raise MalformedJSON("The top level must be an object: {…}.")
        return value


class StrictMultiPartParser(MultiPartParser):
    """Read multipart/form-data; views name it where files come in."""
