"""Keeps parts alive: starts, restarts with back-off, ends all of them and no other."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from devtools import interrupts
from devtools.console import say
from devtools.identity import Identity, processes_by_parent
from devtools.logfiles import open_log, shorten
from devtools.parts import Part
from devtools.spawning import adopt_orphans, ending, spawn, spawned, tail

_FIRST_DELAY = 0.5
_LONGEST_DELAY = 30.0
_STEADY_AFTER = 3.0
_POLL = 0.03


def backoff(failures: int) -> float:
    """Return how long to wait after so many early deaths in a row: 0 to 30 seconds."""
    if failures == 0:
        return 0.0
    return min(_FIRST_DELAY * 2.0 ** min(failures - 1, 10), _LONGEST_DELAY)


@dataclass
class _Running:
    part: Part
    process: Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    failures: int = 0
    code: int = 0


class Supervisor:
    """A set of parts that all run in sessions of their own."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._parts: dict[str, _Running] = {}
        self._strangers = set(_children())
        adopt_orphans()

    def start(self, part: Part) -> None:
        """Start a part, and from now on start it again whenever it dies."""
        running = self._parts[part.name] = _Running(part)
        self._spawn(running)

    def tick(self) -> bool:
        """Notice deaths, start again what is due; tell whether anything changed."""
        has_changed = False
        for running in self._parts.values():
            if running.process is not None and _has_ended(running.process.pid):
                self._bury(running)
                has_changed = True
            if running.process is None and time.monotonic() >= running.due:
                self._spawn(running)
                has_changed = True
        return has_changed

    def shorten_logs(self) -> None:
        """Keep every log below its longest length."""
        for running in self._parts.values():
            shorten(self._log(running.part))

    def pid(self, name: str) -> int | None:
        """Return the pid of a part, or None while it is down."""
        running = self._parts.get(name)
        return running.process.pid if running and running.process else None

    def failures(self, name: str) -> int:
        """Return how often in a row a part died soon after its start."""
        return self._parts[name].failures

    def leaders(self) -> dict[str, tuple[Identity, int]]:
        """Return who runs now, with the signal that ends each."""
        found = {}
        for name, running in self._parts.items():
            who = Identity.of(running.process.pid) if running.process else None
            if who is not None:
                found[name] = (who, running.part.stop)
        return found

    def stop(self, names: list[str], seconds: float) -> None:
        """Ask these parts to end; after that many seconds make them."""
        stopping = [self._parts.pop(name) for name in names if name in self._parts]
        for running in stopping:
            _signal(running.process, running.part.stop)
            # One that is frozen would never read the signal.
            _signal(running.process, signal.SIGCONT)
        deadline = time.monotonic() + seconds
        asked = interrupts.count()
        while any(_is_up(running.process) for running in stopping):
            # Asked once more to end: no more patience.
            if time.monotonic() > deadline or interrupts.count() > asked:
                break
            time.sleep(_POLL)
        for running in stopping:
            if running.process is not None:
                _end_group(running.process)
        self._end_orphans()

    def names(self) -> list[str]:
        """Return the parts in the order of their start."""
        return list(self._parts)

    def _log(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"

    def _spawn(self, running: _Running) -> None:
        part = running.part
        part.before_start()
        with open_log(self._log(part)) as output:
            running.process = spawn(
                part.command,
                env=part.env,
                cwd=part.cwd,
                output=output.fileno(),
                account=part.account,
                stop=part.stop,
            )
        running.began = time.monotonic()

    def _bury(self, running: _Running) -> None:
        """Clear away a dead part and what it left, say so, and plan its next start."""
        process = running.process
        assert process is not None  # noqa: S101  # the caller asked
        running.code = _end_group(process)
        running.process = None
        self._end_orphans()
        lived = time.monotonic() - running.began
        if lived > _STEADY_AFTER:
            running.failures = 0
        delay = backoff(running.failures)
        running.failures += 1
        running.due = time.monotonic() + delay
        self._report(running, lived, delay)

    def _end_orphans(self) -> None:
        """Kill the descendants of dead parts, which have become our children."""
        for pid in set(_children()) - spawned - self._strangers:
            # A child's pid stays taken until we wait for it, so this hits no other.
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _report(self, running: _Running, lived: float, delay: float) -> None:
        process_end = ending(running.code)
        again = f"again in {delay:g} s" if delay else "starting it again"
        say(
            f"! {running.part.name} ended ({process_end}, after {lived:.1f} s): {again}"
        )
        if running.failures == 1 and running.code > 0:
            say(tail(self._log(running.part), lines=3))


def _has_ended(pid: int) -> bool:
    """Tell whether a child is dead, leaving it in place so that its pid stays taken."""
    options = os.WEXITED | os.WNOHANG | os.WNOWAIT
    return os.waitid(os.P_PID, pid, options) is not None


def _children() -> list[int]:
    return processes_by_parent().get(os.getpid(), [])


def _is_up(process: Popen[bytes] | None) -> bool:
    return process is not None and not _has_ended(process.pid)


def _signal(process: Popen[bytes] | None, number: int) -> None:
    if process is not None and not _has_ended(process.pid):
        os.kill(process.pid, number)


def _end_group(process: Popen[bytes]) -> int:
    """Kill what is left of a part's session, let its pid go, return its exit code."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
