"""Starts processes that end when we end, whatever ends us."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devtools import interrupts
from devtools.console import Step
from devtools.errors import CannotGoOn

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform == "linux"
_libc = ctypes.CDLL(None) if _LINUX else None
_TAIL = 15
_WIDTH = 400

spawned: set[int] = set()
"""Every child that we started; children that are not in here are adopted orphans."""


@dataclass(frozen=True)
class Account:
    """The system user that a process gives up root for."""

    name: str
    uid: int
    gid: int


def adopt_orphans(*, adopt: bool = True) -> None:
    """Become the parent of descendants whose parent dies, so that none gets away."""
    if _libc is not None:
        _libc.prctl(_PR_SET_CHILD_SUBREAPER, int(adopt), 0, 0, 0)


def _die_with_parent(number: int) -> Callable[[], None] | None:
    """Return what makes a new process receive `number` when its parent dies."""
    if _libc is None:
        return None
    parent = os.getpid()
    prctl = _libc.prctl

    def bind() -> None:
        prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def spawn(
    command: Sequence[str | Path],
    *,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    output: int | None = None,
    account: Account | None = None,
    stop: int = signal.SIGTERM,
    own_session: bool = True,
) -> subprocess.Popen[bytes]:
    """Start a process that gets `stop` when we die.

    Its own session keeps the terminal's Ctrl-C away from it: we decide the order
    in which things end.
    """
    # We run no threads, which is what makes `preexec_fn` safe.
    process = subprocess.Popen(
        [str(word) for word in command],
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL if own_session else None,
        stdout=output,
        stderr=None if output is None else subprocess.STDOUT,
        start_new_session=own_session,
        preexec_fn=_die_with_parent(stop),  # noqa: PLW1509
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    spawned.add(process.pid)
    return process


def run_step(
    label: str,
    command: Sequence[str | Path],
    log: Path,
    *,
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Run a command to its end, output to a log; when it fails, show the log's end."""
    with Step(label) as step, log.open("ab") as output:
        process = spawn(
            command, env=env, cwd=cwd, output=output.fileno(), account=account
        )
        try:
            while process.poll() is None:
                interrupts.check()
                step.tick()
                tick()
                time.sleep(0.03)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode:
            raise CannotGoOn(
                f"{label} failed ({ending(process.returncode)}):\n{tail(log)}"
            )


def ending(code: int) -> str:
    """Say how a process ended."""
    if code >= 0:
        return f"exit {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def tail(log: Path, lines: int = _TAIL) -> str:
    """Return the last lines of a log, and where it is."""
    try:
        text = log.read_text(errors="replace").splitlines()[-lines:]
    except OSError:
        text = []
    return "\n".join([*(f"    {line[:_WIDTH]}" for line in text), f"    ({log})"])
