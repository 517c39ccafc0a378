"""Records a run while it lasts: who was there, how much was answered, how quickly."""

import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import gevent
from locust.env import Environment

from loadtests.driving.saturation import Step, saturated
from loadtests.driving.steps import steps_of
from loadtests.driving.summing import percentile
from loadtests.users.judging import REFUSED

EVERY = 2.0
"""Seconds between two looks."""


class Recorder:
    """Looks at Locust's own figures again and again, and keeps the differences."""

    def __init__(self) -> None:
        self.timeline: list[dict[str, Any]] = []
        self._environment: Environment | None = None
        self._began = self._at = 0.0
        self._last: tuple[int, int, int, Counter[float]] = (0, 0, 0, Counter())

    def attach(self, environment: Environment) -> None:
        """Begin with the test, and write all of it down at the end to LOAD_RECORD."""
        self._environment = environment
        environment.events.test_start.add_listener(self._start)
        environment.events.test_stop.add_listener(self._stop)

    def is_saturated(self) -> bool:
        """Tell whether more users have ceased to bring more answers."""
        return saturated(self.steps()) is not None and len(self.steps()) > 1

    def steps(self) -> list[Step]:
        """Return what was seen at each number of users."""
        return steps_of(self.timeline)

    def _start(self, **_: Any) -> None:
        self.timeline, self._began, self._at = [], time.monotonic(), time.time()
        self._last = (0, 0, 0, Counter())
        self._looking = gevent.spawn(self._look_on)

    def _stop(self, **_: Any) -> None:
        self._looking.kill()
        self._look()
        if path := os.environ.get("LOAD_RECORD"):
            Path(path).write_text(json.dumps(self.record()))

    def _look_on(self) -> None:
        while True:
            gevent.sleep(EVERY)
            self._look()

    def _look(self) -> None:
        runner = self._environment.runner if self._environment else None
        if runner is None:
            return
        total = runner.stats.total
        refused = sum(
            error.occurrences
            for error in runner.stats.errors.values()
            if REFUSED in str(error.error)
        )
        times = Counter(total.response_times)
        now = (total.num_requests, total.num_failures, refused, times)
        before, self._last = self._last, now
        taken = times - before[3]
        self.timeline.append(
            {
                "at": round(time.monotonic() - self._began, 1),
                "users": runner.user_count,
                "requests": now[0] - before[0],
                "failures": now[1] - before[1],
                "refused": now[2] - before[2],
                "p95": percentile(taken, 0.95),
            }
        )

    def record(self) -> dict[str, Any]:
        """Return the whole run as the report wants it."""
        runner = self._environment.runner if self._environment else None
        if runner is None:
            return {}
        operations: dict[str, dict[str, Any]] = {}
        for (name, _), entry in runner.stats.entries.items():
            one = operations.setdefault(
                name, {"requests": 0, "failures": 0, "refused": 0, "times": Counter()}
            )
            one["requests"] += entry.num_requests
            one["failures"] += entry.num_failures
            one["times"] += Counter(entry.response_times)
        errors = []
        for error in runner.stats.errors.values():
            told = str(error.error)
            errors.append([error.name, told, error.occurrences])
            if REFUSED in told and error.name in operations:
                operations[error.name]["refused"] += error.occurrences
        return {
            "began": self._at,
            "seconds": time.monotonic() - self._began,
            "operations": operations,
            "timeline": self.timeline,
            "errors": sorted(errors, key=lambda error: -error[2]),
        }
