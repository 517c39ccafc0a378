"""Figures for Prometheus: requests as they happen, everything else when asked."""

import logging
import os
from collections.abc import Callable, Iterable

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

log = logging.getLogger("kernel.metrics")
Source = Callable[[], Iterable[Metric]]
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SOURCES: list[Source] = []

_REQUESTS = Histogram(
    "jobboard_request_seconds",
    "How long requests took, by route.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


def register(source: Source) -> None:
    """Add figures that are taken when somebody scrapes; see `docs/operations.md`."""
    _SOURCES.append(source)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request under its route, never under its path."""
    method = method if method in _METHODS else "other"
    _REQUESTS.labels(method, route, str(status)).observe(seconds)


class _Sources(Collector):
    """Asks every registered source, at the time of the scrape."""

    def collect(self) -> Iterable[Metric]:
        """Yield what each source says now; one that fails leaves only its own out."""
        for source in _SOURCES:
            try:
                yield from list(source())
            except Exception as error:  # noqa: BLE001  # figures matter most in trouble
                why = type(error).__name__
                log.warning("figures_are_missing", extra={"why": why})


def exposition() -> bytes:
    """Return the figures of all processes of this server, in Prometheus' text form."""
    figures = CollectorRegistry()
    figures.register(_Sources())
    text = generate_latest(figures)
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        shared = CollectorRegistry()
        MultiProcessCollector(shared)
        return text + generate_latest(shared)
    return text + generate_latest(REGISTRY)
