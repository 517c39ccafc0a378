"""A board that has just been started is slow once, and that is not what is measured."""

import urllib.error
import urllib.request
from http import HTTPStatus

ROUNDS = 8
"""So often is each asked for: every process of the web is to have answered."""
PATHS = (
    "/api/v1/jobs/",
    "/api/v1/search/jobs/?q=manager&facets=country",
    "/api/v1/search/suggest/?q=man",
    "/sitemap.xml",
)
_PATIENCE = 30


def warm_up(target: str) -> None:
    """Ask for what is read most; `OSError` when nothing is there that answers."""
    for _ in range(ROUNDS):
        for path in PATHS:
            _ask(target.rstrip("/") + path)


def _ask(url: str) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "loadtests"})  # noqa: S310  # whoever runs it says where
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            answer.read()
    except urllib.error.HTTPError as error:
        busy = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
        if error.code not in busy:
            raise OSError(f"{url} answers {error.code}") from error
    except urllib.error.URLError as error:
        raise OSError(f"nothing answers at {url}: {error.reason}") from error
