"""Is the process up, can it serve, and what are its figures."""

import hmac
import time
from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from kombu.connection import Connection
from prometheus_client import CONTENT_TYPE_LATEST
from redis.exceptions import RedisError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kernel import metrics, redis
from kernel.permissions import Anyone
from kernel.problems import NotAuthenticated
from kernel.views import View

BROKER_PATIENCE = 1.0
REMEMBERED_FOR = 2.0


class OperationsView(View):
    """A view for machines that watch: never limited, never cached."""

    authentication_classes = []
    permission_classes = [Anyone]
    etag = False

    def check_rate(self, request: Request) -> None:
        """Count nothing: a watcher must get through when it matters."""


@extend_schema(exclude=True)
class Healthz(OperationsView):
    """The process answers; nothing else is asked."""

    def get(self, request: Request) -> Response:
        """Say so."""
        return Response({"status": "ok"})


class _Remembered:
    """A probe's outcome, kept for a moment so that watchers cannot pile up."""

    def __init__(self, probe: Callable[[], bool]) -> None:
        self.probe = probe
        self.until = 0.0
        self.outcome = False

    def __call__(self) -> bool:
        if time.monotonic() > self.until:
            self.outcome = self.probe()
            self.until = time.monotonic() + REMEMBERED_FOR
        return self.outcome


def _redis_answers() -> bool:
    try:
        redis.ping()
    except (RedisError, OSError):
        return False
    return True


def _broker_answers() -> bool:
    """Sign in to the broker, waiting no longer than `BROKER_PATIENCE` for anything."""
    options = {
        "socket_timeout": BROKER_PATIENCE,
        "socket_connect_timeout": BROKER_PATIENCE,
        "read_timeout": BROKER_PATIENCE,
        "write_timeout": BROKER_PATIENCE,
        # One attempt: by default kombu makes two, two seconds apart.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0,
        "interval_max": 0,
    }
    # Each transport raises what it likes, some when they are made: it is away.
    with suppress(Exception):
        broker = Connection(
            settings.CELERY_BROKER_URL,
            connect_timeout=BROKER_PATIENCE,
            transport_options=options,
        )
        with broker:
            broker.default_channel  # noqa: B018  # this is what connects, over Redis too
            return True
    return False


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


class _Migrated:
    """Whether every migration is applied; once true it stays so for this process."""

    def __init__(self) -> None:
        self.done = False

    def __call__(self) -> bool:
        if not self.done:
            plan = MigrationExecutor(connection)
            self.done = not plan.migration_plan(plan.loader.graph.leaf_nodes())
        return self.done


_redis_probe = _Remembered(_redis_answers)
_broker_probe = _Remembered(_broker_answers)
_migrated = _Migrated()


@extend_schema(exclude=True)
class Readyz(OperationsView):
    """Whether this process can serve, and which of its parts are away."""

    def get(self, request: Request) -> Response:
        """Answer 503 only for what no request can do without."""
        database = _database_answers()
        parts = {
            "database": database,
            "migrations": database and _migrated(),
            "redis": _redis_probe(),
            "broker": _broker_probe(),
        }
        ready = parts["database"] and parts["migrations"]
        whole = all(parts.values())
        body = {
            "status": "ok" if whole else "degraded" if ready else "unavailable",
            "parts": {name: "ok" if up else "away" for name, up in parts.items()},
        }
        headers = {} if ready else {"Retry-After": "1"}
        return Response(body, status=200 if ready else 503, headers=headers)


class ExpositionRenderer(BaseRenderer):
    """Lets clients accept what `/metrics` answers in."""

    media_type = "text/plain"
    format = "txt"


@extend_schema(exclude=True)
class Metrics(OperationsView):
    """All figures, for Prometheus to scrape."""

    renderer_classes = [ExpositionRenderer]

    def get(self, request: Request) -> HttpResponse:
        """Give them, to whoever knows `METRICS_TOKEN` if there is one."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        wanted = settings.METRICS_TOKEN
        if wanted and not hmac.compare_digest(given.encode(), wanted.encode()):
            raise NotAuthenticated("Send the METRICS_TOKEN as bearer token.")
        return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)
