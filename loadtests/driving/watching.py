"""Watches a board of this machine from outside: its processes, and its database."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, Self

import psutil
import psycopg

EVERY = 2.0
_MEBIBYTE = 2**20
_ACTIVITY = """
SELECT count(*), count(*) FILTER (WHERE state = 'active'),
       count(*) FILTER (WHERE wait_event_type = 'Lock')
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_TOTALS = """
SELECT xact_commit, xact_rollback, blks_hit, blks_read, tup_returned, tup_fetched,
       tup_inserted + tup_updated + tup_deleted, temp_bytes, deadlocks,
       pg_database_size(datname)
FROM pg_stat_database WHERE datname = current_database()
"""
_TOTAL_NAMES = (
    "commits",
    "rollbacks",
    "hits",
    "reads",
    "rows_read",
    "rows_fetched",
    "rows_written",
    "temp_bytes",
    "deadlocks",
    "size",
)


class Watch:
    """Looks every two seconds, in a thread of its own, until it is ended."""

    def __init__(
        self, processes: Callable[[], dict[str, list[int]]], database_url: str | None
    ) -> None:
        self._processes = processes
        self._url = database_url
        self._over = threading.Event()
        self._cpu: dict[int, tuple[float, float]] = {}
        self._seen: dict[int, psutil.Process] = {}
        self.parts: dict[str, list[dict[str, float]]] = defaultdict(list)
        self.activity: list[tuple[int, int, int]] = []
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        """Begin."""
        self.first = self._totals()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """End, with a last look at the totals."""
        self._over.set()
        self._thread.join()
        self.last = self._totals()

    def told(self) -> dict[str, Any]:
        """Return all that was seen."""
        changed = {
            name: self.last[name] - self.first[name]
            for name in self.first
            if name in self.last
        }
        return {
            "parts": dict(self.parts),
            "activity": self.activity,
            "database": changed,
            "database_size": self.last.get("size", 0),
        }

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            for part, pids in self._processes().items():
                self.parts[part].append(self._look(pids))
            self._ask()

    def _look(self, pids: Iterable[int]) -> dict[str, float]:
        """Return the cores and the memory that some processes take now."""
        cores = memory = 0.0
        for pid in pids:
            try:
                process = self._seen.setdefault(pid, psutil.Process(pid))
                times = process.cpu_times()
                memory += _memory_of(process)
            except psutil.Error:
                self._seen.pop(pid, None)
                continue
            used, now = times.user + times.system, time.monotonic()
            before, then = self._cpu.get(pid, (used, now - EVERY))
            cores += max(used - before, 0.0) / (now - then)
            self._cpu[pid] = used, now
        return {
            "cores": cores,
            "memory": memory / _MEBIBYTE,
            "processes": len(list(pids)),
        }

    def _ask(self) -> None:
        if row := self._row(_ACTIVITY):
            self.activity.append(row)

    def _totals(self) -> dict[str, int]:
        row = self._row(_TOTALS)
        return dict(zip(_TOTAL_NAMES, map(int, row), strict=True)) if row else {}

    def _row(self, sql: str) -> tuple[int, ...] | None:
        if not self._url:
            return None
        try:
            with psycopg.connect(self._url, connect_timeout=3) as connection:
                return connection.execute(sql).fetchone()
        except psycopg.Error:
            return None  # a fault may be what the run is about


def _memory_of(process: psutil.Process) -> float:
    """Return its memory; of what it shares, its part, where one can tell."""
    try:
        return float(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return float(process.memory_info().rss)
