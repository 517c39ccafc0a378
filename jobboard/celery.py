"""The Celery application that workers, relay and scheduler share.

Everything Celery is told stands here. The truth about work lies in PostgreSQL;
a message is a hint, so that the settings below may lose or repeat one.
"""

import logging
import logging.config
import os
from typing import Any

from jobboard import env

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jobboard.settings")
# Before Celery is imported: SIGTERM gives running work 8 s to finish, then hands
# the rest back, instead of waiting for as long as it takes.
os.environ.setdefault("REMAP_SIGTERM", "SIGQUIT")

from celery import Celery, signals
from django.conf import settings
from kombu.entity import Exchange, Queue

from events.connections import use_one_connection
from events.registry import QUEUES

CONCURRENCY = env.integer("WORKER_CONCURRENCY", 2, least=1)
DEAD = "jobboard.dead"
MOST_REDELIVERIES = 4
WEEK_IN_MS = 7 * 24 * 3600 * 1000
TALKATIVE = ("celery.worker.strategy", "celery.app.trace")
"""They say two lines a delivery, which its row says better."""


def broker_url() -> str:
    """Return the broker's address as Celery spells it: a Redis socket has two names."""
    url = str(settings.CELERY_BROKER_URL)
    return url.replace("unix://", "redis+socket://", 1)


def queues(url: str) -> tuple[list[Queue], list[Queue]]:
    """Return the queues that are worked on, and those that only collect.

    The default exchange needs no binding, so nothing breaks when the broker is
    emptied. On RabbitMQ the queues are replicated, and a message that killed its
    worker too often goes to a queue of its own instead of nowhere.
    """
    if not url.startswith("amqp"):
        return [Queue(name, Exchange(""), routing_key=name) for name in QUEUES], []
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": MOST_REDELIVERIES,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-routing-key": DEAD,
    }
    dead = Queue(
        DEAD,
        Exchange(DEAD, type="direct"),
        routing_key=DEAD,
        queue_arguments={"x-max-length": 10_000, "x-message-ttl": WEEK_IN_MS},
    )
    worked = [
        Queue(name, Exchange(""), routing_key=name, queue_arguments=arguments)
        for name in QUEUES
    ]
    return worked, [dead]


def transport_options(url: str) -> dict[str, Any]:
    """Return the time-outs and recovery of the transport; none may wait for ever."""
    if url.startswith("amqp"):
        return {"confirm_publish": True, "read_timeout": 3, "write_timeout": 3}
    return {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "retry_on_timeout": False,
    }


def configuration() -> dict[str, Any]:
    """Return all settings of Celery; read when it first needs them."""
    url = broker_url()
    worked, dead = queues(url)
    return {
        "broker_url": url,
        "broker_transport_options": transport_options(url),
        "broker_connection_timeout": 3,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_heartbeat": 10,
        "task_queues": worked,
        "task_default_queue": QUEUES[0],
        "task_default_exchange": "",
        "task_default_routing_key": QUEUES[0],
        "task_create_missing_queues": False,
        "jobboard_dead_queues": dead,
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        # Both, or a killed child loses its message.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_concurrency": CONCURRENCY,
        # Ceilings; a consumer's own limits are lower and travel with its message.
        "task_soft_time_limit": 600,
        "task_time_limit": 630,
        "worker_soft_shutdown_timeout": 8,
        # A run whose connection broke goes on: its row is locked, nobody repeats it.
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "worker_redirect_stdouts": False,
        "timezone": "UTC",
        "beat_scheduler": "events.beat:Scheduler",
        # How many tasks share a database connection; each checks it first.
        "CELERY_DB_REUSE_MAX": 1000,
    }


app = Celery("jobboard")
app.add_defaults(configuration)
app.autodiscover_tasks()


@signals.worker_init.connect  # type: ignore[untyped-decorator]
@signals.beat_init.connect  # type: ignore[untyped-decorator]  # Celery has no types
def prepare_process(**kwargs: Any) -> None:
    """Give each of these single-threaded processes one database connection."""
    use_one_connection()


@signals.setup_logging.connect  # type: ignore[untyped-decorator]
def keep_our_logging(**kwargs: Any) -> None:
    """Log as Django's settings say: with a receiver here, Celery sets up nothing.

    So LOG_LEVEL holds in every process; `--loglevel` means nothing.
    """
    logging.config.dictConfig(settings.LOGGING)
    least = max(logging.WARNING, logging.getLogger().level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(least)
