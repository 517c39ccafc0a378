"""The parts that nothing_lost harms: of the board, or started for the occasion."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

COMMANDS = {
    "relay": ["manage.py", "relay"],
    "relay2": ["manage.py", "relay"],
    "worker": ["-m", "celery", "-A", "jobboard", "worker"],
    "scheduler": ["-m", "celery", "-A", "jobboard", "beat"],
    "scheduler2": ["-m", "celery", "-A", "jobboard", "beat"],
}
TABLES = "events_event, events_delivery, events_slot, events_probe"
REDIS_PORT = 16399
RABBITMQ_PORT = 5699
RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"


class Parts:
    """Everything that can be killed, and is started again half a second later."""

    def __init__(self, folder: Path, broker: str) -> None:
        self.folder = folder
        self.status = os.environ.get("BOARD_STATUS") if broker == "board" else None
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.broker = broker
        self.stopping = threading.Event()
        self.held: set[str] = set()
        self.environment = dict(os.environ)
        if self.status:
            self.database_url = str(self._state()["database_url"])
            self.victims = ["worker", "relay", "scheduler", "valkey"]
            os.environ["DATABASE_URL"] = self.database_url
            return
        self.database_url = os.environ["DATABASE_URL"]
        self.victims = list(COMMANDS)
        if broker == "redis":
            self.victims.append("redis")
            url = f"redis://127.0.0.1:{REDIS_PORT}/0"
            self.environment["REDIS_URL"] = url
            self.environment["CELERY_BROKER_URL"] = url
        else:
            self.victims.append("rabbitmq")
            self.environment["CELERY_BROKER_URL"] = (
                f"amqp://guest:guest@127.0.0.1:{RABBITMQ_PORT}//"
            )

    def _state(self) -> dict[str, object]:
        state: dict[str, object] = json.loads(Path(str(self.status)).read_text())
        return state

    def begin(self) -> None:
        """Empty the tables that are compared in the end."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(f"TRUNCATE {TABLES}")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the parts running, unless a board does that."""
        if self.status:
            yield
            return
        keeper = threading.Thread(target=self._keep)
        keeper.start()
        time.sleep(5)
        try:
            yield
        finally:
            self.stopping.set()
            keeper.join()
            for process in self.processes.values():
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _keep(self) -> None:
        """Start what is not running, and again when it ends."""
        while not self.stopping.wait(0.5):
            for name in self.victims:
                process = self.processes.get(name)
                if name in self.held:
                    continue
                if process is None or process.poll() is not None:
                    self._start(name)

    def _start(self, name: str) -> None:
        """Start one part, in a process group of its own."""
        command = [sys.executable, *COMMANDS.get(name, [])]
        environment = self.environment
        if name == "redis":
            command = ["redis-server", "--port", str(REDIS_PORT), "--save", ""]
            command += ["--bind", "127.0.0.1", "--dir", str(self.folder)]
        elif name == "rabbitmq":
            command = [RABBITMQ]
            environment = environment | self._rabbitmq()
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(  # noqa: S603  # our own programs
                command,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _rabbitmq(self) -> dict[str, str]:
        """Return what makes a RabbitMQ live beside the machine's own."""
        plugins = self.folder / "enabled_plugins"
        plugins.write_text("[].")
        config = self.folder / "rabbitmq.conf"
        config.write_text(f"listeners.tcp.default = 127.0.0.1:{RABBITMQ_PORT}\n")
        return {
            "RABBITMQ_NODENAME": "bench@localhost",
            "RABBITMQ_CONFIG_FILE": str(config),
            "RABBITMQ_DIST_PORT": str(RABBITMQ_PORT + 20_000),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder),
            "RABBITMQ_PID_FILE": str(self.folder / "rabbitmq.pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
        }

    def kill(self, name: str) -> None:
        """Kill one part where it stands, with all its processes."""
        with suppress(ProcessLookupError, KeyError):
            if self.status:
                pids = dict(self._state()["processes"])[name]  # type: ignore[call-overload]
                for pid in pids:
                    os.kill(pid, signal.SIGKILL)
            else:
                os.killpg(self.processes[name].pid, signal.SIGKILL)

    def hold(self, name: str) -> None:
        """Kill one part and keep it down."""
        self.held.add(name)
        self.kill(name)

    def release(self, name: str) -> None:
        """Let a part come back."""
        self.held.discard(name)
