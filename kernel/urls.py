"""Addresses: ids in paths, and absolute addresses as clients see this server."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import register_converter

from kernel.ids import id_in

NOBODYS_ID = UUID(int=0)
"""An id that no row has: what a malformed one is read as."""


class IdConverter:
    """`<id:job_id>` takes any text, so that a malformed id is refused like a wrong one.

    Whether an operation exists, needs sign-in or is allowed must not depend on how
    the id is spelt; the queryset then finds nothing, as for any unknown id.
    """

    regex = "[^/]+"

    def to_python(self, value: str) -> UUID:
        """Return the id, or one that nobody has."""
        found = id_in(value)
        return found if found and str(found) == value else NOBODYS_ID

    def to_url(self, value: UUID | str) -> str:
        """Return how the id is written in a path."""
        return str(value)


register_converter(IdConverter, "id")


def absolute_url(request: HttpRequest, path: str) -> str:
    """Return a path as the absolute address that goes into an answer."""
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}{path}"
    return f"{request.scheme}://{request.get_host()}{path}"
