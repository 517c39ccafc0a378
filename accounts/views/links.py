"""Links in refusals: rules know paths, doors know at which address we are reached."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest

from kernel.problems import Conflict
from kernel.urls import absolute_url


@contextmanager
def absolute_links(request: HttpRequest) -> Iterator[None]:
    """Make the `links` of a conflict absolute."""
    try:
        yield
    except Conflict as conflict:
        links = conflict.members.get("links")
        if links:
            conflict.members["links"] = {
                name: absolute_url(request, path) for name, path in links.items()
            }
        raise
