"""What a part of the stack is, and the one table of the board's own processes."""

import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools.paths import PYTHON, ROOT
from devtools.spawning import Account


@dataclass(frozen=True)
class Part:
    """One process to keep alive, and how to start and end it."""

    name: str
    command: Sequence[str | Path]
    env: dict[str, str]
    cwd: Path = ROOT
    stop: int = signal.SIGTERM
    account: Account | None = None
    before_start: Callable[[], None] = field(default=lambda: None)


# The order is that of the start; the first one answers the clients.
_BOARD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("web", ("-m", "gunicorn", "-c", "jobboard/gunicorn.py", "jobboard.wsgi")),
    ("worker", ("-m", "celery", "-A", "jobboard", "worker")),
    ("relay", ("manage.py", "relay")),
    ("scheduler", ("-m", "celery", "-A", "jobboard", "beat")),
)


def board_parts(env: dict[str, str]) -> list[Part]:
    """Return the board's own processes."""
    return [Part(name, (PYTHON, *arguments), env) for name, arguments in _BOARD]
