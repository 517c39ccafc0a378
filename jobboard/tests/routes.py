"""Every operation that the server has, read from its routes."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
ADMIN = "admin/"


def all_operations() -> set[tuple[str, str]]:
    """Return method and route of each; /admin/ is one, its tables have own tests."""
    found: set[tuple[str, str]] = set()
    for route, pattern in _walk(get_resolver("jobboard.urls").url_patterns, ""):
        if route.startswith(ADMIN):
            found.add(("GET", ADMIN))
        else:
            found |= {(method, route) for method in methods_of(pattern)}
    return found


def methods_of(pattern: URLPattern) -> set[str]:
    """Return the methods that a view answers."""
    view = pattern.callback.view_class
    return {
        method
        for method in METHODS
        if method.lower() in view.http_method_names and hasattr(view, method.lower())
    }


def _walk(
    patterns: list[URLPattern | URLResolver], before: str
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern
