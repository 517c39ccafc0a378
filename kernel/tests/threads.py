"""Many at once: threads that begin together, and give their connections back."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, connections

T = TypeVar("T")


def at_once(times: int, action: Callable[[int], T]) -> list[T]:
    """Call the action in so many threads at the same moment; return what it did."""
    barrier = threading.Barrier(times)

    def one(number: int) -> T:
        try:
            barrier.wait(timeout=30)
            return action(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def eventually(is_so: Callable[[], bool], *, seconds: float = 15) -> None:
    """Return as soon as it is so; fail after a time that no healthy machine needs."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if is_so():
            return
        pause.wait(0.01)
    raise AssertionError("it never came to be")


def somebody_waits() -> bool:
    """Tell whether a connection of this database waits for a row's lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() is not None
