"""Faults that happen to a board of this machine while it is used: `--fault F16`.

Each is a row of the fault matrix. How many requests may fail of it is the row's goal
for clients without a proxy before them, who lose what a killed process was answering.
"""

import http.client
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Self

from loadtests.harness.board import Board, wait_until
from loadtests.harness.faults import restart_postgres

BEGIN = 1 / 3
"""The share of a run after which the fault happens for the first time."""
AFTERMATH = 2.0
"""Seconds for which a failure may be late in the figures."""


@dataclass(frozen=True)
class Fault:
    """One row of the matrix, and what clients may notice of it."""

    name: str
    what: str
    harm: Callable[[Board], None]
    times: int
    apart: float
    """Seconds from one time to the next."""
    most_failures: int
    """Of each time."""
    recovery: float
    """Seconds within which nothing fails any more."""


def kill_web_process(board: Board) -> None:
    """Kill one of the processes that answer; gunicorn starts another."""
    leader, *others = board.pids("web")
    os.kill(random.choice(others or [leader]), signal.SIGKILL)


def reload_web(board: Board) -> None:
    """Have gunicorn replace all its processes, as a new version would.

    The old ones accept nothing from then on, and the new ones load first: who comes
    meanwhile waits. A second reload before they have loaded would begin it anew.
    """
    board.signal("web", signal.SIGHUP)
    wait_until(lambda: _answers(board))


def kill_worker(board: Board) -> None:
    """Kill the task worker with all its processes; the supervisor starts it again."""
    before = board.leader("worker")
    for pid in board.pids("worker"):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: _is_another(board, before))


def _answers(board: Board) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", board.port, timeout=60)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _is_another(board: Board, before: int) -> bool:
    pids = board.pids("worker")
    return bool(pids) and pids[0] != before


FAULTS = {
    fault.name: fault
    for fault in (
        # The harm itself waits for 21 s, so that the supervisor does not delay it.
        Fault(
            "F9",
            "database restarted (fast)",
            restart_postgres(signal.SIGINT),
            times=2,
            apart=5,
            most_failures=1,
            recovery=2,
        ),
        Fault(
            "F16",
            "web process killed",
            kill_web_process,
            times=3,
            apart=8,
            most_failures=4,
            recovery=2,
        ),
        Fault(
            "F17",
            "web processes replaced (HUP)",
            reload_web,
            times=10,
            apart=4,
            most_failures=0,
            recovery=0,
        ),
        Fault(
            "F19",
            "task worker killed",
            kill_worker,
            times=2,
            apart=15,
            most_failures=0,
            recovery=0,
        ),
    )
}


class Harm:
    """Does a fault to the board some times, in a thread, while it is used."""

    def __init__(self, fault: Fault, minutes: float) -> None:
        self.fault = fault
        self._wait = minutes * 60 * BEGIN
        self._over = threading.Event()
        self.done: list[tuple[float, float]] = []
        """The instants at which each time began and ended."""
        self._thread = threading.Thread(target=self._harm, daemon=True)

    def __enter__(self) -> Self:
        """Begin to wait."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Do it no more."""
        self._over.set()
        self._thread.join()

    def told(self) -> str:
        """Say what happened."""
        return f"{self.fault.name}, {self.fault.what}, {len(self.done)} times"

    def _harm(self) -> None:
        board = Board()
        wait = self._wait
        for _ in range(self.fault.times):
            if self._over.wait(wait):
                return
            began = time.time()
            self.fault.harm(board)
            self.done.append((began, time.time()))
            wait = self.fault.apart


def noticed(record: Mapping[str, Any]) -> int:
    """Return how many requests failed in a run, in whichever way."""
    return sum(each["failures"] for each in record["operations"].values())


def slowest_recovery(
    record: Mapping[str, Any], done: Sequence[tuple[float, float]]
) -> float:
    """Return how long after a fault a request still failed, at most."""
    late = 0.0
    ends = [end - record["began"] for _, end in done]
    for look in record["timeline"]:
        before = [end for end in ends if end <= look["at"]]
        if look["failures"] and before:
            late = max(late, look["at"] - before[-1] - AFTERMATH)
    return late


def complaints(
    fault: Fault, record: Mapping[str, Any], done: Sequence[tuple[float, float]]
) -> list[str]:
    """Return what clients noticed of a fault beyond what they may, a line for each."""
    found = []
    if not done:
        found.append(f"{fault.name}: the run was too short for it to happen")
    failed, most = noticed(record), fault.most_failures * len(done)
    if failed > most:
        found.append(f"{fault.name}: {failed} requests failed, above {most}")
    late = slowest_recovery(record, done)
    if late > fault.recovery:
        found.append(
            f"{fault.name}: requests failed {late:.0f} s after it, above"
            f" {fault.recovery:g}"
        )
    return found
