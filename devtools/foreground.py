"""Runs a command on our terminal, and hands it the signals that we get."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from devtools import interrupts
from devtools.paths import ROOT
from devtools.spawning import spawn

_POLL = 0.03


def run_foreground(
    command: Sequence[str | Path],
    env: dict[str, str],
    meanwhile: Callable[[], None] = lambda: None,
) -> int:
    """Run a command to its end and return its exit code, as a shell would."""
    process = spawn(command, env=env, cwd=ROOT, own_session=False)
    passed_on = 0
    while process.poll() is None:
        meanwhile()
        if interrupts.count() > passed_on:
            passed_on = interrupts.count()
            _pass_on(process.pid, passed_on)
        time.sleep(_POLL)
    code = process.returncode
    return code if code >= 0 else 128 - code


def _pass_on(pid: int, times: int) -> None:
    """Pass a signal on, unless the terminal gave it to the command already."""
    from_terminal = interrupts.last() == signal.SIGINT and os.isatty(0)
    if times > 1:
        os.kill(pid, signal.SIGKILL)
    elif not from_terminal:
        os.kill(pid, interrupts.last())
