"""The backend that `DATABASES` names: at most one thread waits for a dead database.

Without this each request waits its turn at the pool's time-out, and while all
threads wait, not even `/healthz` is answered.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool

from kernel.postgres.loss import NoAnswer

WAIT_FOR_OTHERS = 0.1
PATIENCE = 2.0


class Gate:
    """Lets everybody through, or one at a time while the last one failed."""

    def __init__(self) -> None:
        self._failing = False
        self._probe = threading.Lock()

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Pass, or soon be turned away; how it went decides for the next."""
        with self._turn():
            try:
                yield
            except psycopg.Error:
                self._failing = True
                raise
            self._failing = False

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until whoever tries has succeeded; try after them if they fail soon."""
        if not self._failing:
            yield
            return
        if not self._probe.acquire(timeout=WAIT_FOR_OTHERS):
            raise NoAnswer("the database has just not answered")
        with ExitStack() as turn:
            turn.callback(self._probe.release)
            if not self.is_failing():
                turn.close()
            yield

    def is_failing(self) -> bool:
        """Tell how the last try went, which may just have ended."""
        return self._failing


gate = Gate()


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, behind the gate."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Take a connection that works, or fail.

        After a restart every pooled one is dead. The pool's own check sleeps a
        second over the first and gives up on the second; this throws them all away.
        """
        with gate.passing():
            deadline = time.monotonic() + PATIENCE
            while True:
                connection = super().get_new_connection(conn_params)
                if not self.pool or _works(connection):
                    return connection
                self.pool.putconn(connection)
                if time.monotonic() > deadline:
                    raise NoAnswer("the database does not answer")


def _works(connection: Any) -> bool:
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True
