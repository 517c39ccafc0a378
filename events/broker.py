"""Telling the broker about deliveries, with a bound on every wait.

Only the relay talks to the broker. Each publication is confirmed; whatever the
broker does (away, frozen, in alarm), the call ends within the time-outs of the
connection, which is then thrown away.
"""

import contextlib
import logging
import time
from collections.abc import Sequence
from uuid import UUID

from celery import current_app
from kombu.connection import Connection
from kombu.messaging import Producer

from events.registry import Consumer
from events.tasks import deliver_hinted

logger = logging.getLogger(__name__)

CONFIRM_SECONDS = 3
HARD_LIMIT_AFTER = 10
SHORTEST_PAUSE = 0.5
LONGEST_PAUSE = 5.0


class Broker:
    """The relay's connection to the broker, remade after each failure."""

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._producer: Producer | None = None
        self._pause = SHORTEST_PAUSE
        self._away_until = 0.0

    def is_worth_trying(self) -> bool:
        """Say whether the pause after the last failure is over."""
        return time.monotonic() >= self._away_until

    def publish(self, hints: Sequence[tuple[UUID, Consumer]]) -> list[UUID]:
        """Publish a hint for each delivery; return those that were not confirmed."""
        for done, (delivery, consumer) in enumerate(hints):
            try:
                self._publish(delivery, consumer)
            except Exception as error:  # noqa: BLE001  # kombu leaks many kinds
                self._give_up(error)
                return [pk for pk, _ in hints[done:]]
        self._pause = SHORTEST_PAUSE
        return []

    def _publish(self, delivery: UUID, consumer: Consumer) -> None:
        """Publish one hint and wait until the broker has it."""
        deliver_hinted.apply_async(
            (str(delivery),),
            queue=consumer.queue,
            producer=self._connected(),
            retry=False,
            soft_time_limit=consumer.seconds,
            time_limit=consumer.seconds + HARD_LIMIT_AFTER,
            confirm_timeout=CONFIRM_SECONDS,
        )

    def _connected(self) -> Producer:
        """Return a producer on a live connection, with the dead-letter queue there."""
        if self._producer is None:
            self._connection = current_app.connection_for_write()
            self._connection.ensure_connection(max_retries=1, timeout=CONFIRM_SECONDS)
            for queue in current_app.conf.jobboard_dead_queues:
                queue.bind(self._connection.default_channel).declare()
            self._producer = current_app.amqp.Producer(self._connection)
        return self._producer

    def _give_up(self, error: Exception) -> None:
        """Throw the connection away and stay off the broker for a while."""
        logger.warning("broker_is_away", extra={"why": type(error).__name__})
        self.close()
        self._away_until = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def close(self) -> None:
        """Close the connection, not waiting for a broker that does not answer."""
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            # A polite close waits for the broker's answer; this one only briefly.
            with contextlib.suppress(Exception):
                connection.collect(socket_timeout=0.1)
