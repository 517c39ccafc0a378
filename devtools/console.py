"""What the person at the terminal reads: lines, and steps that show their time."""

import os
import sys
import time
from types import TracebackType
from typing import Self

LIVE = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
_ERASE = "\r\033[K"
_LIVE_EVERY = 0.2
_WORTH_A_WORD = 1.0


def _write(text: str) -> None:
    """Write at once; a reader that went away must not stop a supervisor."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115


def say(text: str = "") -> None:
    """Print a line, above the live one when there is one."""
    _write(f"{_ERASE if LIVE else ''}{text}\n")


def complain(text: str) -> None:
    """Print a line to standard error, where a script does not mistake it for output."""
    if LIVE:
        _write(_ERASE)
    sys.stderr.write(f"dev: {text}\n")
    sys.stderr.flush()


class Step:
    """A piece of work that says how long it takes: live on a terminal, else in lines.

    Whoever waits inside it calls `tick`. There is no thread behind it, because a
    process that forks (`processes.spawn`) is better off without any.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self._began = time.monotonic()
        self._shown_at = self._began
        self._announced = False

    def tick(self) -> None:
        """Show that the step still goes on."""
        now = time.monotonic()
        if LIVE and now - self._shown_at >= _LIVE_EVERY:
            self._shown_at = now
            _write(f"{_ERASE}  {self.label} … {now - self._began:.0f} s")
        elif not self._announced and now - self._began >= _WORTH_A_WORD and not LIVE:
            self._announced = True
            say(f"  {self.label} …")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        took = time.monotonic() - self._began
        say(f"  {self.label}: {'gave up after ' if error else ''}{took:.1f} s")
