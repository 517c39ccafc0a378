"""Show the logs of the board: all parts, or one.

Parts: web, worker, relay, scheduler, postgres, valkey, prepare, install, up. The
logs of the run before lie beside them in .local/logs/, ending in .1.
"""

import sys
import time
from pathlib import Path

from devtools import interrupts
from devtools.arguments import parser_for
from devtools.console import say
from devtools.errors import CannotGoOn, Interrupted
from devtools.paths import LOGS

_LINES = 50
_EVERY = 0.3


def run(arguments: list[str]) -> int:
    """Print the last lines, and with -f those to come."""
    parser = parser_for("logs", __doc__)
    parser.add_argument("part", nargs="?", help="only this one")
    parser.add_argument("-f", "--follow", action="store_true", help="and go on")
    parser.add_argument("-n", "--lines", type=int, default=_LINES, help="how many")
    options = parser.parse_args(arguments)
    logs = _logs(options.part)
    width = 0 if options.part else max(len(log.stem) for log in logs)
    ends = {log: _print_from(log, _last(log, options.lines), width) for log in logs}
    try:
        while options.follow:
            interrupts.check()
            time.sleep(_EVERY)
            for log in logs:
                ends[log] = _print_from(log, ends[log], width)
    except Interrupted:
        pass
    return 0


def _logs(part: str | None) -> list[Path]:
    logs = sorted(LOGS.glob("*.log"))
    if part is not None:
        logs = [log for log in logs if log.stem == part]
    if not logs:
        raise CannotGoOn(f"there is no log {part or ''} in {LOGS}.")
    return logs


def _last(log: Path, lines: int) -> int:
    """Return where the last lines of a log begin."""
    content = log.read_bytes()
    kept = content.splitlines(keepends=True)[-lines:] if lines > 0 else []
    return len(content) - sum(map(len, kept))


def _print_from(log: Path, start: int, width: int) -> int:
    """Print what a log holds from there on, and return where it ends now."""
    try:
        if log.stat().st_size < start:
            start = 0  # it was begun anew
        with log.open("rb") as file:
            file.seek(start)
            new = file.read()
    except FileNotFoundError:
        return 0
    whole = new.rpartition(b"\n")[0] + b"\n" if b"\n" in new else b""
    prefix = f"{log.stem:<{width}} | " if width else ""
    for line in whole.decode(errors="replace").splitlines():
        say(f"{prefix}{line}")
    sys.stdout.flush()
    return start + len(whole)
