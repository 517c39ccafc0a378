"""The board under test: where it is, which processes it has, and harm to them."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis


class Board:
    """What the file that BOARD_STATUS names says, read anew each time."""

    def __init__(self) -> None:
        self._path = Path(os.environ["BOARD_STATUS"])

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = json.loads(self._path.read_text())
        return state

    @property
    def port(self) -> int:
        """The port of the API, which must be on this machine."""
        parts = urlsplit(self._state()["api"])
        if parts.hostname != "127.0.0.1" or parts.port is None:
            raise SystemExit("The board must be on 127.0.0.1.")
        return parts.port

    def pids(self, part: str) -> list[int]:
        """Return a part's processes, its leader first."""
        return list(self._state()["processes"].get(part, []))

    def leader(self, part: str) -> int:
        """Return the pid that the others of a part descend from."""
        pids = self.pids(part)
        if not pids:
            raise ProcessLookupError(f"{part} is down")
        return pids[0]

    def log(self, part: str) -> Path:
        """Return where a part writes what it has to say."""
        return Path(self._state()["logs"]) / f"{part}.log"

    def database(self, **kwargs: Any) -> "psycopg.Connection[Any]":
        """Return a connection of our own, past the board."""
        url = self._state()["database_url"]
        return psycopg.connect(url, connect_timeout=3, autocommit=True, **kwargs)

    def redis(self) -> redis.Redis:
        """Return a client of our own, past the board."""
        return redis.Redis.from_url(self._state()["redis_url"], socket_timeout=1)

    def signal(self, part: str, number: signal.Signals) -> None:
        """Send a signal to a part's leader."""
        with suppress(ProcessLookupError):
            os.kill(self.leader(part), number)

    @contextmanager
    def frozen(self, part: str) -> Iterator[None]:
        """Stop every process of a part where it stands, and wake it afterwards."""
        pids = self._family(part)
        _signal_all(pids, signal.SIGSTOP)
        try:
            yield
        finally:
            _signal_all(pids, signal.SIGCONT)

    def _family(self, part: str) -> list[int]:
        """Return a part's processes as the kernel knows them this very moment."""
        leader = self.leader(part)
        children = Path(f"/proc/{leader}/task/{leader}/children").read_text()
        return [leader, *map(int, children.split())]

    def database_answers(self) -> bool:
        """Tell whether PostgreSQL takes a query."""
        try:
            with self.database() as connection:
                connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def redis_answers(self) -> bool:
        """Tell whether Valkey takes a command."""
        try:
            return bool(self.redis().ping())
        except (redis.RedisError, OSError):
            return False


def _signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 60) -> float:
    """Wait for a condition and return how long that took."""
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > seconds:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.02)
    return time.monotonic() - started
