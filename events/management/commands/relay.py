"""`manage.py relay`: turn committed events into deliveries and hand them to workers."""

import logging
import signal
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from events.connections import use_one_connection
from events.relay import Relay

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Run one relay until SIGTERM; start as many as you like."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the relay; SIGTERM and SIGINT end it after the round at hand."""
        use_one_connection()
        relay = Relay()

        def stop(number: int, frame: FrameType | None) -> None:
            relay.stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        logger.info("relay_started")
        relay.run()
        logger.info("relay_stopped")
