"""A whole board on this machine: servers, then its own processes, supervised.

`up`, `test`, `check`, `bench` and `manage` all run one of these; they differ in how
much of it they start and in whether it is there to last.
"""

import json
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devtools import interrupts, logfiles
from devtools.console import Step
from devtools.environment import refuse_in_production
from devtools.errors import CannotGoOn
from devtools.foreground import run_foreground
from devtools.identity import Identity, family, processes_by_parent
from devtools.parts import Part
from devtools.paths import ROOT
from devtools.postgres import Postgres
from devtools.spawning import tail
from devtools.state import MARK, identity_entry, write_state
from devtools.supervisor import Supervisor
from devtools.valkey import Valkey

_POLL = 0.03
_WRITE_EVERY = 0.5
_SERVER_PATIENCE = 60.0
_BOARD_GRACE = 10.0
_SERVER_GRACE = 15.0
_LOST_CAUSE = 4
SERVERS = ("valkey", "postgres")


class Stack:
    """Servers and processes that live in one folder, for as long as it is open."""

    def __init__(
        self, home: Path, env: dict[str, str], *, durable: bool, logs: Path
    ) -> None:
        refuse_in_production(env)
        logs.mkdir(parents=True, exist_ok=True)
        logfiles.begin(logs)
        self.home = home
        self.logs = logs
        self.env = env | {MARK: secrets.token_hex(8)}
        self.api: str | None = None
        self.logins: list[dict[str, Any]] = []
        self.postgres: Postgres | None = None
        self._durable = durable
        self._supervisor = Supervisor(logs)
        self._written: dict[str, Any] = {}
        self._write_at = 0.0
        self._ready = False

    @property
    def state_path(self) -> Path:
        """The file that says who runs and where."""
        return self.home / "state.json"

    def start_servers(self) -> None:
        """Start what the environment does not name, and name it there."""
        self.write_state()
        waiting: list[tuple[Part, Callable[[int], bool]]] = []
        if not {"REDIS_URL", "CELERY_BROKER_URL"} <= self.env.keys():
            valkey = Valkey(self.home, durable=self._durable)
            waiting.append((valkey.part(), valkey.is_ready))
            self.env.setdefault("REDIS_URL", valkey.cache_url)
            self.env.setdefault("CELERY_BROKER_URL", valkey.broker_url)
        if "DATABASE_URL" not in self.env:
            log = self.logs / "postgres.log"
            postgres = Postgres(self.home, self.env, log, durable=self._durable)
            waiting.append((postgres.part(), postgres.is_ready))
            self.env["DATABASE_URL"] = postgres.url
            self.postgres = postgres
        for part, _ in waiting:
            self.start(part)
        if waiting:
            self._await_servers(waiting)

    def _await_servers(self, waiting: list[tuple[Part, Callable[[int], bool]]]) -> None:
        names = " and ".join(part.name.capitalize() for part, _ in waiting)
        with Step(f"Starting {names.replace('Postgres', 'PostgreSQL')}") as step:
            for part, is_ready in waiting:

                def answers(
                    part: Part = part, is_ready: Callable[[int], bool] = is_ready
                ) -> bool:
                    pid = self._supervisor.pid(part.name)
                    return pid is not None and is_ready(pid)

                self.wait_for(part.name, answers, _SERVER_PATIENCE, step)

    def start(self, part: Part) -> None:
        """Start a part and keep it alive."""
        self._supervisor.start(part)
        self.write_state()

    def wait_for(
        self, name: str, is_ready: Callable[[], bool], seconds: float, step: Step
    ) -> None:
        """Wait for a part; give up when it keeps dying or takes too long."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.tick()
            step.tick()
            lost = self._supervisor.failures(name) >= _LOST_CAUSE
            if lost or time.monotonic() > deadline:
                why = "keeps ending" if lost else "does not get ready"
                log = self.logs / f"{name}.log"
                raise CannotGoOn(f"{name} {why}; the end of its log:\n{tail(log)}")

    def tick(self) -> None:
        """Let a moment pass in which the parts are looked after."""
        interrupts.check()
        self.look_after()
        time.sleep(_POLL)

    def look_after(self) -> None:
        """Start again what died and keep the state file true."""
        has_changed = self._supervisor.tick()
        if has_changed or time.monotonic() >= self._write_at:
            self._supervisor.shorten_logs()
            self.write_state()

    def run(self, command: list[str | Path], env: dict[str, str]) -> int:
        """Run a command on our terminal, looking after the parts; return its code."""
        return run_foreground(command, env, self.look_after)

    def failures(self, name: str) -> int:
        """Return how often in a row a part died soon after its start."""
        return self._supervisor.failures(name)

    def mark_ready(self) -> None:
        """Note in the state file that everything that was to start did."""
        self._ready = True
        self.write_state()

    def write_state(self) -> None:
        """Write the state file when something in it changed."""
        self._write_at = time.monotonic() + _WRITE_EVERY
        state = self._state()
        if state != self._written:
            write_state(self.state_path, state)
            self._written = state

    def _state(self) -> dict[str, Any]:
        leaders = self._supervisor.leaders()
        by_parent = processes_by_parent() if leaders else {}
        me = Identity.of(os.getpid())
        return {
            "supervisor": identity_entry(me) if me else {},
            "mark": self.env[MARK],
            "ready": self._ready,
            "logs": str(self.logs),
            "leaders": {
                name: identity_entry(who) | {"stop": int(stop)}
                for name, (who, stop) in leaders.items()
            },
            "api": self.api,
            "database_url": self.env.get("DATABASE_URL"),
            "redis_url": self.env.get("REDIS_URL"),
            "broker_url": self.env.get("CELERY_BROKER_URL"),
            "mail_dir": str(self.mail_dir),
            "logins": self.logins,
            "processes": {
                name: family(leaders[name][0].pid, by_parent) if name in leaders else []
                for name in self._supervisor.names()
            },
        }

    @property
    def mail_dir(self) -> Path:
        """Where e-mails land."""
        return ROOT / self.env.get("VAR_DIR", "var") / "mail"

    def read_logins(self, path: Path) -> None:
        """Take over the demo logins that `prepare` wrote."""
        try:
            self.logins = json.loads(path.read_text())
        except (OSError, ValueError) as error:
            raise CannotGoOn(f"prepare wrote no demo logins: {error}") from error

    def close(self) -> None:
        """End every process: the board first, so that nobody misses a server."""
        board = [name for name in self._supervisor.names() if name not in SERVERS]
        self._supervisor.stop(board, _BOARD_GRACE)
        self._supervisor.stop(list(SERVERS), _SERVER_GRACE)
        self.state_path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
