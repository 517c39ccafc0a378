"""Answers that are streamed, with tags that say whether there is anything new."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.http import (
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from rest_framework.request import Request

from kernel.etags import is_unchanged
from search.feeds.streams import Stream


def tag_of(*parts: Any) -> str:
    """Return the tag of what is made of some parts.

    It is a weak one: two streams of the same jobs may differ where one changed amid
    one of them, and then the tag has changed as well.
    """
    digest = hashlib.sha256(orjson.dumps(parts)).hexdigest()[:32]
    return f'W/"{digest}"'


def without_body(
    request: Request, tag: str, media_type: str
) -> HttpResponseBase | None:
    """Return the answer for a client that has it already, or asks for headers only."""
    plain = request._request  # noqa: SLF001  # DRF has no other name for it
    if is_unchanged(plain, tag.removeprefix("W/")):
        answer: HttpResponseBase = HttpResponse(status=304)
        del answer["Content-Type"]
    elif request.method == "HEAD":
        # A plain answer without a body would say that the feed is empty.
        answer = StreamingHttpResponse((), content_type=_typed(media_type))
    else:
        return None
    answer["ETag"] = tag
    return answer


def streamed(
    parts: Iterator[bytes], tag: str, media_type: str, at_end: Callable[[], None]
) -> HttpResponseBase:
    """Return an answer that is made while it is sent; `at_end` is called once."""
    stream = Stream(parts, at_end)
    answer = StreamingHttpResponse(stream, content_type=_typed(media_type))
    answer["ETag"] = tag
    return answer


def _typed(media_type: str) -> str:
    return f"{media_type}; charset=utf-8"
