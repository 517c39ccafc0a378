"""Searching over HTTP, as tests do it: by parameters, by address, to the end."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from conftest import Api

SEARCH = "/api/v1/search/jobs/"
Shape = dict[str, Any]


def get(api: Api, url: str) -> Shape:
    """Return the answer at an address, absolute ones among them."""
    parts = urlsplit(url)
    answer = api.get(f"{parts.path}?{parts.query}")
    assert answer.status_code == 200, (url, answer.content)
    shown: Shape = answer.json()
    return shown


def search(api: Api, **parameters: Any) -> Shape:
    """Return the first page of a search."""
    return get(api, url_of(parameters))


def url_of(parameters: Mapping[str, Any]) -> str:
    return f"{SEARCH}?{urlencode(parameters, doseq=True)}"


def refused(api: Api, **parameters: Any) -> dict[str, str]:
    """Return the codes of what is wrong with a search, by parameter."""
    answer = api.get(url_of(parameters))
    assert answer.status_code == 400, answer.content
    shown: Shape = answer.json()
    errors = shown.get("errors") or [{"code": shown["code"]}]
    return {each.get("parameter", ""): each["code"] for each in errors}


def pages(api: Api, url: str | None, *, link: str = "next") -> Iterator[Shape]:
    """Yield an answer and all that follow it."""
    while url:
        answer = get(api, url)
        yield answer
        url = answer[link]


def ids(answer: Shape) -> list[str]:
    return [each["id"] for each in answer["results"]]


def walked(api: Api, *, page_size: int = 100, **parameters: Any) -> list[str]:
    """Return the ids of all that a search finds, in order."""
    url = url_of({**parameters, "page_size": page_size})
    return [each for answer in pages(api, url) for each in ids(answer)]
