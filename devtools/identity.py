"""Which process a number means: a pid counts only with the moment it began.

Pids are used again. A state file that outlived its supervisor, or a reboot, may
name a pid that belongs to somebody else by now; such a process is never signalled.
"""

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

_PROC = Path("/proc")
_STATE, _PARENT, _STARTED = 0, 1, 19


@dataclass(frozen=True)
class Identity:
    """A pid and the moment its process began; equal only for one process."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """Return who has this pid now, or None when nobody does."""
        started = _started(pid)
        return None if started is None else cls(pid, started)

    def is_alive(self) -> bool:
        """Tell whether that very process still runs; a zombie does not."""
        return _started(self.pid) == self.started

    def send(self, number: int) -> bool:
        """Signal that very process and tell whether it was there."""
        try:
            handle = os.pidfd_open(self.pid)
        except (OSError, AttributeError):
            return self._send_without_handle(number)
        try:
            # The handle cannot come to mean another process between the two calls.
            if not self.is_alive():
                return False
            signal.pidfd_send_signal(handle, number)
        except ProcessLookupError:
            return False
        finally:
            os.close(handle)
        return True

    def _send_without_handle(self, number: int) -> bool:
        if not self.is_alive():
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)
            return True
        return False


def processes_by_parent() -> dict[int, list[int]]:
    """Return every live process, listed under its parent, oldest first."""
    found: dict[int, list[int]] = {}
    if not (_PROC / "self" / "stat").exists():
        return _processes_from_ps()
    for entry in sorted(int(p.name) for p in _PROC.iterdir() if p.name.isdigit()):
        fields = _stat(entry)
        if fields and fields[_STATE] != "Z":
            found.setdefault(int(fields[_PARENT]), []).append(entry)
    return found


def family(pid: int, by_parent: dict[int, list[int]]) -> list[int]:
    """Return the pid, then its descendants, parents before children."""
    members = [pid]
    for member in members:
        members.extend(by_parent.get(member, []))
    return members


def carriers(variable: str) -> list[Identity]:
    """Return the processes whose environment began with this `NAME=value`.

    Descendants inherit it, so it finds what outlived its parent. Where the system
    shows no environments it finds nothing; the recorded leaders are ended anyway.
    """
    found = []
    wanted = variable.encode()
    for entry in _PROC.glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            who = Identity.of(int(entry.parent.name))
            if who and wanted in entry.read_bytes().split(b"\0"):
                found.append(who)
    return found


def _stat(pid: int) -> list[str]:
    """Return the fields of /proc/<pid>/stat that follow the command's name."""
    try:
        text = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return []
    # The name stands in brackets and may itself hold brackets and blanks.
    return text.rpartition(")")[2].split()


def _started(pid: int) -> str | None:
    if pid <= 0:
        return None
    if not (_PROC / "self" / "stat").exists():
        return _started_from_ps(pid)
    fields = _stat(pid)
    if not fields or fields[_STATE] in "ZX":
        return None
    return f"{_boot()}:{fields[_STARTED]}"


@cache
def _boot() -> str:
    """Return what tells this boot from the one before: start times count from it."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return "boot"


def _ps(*arguments: str) -> str:
    result = subprocess.run(
        ["/bin/ps", *arguments], capture_output=True, text=True, check=False
    )
    return result.stdout.strip()


def _started_from_ps(pid: int) -> str | None:
    state, _, started = _ps("-o", "state=,lstart=", "-p", str(pid)).partition(" ")
    return None if not started or state.startswith("Z") else started.strip()


def _processes_from_ps() -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for line in _ps("-A", "-o", "ppid=,pid=").splitlines():
        parent, pid = map(int, line.split())
        found.setdefault(parent, []).append(pid)
    return found
