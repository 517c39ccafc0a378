"""Turns Ctrl-C, SIGTERM and hang-up into a flag that loops ask for.

An exception out of a signal handler could strike between starting a process and
noting that it was started; a flag cannot.
"""

import signal
from types import FrameType

from devtools.errors import Interrupted

_received: list[int] = []


def listen() -> None:
    """Collect the signals that ask us to end."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _note)


def _note(number: int, _frame: FrameType | None) -> None:
    _received.append(number)


def count() -> int:
    """Return how often we were asked to end."""
    return len(_received)


def last() -> int:
    """Return the signal that asked last."""
    return _received[-1]


def check() -> None:
    """Raise when we were asked to end."""
    if _received:
        raise Interrupted


def forget() -> None:
    """Begin to count anew."""
    _received.clear()
