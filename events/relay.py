"""The relay: number what was committed, hand over what is due, sleep until woken.

Any number may run at once. Nothing is kept in memory: one that is killed at any
point leaves at most a lease that ends.
"""

import logging
import threading
import time
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error, close_old_connections, connection

from events.broker import Broker
from events.handover import give_back, take_due
from events.registry import QUEUES
from events.sequencing import BATCH, sequence_events

logger = logging.getLogger(__name__)

CHANNEL = "events"
TIMER_SECONDS = 1.0
BUSY_SECONDS = 0.02


class Alarm:
    """Wakes the relay when something commits; a plain timer while it cannot listen.

    LISTEN needs a session of its own, which a pooler in transaction mode does not
    give: hence a direct connection, by DATABASE_DIRECT_URL where there is one.
    """

    def __init__(self) -> None:
        self._session: psycopg.Connection[tuple[object, ...]] | None = None

    def wait(self, seconds: float) -> None:
        """Return when something was recorded, or after `seconds`."""
        try:
            session = self._listening()
            for _ in session.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error as error:
            logger.warning("relay_cannot_listen", extra={"why": type(error).__name__})
            self.close()
            time.sleep(seconds)

    def _listening(self) -> psycopg.Connection[tuple[object, ...]]:
        """Return the session that listens, opened anew when it was lost."""
        if self._session is None or self._session.closed:
            self._session = psycopg.connect(
                settings.DATABASE_DIRECT_URL,
                **_address(),
                autocommit=True,
                connect_timeout=3,
                application_name="jobboard-relay",
                options="-c statement_timeout=5000",
                keepalives_idle=10,
                keepalives_interval=5,
                keepalives_count=3,
                tcp_user_timeout=5000,
            )
            self._session.execute(f"LISTEN {CHANNEL}")
        return self._session

    def close(self) -> None:
        """Drop the session."""
        if self._session is not None:
            self._session.close()
            self._session = None


def _address() -> dict[str, Any]:
    """Return where Django's own database is, unless a direct way to it is given."""
    if settings.DATABASE_DIRECT_URL:
        return {}
    known = connection.get_connection_params()
    parts = ("dbname", "user", "password", "host", "port")
    return {part: known[part] for part in parts if known.get(part)}


class Relay:
    """One relay process."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self._broker = Broker()
        self._alarm = Alarm()

    def run(self) -> None:
        """Work until told to stop, through every restart of database and broker."""
        try:
            while not self.stopping.is_set():
                busy = self._step()
                self._alarm.wait(BUSY_SECONDS if busy else TIMER_SECONDS)
        finally:
            self._broker.close()
            self._alarm.close()

    def _step(self) -> bool:
        """Do one round; say whether there is probably more to do at once."""
        try:
            sequenced = sequence_events()
            handed = self.hand_over()
        except Error as error:
            logger.warning("database_is_away", extra={"why": type(error).__name__})
            connection.close()
            self.stopping.wait(TIMER_SECONDS)
            return False
        finally:
            close_old_connections()
        return sequenced == BATCH or handed > 0

    def hand_over(self) -> int:
        """Tell the broker what is due; return how much of it was taken."""
        handed = 0
        for queue in QUEUES:
            if not self._broker.is_worth_trying():
                break
            hints = take_due(queue)
            missed = self._broker.publish(hints)
            handed += len(hints) - len(missed)
            if missed:
                give_back(missed)
        return handed
