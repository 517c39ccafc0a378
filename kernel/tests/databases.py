"""A database that is away or too small, for the thread that asks for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from kernel.tests.servers import free_port


@contextmanager
def _instead(options: dict[str, Any], alias: str, **settings: Any) -> Iterator[None]:
    usual = connections["default"]
    other = usual.copy(alias)
    other.settings_dict |= settings
    other.settings_dict["OPTIONS"] = other.settings_dict["OPTIONS"] | options
    connections["default"] = other
    try:
        yield
    finally:
        other.close()
        connections["default"] = usual


@contextmanager
def database_away() -> Iterator[None]:
    """Point this thread at a port where nobody listens."""
    with _instead({"pool": False}, "away", HOST="127.0.0.1", PORT=str(free_port())):
        yield


@contextmanager
def another_connection(alias: str) -> Iterator[Any]:
    """Give a second connection to whoever holds what a test wants."""
    holder = connections["default"].copy(alias)
    # contrib.postgres asks for a new connection by its alias.
    connections[alias] = holder
    try:
        holder.ensure_connection()
        yield holder
    finally:
        holder.close()
        holder.close_pool()
        del connections[alias]


@contextmanager
def pool_exhausted() -> Iterator[None]:
    """Leave this thread a pool whose only connection somebody else holds."""
    tiny = {"min_size": 1, "max_size": 1, "timeout": 0.05}
    with _instead({"pool": tiny}, "tiny"), another_connection("tiny"):
        yield
