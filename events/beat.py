"""What `celery -A jobboard beat` runs: our schedule instead of Celery's own."""

import logging
from typing import Any

from celery import beat
from django.db import Error, close_old_connections, connection

from events.schedule import fire_due_slots

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0


class Scheduler(beat.Scheduler):
    """Fires due slots into the log each second; it keeps no file and no broker."""

    def setup_schedule(self) -> None:
        """Load nothing: the entries are registered and their slots are rows."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Fire what is due and return the seconds to sleep."""
        try:
            fire_due_slots()
        except Error as error:
            logger.warning("database_is_away", extra={"why": type(error).__name__})
            connection.close()
        finally:
            close_old_connections()
        return TICK_SECONDS
