"""The faults that can be done to a board, each with what clients may notice."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import psycopg

from loadtests.harness.board import Board, wait_until

STEADY = 21
"""Seconds after which the supervisor starts a dead part again without a delay."""
ANY_NUMBER = 10**9


@dataclass(frozen=True)
class Fault:
    """One row of the fault matrix and its goals."""

    name: str
    what: str
    harm: Callable[[Board], None]
    most_failures: int = 0
    slowest: float = 1.0
    recovery: float = 5.0
    usual: float = ANY_NUMBER
    """Seconds within which nine of ten refusals must come."""
    times: int = 1


def kill_valkey(board: Board) -> None:
    """Kill the cache; the supervisor starts it again."""
    board.signal("valkey", signal.SIGKILL)
    wait_until(board.redis_answers)


def stop_valkey(board: Board) -> None:
    """Keep the cache down for a while."""
    end = time.monotonic() + 6
    while time.monotonic() < end:
        with suppress(ProcessLookupError):
            board.signal("valkey", signal.SIGKILL)
        time.sleep(0.05)
    wait_until(board.redis_answers)


def freeze_valkey(board: Board) -> None:
    """Stop the cache without closing its connections."""
    with board.frozen("valkey"):
        time.sleep(5)


def restart_postgres(number: signal.Signals) -> Callable[[Board], None]:
    """End the database with a signal and wait until it is back."""

    def restart(board: Board) -> None:
        time.sleep(STEADY)
        before = board.leader("postgres")
        board.signal("postgres", number)
        wait_until(lambda: not _exists(before))
        wait_until(board.database_answers)

    return restart


def kill_a_backend(board: Board) -> None:
    """Kill one of the board's connections: PostgreSQL ends them all and recovers."""
    with board.database() as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() LIMIT 1"
        ).fetchone()
    if row:
        os.kill(row[0], signal.SIGKILL)
    time.sleep(0.05)
    wait_until(board.database_answers)


def keep_postgres_down(board: Board) -> None:
    """End the database again each time the supervisor has started it."""
    time.sleep(STEADY)
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(ProcessLookupError):
            board.signal("postgres", signal.SIGQUIT)
        time.sleep(0.05)
    wait_until(board.database_answers)


def freeze_postgres(board: Board) -> None:
    """Stop the database and all its connections where they stand."""
    with board.frozen("postgres"):
        time.sleep(8)


def use_up_connections(board: Board) -> None:
    """Take every connection that the database has left, and drop the board's."""
    with ExitStack() as held:
        first = held.enter_context(board.database())
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(board.database())
        first.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
            " backend_type = 'client backend' AND application_name = 'jobboard'"
        )
        with suppress(psycopg.OperationalError):
            while True:
                held.enter_context(board.database())
        time.sleep(6)


def lock_a_table(board: Board) -> None:
    """Hold a lock that both reads and writes wait for."""
    with board.database() as connection, connection.transaction():
        connection.execute("LOCK TABLE probe_note IN ACCESS EXCLUSIVE MODE")
        time.sleep(10)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


FAULTS = (
    Fault("F1", "cache killed", kill_valkey, slowest=0.75),
    Fault("F1", "cache away for 6 s", stop_valkey, slowest=0.75),
    Fault("F2", "cache frozen for 5 s", freeze_valkey, slowest=0.75),
    Fault(
        "F9",
        "database restarted (fast)",
        restart_postgres(signal.SIGINT),
        most_failures=1,
        slowest=3,
        recovery=2,
        times=5,
    ),
    Fault(
        "F10",
        "database restarted (immediate)",
        restart_postgres(signal.SIGQUIT),
        most_failures=1,
        slowest=3,
        times=3,
    ),
    Fault("F10", "one connection killed", kill_a_backend, most_failures=1, slowest=3),
    Fault(
        "F11",
        "database away for 20 s",
        keep_postgres_down,
        most_failures=ANY_NUMBER,
        # Who waits when it goes, and again when it has come and gone.
        slowest=4.5,
        usual=1,
    ),
    Fault(
        "F12",
        "database frozen for 8 s",
        freeze_postgres,
        most_failures=ANY_NUMBER,
        slowest=6,
        recovery=10,
    ),
    Fault(
        "F13",
        "connections used up for 6 s",
        use_up_connections,
        most_failures=ANY_NUMBER,
        slowest=3,
    ),
    Fault(
        "F14",
        "table locked for 10 s",
        lock_a_table,
        most_failures=ANY_NUMBER,
        slowest=3,
    ),
)
