"""Addresses of the same search with one thing changed."""

from collections.abc import Iterable

from django.http import HttpRequest, QueryDict

from kernel.parameters import CURSOR
from kernel.urls import absolute_url

COMMAS_ARE_TEXT = frozenset({"q", "near", "city"})


def values_in(query: QueryDict, name: str) -> list[str]:
    """Return the values of a parameter as they were typed, each by itself."""
    raw = [each.strip() for each in query.getlist(name)]
    if name.partition("__")[0] not in COMMAS_ARE_TEXT:
        raw = [part.strip() for each in raw for part in each.split(",")]
    return [each for each in raw if each]


def without(request: HttpRequest, names: Iterable[str]) -> str:
    """Return the address of the search without some parameters."""
    return _address(request, query_without(request, names))


def query_without(request: HttpRequest, names: Iterable[str]) -> QueryDict:
    """Return the parameters of the search's first page without some of them."""
    query = _first_page(request)
    for name in names:
        query.pop(name, None)
    return query


def with_values(request: HttpRequest, changes: dict[str, str | None]) -> str:
    """Return the address of the search with some parameters set, or left out."""
    query = _first_page(request)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return _address(request, query)


def toggled(request: HttpRequest, name: str, value: str, *, selected: bool) -> str:
    """Return the address of the search with a value added, or taken out."""
    query = _first_page(request)
    kept = values_in(query, name)
    kept = [each for each in kept if each != value] if selected else [*kept, value]
    query.pop(name, None)
    if kept:
        query.setlist(name, kept)
    return _address(request, query)


def _first_page(request: HttpRequest) -> QueryDict:
    query = request.GET.copy()
    query.pop(CURSOR, None)
    return query


def _address(request: HttpRequest, query: QueryDict) -> str:
    asked = query.urlencode()
    return absolute_url(request, f"{request.path}?{asked}" if asked else request.path)
