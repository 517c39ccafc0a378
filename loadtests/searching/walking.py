"""Walking a search by its `next` links, as deep as one likes."""

import http.client
import json
import math
import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from loadtests.searching.queries import Parameters, Query

SEARCH = "/api/v1/search/jobs/"
SIZE, LARGEST = 20, 100
_OK = 200


class Walker:
    """One connection that follows links."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> dict[str, Any]:
        """Return what is said there."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != _OK:
            raise SystemExit(f"{path}: {answer.status} {text[:300]!r}")
        said: dict[str, Any] = json.loads(text)
        return said

    def page(
        self, parameters: Parameters, number: int, *, patience: float = math.inf
    ) -> tuple[str | None, int]:
        """Return the path of a page of twenty, and which page it is.

        There is none when the walk ends before it, and an earlier one when patience
        does, which is counted in seconds.
        """
        path: str | None = first(parameters)
        left, until = (number - 1) * SIZE, time.monotonic() + patience
        while left and path and time.monotonic() < until:
            some = min(left, LARGEST)
            link = self.get(_sized(path, some))["next"]
            path = _path(link) if link else None
            left -= some
        return _sized(path, SIZE) if path else None, number - left // SIZE

    def found(self, query: Query) -> tuple[Query, str]:
        """Return a query with its path: of its first page, if it has no such page."""
        path, _ = self.page(query.parameters, query.page)
        if path is None or query.page == 1:
            return replace(query, page=1), first(query.parameters)
        return query, path


def first(parameters: Parameters) -> str:
    """Return the path of a first page."""
    return f"{SEARCH}?{urlencode(parameters)}"


def _sized(path: str, size: int) -> str:
    """Return a path with another size of pages; its cursor is good for any."""
    parts = urlsplit(path)
    asked = dict(parse_qsl(parts.query)) | {"page_size": str(size)}
    return f"{parts.path}?{urlencode(asked)}"


def _path(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"
