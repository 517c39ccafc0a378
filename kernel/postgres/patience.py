"""A connection that gives up on a server that does not answer.

`statement_timeout` is the server's to keep, and a frozen server keeps nothing; its
kernel acknowledges what we send, so `tcp_user_timeout` does not end the wait either.
"""

from typing import Any

import psycopg

from kernel.postgres.loss import NoAnswer


class PatientConnection(psycopg.Connection[Any]):
    """Waits for no single answer longer than `patience` seconds, if that is set."""

    patience: float | None = None

    def wait(
        self, gen: Any, interval: float = 0.1, timeout: float | None = None
    ) -> Any:
        """Wait as psycopg does; a connection given up on is closed."""
        if timeout is not None or self.patience is None:
            return super().wait(gen, interval=interval, timeout=timeout)
        try:
            return super().wait(gen, interval=interval, timeout=self.patience)
        except psycopg.errors._WaitTimeout as error:  # noqa: SLF001  # no public name
            self.pgconn.finish()
            raise NoAnswer("the server does not answer") from error
