"""How request bodies are read: JSON through the strict gate, files as multipart."""

from collections.abc import Mapping
from typing import IO, Any

from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser as DjangoMultiPartParser
from django.utils.http import parse_header_parameters
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser

from kernel.problems import (
    BadRequest,
    LengthRequired,
    MalformedJSON,
    TooLarge,
    UnsupportedMediaType,
)
from kernel.strict_json import parse
from kernel.uploads import AROUND_IT, Receiver, Upload, WatchedBody, too_large

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
    """Read multipart/form-data; views name it where files come in.

    A view that says what it expects, by `upload`, gets the file streamed to its store.
    """

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the parts of the form."""
        context = parser_context or {}
        upload = getattr(context.get("view"), "upload", None)
        if upload is None:
            return super().parse(stream, media_type, parser_context)
        return _receive(upload, stream, media_type or "", context["request"].META)


def _receive(
    upload: Upload, stream: IO[Any], media_type: str, headers: Mapping[str, Any]
) -> Any:
    """Read a form whose file goes to a store; nothing of it stays after a failure."""
    if int(headers.get("CONTENT_LENGTH") or 0) > upload.largest + AROUND_IT:
        raise too_large(upload)
    receiver, body = Receiver(upload), WatchedBody(stream)
    files: Any = {}
    try:
        data, files = DjangoMultiPartParser(
            {**headers, "CONTENT_TYPE": media_type},
            body,  # type: ignore[arg-type]  # all that it calls is read()
            [receiver],
            "utf-8",
        ).parse()
        _check_end(body, media_type)
    except BaseException:
        receiver.discard()
        for file in files.values():
            file.close()
        raise
    data = data.copy()
    for name in receiver.strays:
        # A file that nobody asked for is a field like any other: to be refused by name.
        data.appendlist(name, "")
    return DataAndFiles(data, files)


def _check_end(body: WatchedBody, media_type: str) -> None:
    """Refuse a form that was cut off: Django takes half a file for a file."""
    boundary = parse_header_parameters(media_type)[1].get("boundary", "")
    if not body.has_end(boundary):
        raise BadRequest("The form ends in the middle: its last line is missing.")
