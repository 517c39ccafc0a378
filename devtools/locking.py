"""File locks: what only one `./dev` may do at a time in this folder.

The kernel lets go of them when their holder dies, however it dies.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools import interrupts
from devtools.console import say


def try_lock(path: Path) -> int | None:
    """Take the lock and return its handle, or None when somebody holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def locked(path: Path, waiting: str) -> Iterator[None]:
    """Hold the lock; while somebody else does, wait and say for what."""
    handle = try_lock(path)
    if handle is None:
        say(f"  {waiting}")
    while handle is None:
        interrupts.check()
        time.sleep(0.1)
        handle = try_lock(path)
    try:
        yield
    finally:
        os.close(handle)
