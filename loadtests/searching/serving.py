"""The baselines, served; and what a closed loop of clients gets of a server."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from devtools.ports import any_free
from loadtests.harness.board import Board
from loadtests.harness.outcome import percentile

CONNECTIONS = 8
PATIENCE = 60
TICKS = os.sysconf("SC_CLK_TCK")
_OK, _FAILED = 200, 500


@dataclass(frozen=True)
class Served:
    """Where something is served, and by which process and its children."""

    port: int
    leader: int


@contextmanager
def baselines() -> Iterator[Served]:
    """Serve the bare view and the textbook board as the board is served; say where."""
    port = any_free()
    command = [sys.executable, "-m", "gunicorn", "-c", "jobboard/gunicorn.py"]
    env = os.environ | {
        "BIND": f"127.0.0.1:{port}",
        # Half a minute for a page is not rare on a textbook board.
        "STATEMENT_TIMEOUT": "60",
        "DATABASE_POOL_TIMEOUT": "60",
    }
    command.append("loadtests.baselines.wsgi")
    server = subprocess.Popen(command, env=env)  # noqa: S603  # a constant command
    try:
        _await(f"http://127.0.0.1:{port}/bare/", server)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  # our own
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise SystemExit("The baselines do not answer.")


@dataclass
class Seen:
    """Answers, by which of the requests they are, and how long it took in all."""

    answers: list[tuple[int, int, float]] = field(default_factory=list)
    seconds: float = 0.0
    cpu: float = 0.0
    web: float = 0.0
    database: float = 0.0
    """Seconds of CPU that the client, the web processes and PostgreSQL took."""
    paces: list[float] = field(default_factory=list)
    """Requests a second, of each round."""

    def add(self, other: Self) -> None:
        """Take another round in."""
        self.answers += other.answers
        self.seconds += other.seconds
        self.cpu += other.cpu
        self.web += other.web
        self.database += other.database
        self.paces += other.paces

    @property
    def pace(self) -> float:
        """The median of the requests a second."""
        return percentile(self.paces, 0.5)

    @property
    def cost(self) -> float:
        """The milliseconds of CPU that a request takes, whoever else is busy."""
        return 1000 * (self.web + self.database) / max(len(self.answers), 1)

    def share(self, part: float) -> str:
        """Return a part of the seconds of CPU as milliseconds a request."""
        return f"{1000 * part / max(len(self.answers), 1):.2f}"

    @property
    def failed(self) -> int:
        """How many got no answer, or one of a server that failed."""
        return sum(not status or status >= _FAILED for _, status, _ in self.answers)

    @property
    def refused(self) -> int:
        """How many answers are neither a success nor a failure of the server."""
        return sum(_OK < status < _FAILED for _, status, _ in self.answers)

    def at(self, share: float, among: set[int] | None = None) -> float:
        """Return the milliseconds that this share of the answers does not exceed."""
        took = [s for which, _, s in self.answers if among is None or which in among]
        return 1000 * percentile(took, share)


def drive(
    served: Served,
    paths: Sequence[str],
    seconds: float,
    *,
    connections: int = CONNECTIONS,
    begin: int = 0,
) -> Seen:
    """Ask for the paths in turn, over and over, by a process of its own."""
    plan = {
        "port": served.port,
        "paths": list(paths),
        "connections": connections,
        "seconds": seconds,
        "begin": begin,
    }
    servers = {"web": served.leader, "database": Board().leader("postgres")}
    before = {name: _used(leader) for name, leader in servers.items()}
    said = subprocess.run(
        [sys.executable, "-m", "loadtests.searching.client"],
        input=json.dumps(plan).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    seen = json.loads(said.stdout)
    answers = [tuple(each) for each in seen["seen"]]
    took = seen["seconds"]
    spent = {
        name: sum(
            used - before[name].get(pid, 0.0) for pid, used in _used(leader).items()
        )
        for name, leader in servers.items()
    }
    return Seen(answers, took, seen["cpu"], paces=[len(answers) / took], **spent)


def _used(leader: int) -> dict[int, float]:
    """Return the seconds of CPU that each child of a process has taken so far."""
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    found = {}
    for pid in map(int, children):
        # It may have ended since.
        with suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return found
