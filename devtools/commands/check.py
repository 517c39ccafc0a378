"""Check style, types, imports, migrations and the API's description, all at once.

Runs every check even when one failed, and shows the output of those that did. With
--write it first applies the formatter and rewrites docs/openapi.json.
"""

import os
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from devtools import interrupts
from devtools.arguments import parser_for
from devtools.checks import QUIET, Check, all_checks, all_writes
from devtools.console import Step, complain, say
from devtools.environment import base_environment
from devtools.paths import ROOT
from devtools.spawning import spawn
from devtools.stack import Stack
from devtools.throwaway import throwaway_stack
from devtools.virtualenv import ensure_packages

_POLL = 0.03


@dataclass
class _Run:
    check: Check
    process: Popen[bytes]
    output: Path
    began: float


def run(arguments: list[str]) -> int:
    """Run all checks; 0 when none failed."""
    parser = parser_for("check", __doc__)
    parser.add_argument(
        "--write", action="store_true", help="format, and rewrite docs/openapi.json"
    )
    options = parser.parse_args(arguments)
    ensure_packages("dev")
    began = time.monotonic()
    with throwaway_stack(base_environment()) as stack:
        # Two of them look into a database; it starts in half a second.
        stack.start_servers()
        failed = _run_all(all_writes(), stack) if options.write else []
        failed += _run_all(all_checks(stack.home), stack)
    took = f"{time.monotonic() - began:.0f} s"
    if failed:
        complain(f"failed: {', '.join(failed)} ({took})")
        return 1
    say(f"All checks passed ({took}).")
    return 0


def _run_all(checks: list[Check], stack: Stack) -> list[str]:
    """Run checks, as many at a time as there are cores; return who failed."""
    waiting = deque(checks)
    running: list[_Run] = []
    failed = []
    with Step(f"{len(checks)} checks") as step:
        while waiting or running:
            interrupts.check()
            while waiting and len(running) < (os.cpu_count() or 1):
                running.append(_start(waiting.popleft(), stack))
            for one in [one for one in running if one.process.poll() is not None]:
                running.remove(one)
                if not _is_ok(one):
                    failed.append(one.check.name)
            stack.look_after()
            step.tick()
            time.sleep(_POLL)
    return failed


def _start(check: Check, stack: Stack) -> _Run:
    output = stack.home / f"{check.name}.out"
    with output.open("wb") as file:
        process = spawn(
            check.command, env=stack.env | QUIET, cwd=ROOT, output=file.fileno()
        )
    return _Run(check, process, output, time.monotonic())


def _is_ok(done: _Run) -> bool:
    """Report a finished check, with its output when it failed."""
    complaint = done.output.read_text(errors="replace")
    is_ok = done.process.returncode == 0
    if is_ok:
        complaint = done.check.then()
        is_ok = not complaint
    took = time.monotonic() - done.began
    say(f"  {'ok' if is_ok else 'FAILED':<7} {done.check.name:<15} {took:5.1f} s")
    if not is_ok:
        say(complaint.rstrip())
    return is_ok
