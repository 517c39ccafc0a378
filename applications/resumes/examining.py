"""Having a file looked at, in a process that may die of it while ours goes on.

A web process reads the first bytes of a file, and no more. The rest is for a child that
has no environment, no sockets, little memory and little time; whatever becomes of it,
what we get is an answer or a refusal.
"""

import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from applications.resumes import child
from applications.resumes.names import MEDIA_TYPES, check_name, harmless_name
from applications.resumes.problems import UnsafeFile, problem_of
from applications.resumes.recognising import HEAD, family_of
from applications.resumes.refusals import Refused
from applications.resumes.texts import tidy
from kernel.problems import Unavailable

log = logging.getLogger("applications.resumes")

AT_ONCE = 2
"""So many children may each web process have."""
PATIENCE = 5.0
"""So long a request waits for its turn."""
WALL_CLOCK = 15.0
_LONGEST_ANSWER = 2 * 1024 * 1024
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Findings:
    """What a file turned out to be."""

    kind: str
    name: str
    text: str


def examine(file: BinaryIO, *, name: str, declared: str) -> Findings:
    """Return what a file is and says, or refuse it; the file is read from its start."""
    try:
        file.seek(0)
        family = family_of(file.read(HEAD))
        with _turn():
            kind, text = _ask_child(family, file)
        check_name(kind, name, declared)
    except Refused as refused:
        raise problem_of(refused) from refused
    return Findings(kind=kind, name=harmless_name(kind, name), text=text)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for one's turn, for a moment."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Unavailable("Many files are being looked at just now.", retry_after=2)
    try:
        yield
    finally:
        _turns.release()


def _ask_child(family: str, file: BinaryIO) -> tuple[str, str]:
    """Return the kind and text that a child finds, or raise its refusal."""
    begun = time.monotonic()
    raw, ended = _run(family, file)
    took = round(time.monotonic() - begun, 3)
    log.debug("file_was_examined", extra={"family": family, "seconds": took})
    if ended == child.NOT_OURS:
        log.error("files_cannot_be_examined")
        raise Unavailable("Files cannot be looked at just now.", retry_after=30)
    told = _understood(raw) if ended == 0 else {}
    if "refused" in told:
        raise Refused(str(told["refused"]), str(told.get("detail", ""))[:500])
    kind, text = told.get("kind"), told.get("text")
    if kind not in MEDIA_TYPES or not isinstance(text, str):
        log.warning(
            "file_killed_its_reader",
            extra={"family": family, "ended": ended, "seconds": took},
        )
        raise UnsafeFile("It takes more time or memory to read than a résumé may.")
    # It may have been taken over by the file that it read: its word is data, too.
    return kind, tidy(text)


def _run(family: str, file: BinaryIO) -> tuple[bytes, int]:
    """Return what a child wrote and how it ended."""
    # Not `file.seek`: what is buffered here the child would not get.
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    try:
        process = subprocess.Popen(  # noqa: S603  # our own program, and fixed words
            [sys.executable, "-I", "-S", str(child.__file__), family, *_places()],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        log.exception("no_child_could_be_started")
        raise Unavailable(retry_after=5) from error
    with process:
        try:
            raw = _read(process, time.monotonic() + WALL_CLOCK)
            return raw, process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return b"", -signal.SIGKILL
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def _read(process: "subprocess.Popen[bytes]", until: float) -> bytes:
    """Return what a child writes until it ends, or its time or our room does."""
    pipe, size = process.stdout, 0
    parts: list[bytes] = []
    if pipe is None:
        raise TypeError("a child's answer is read from a pipe")
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while size <= _LONGEST_ANSWER:
            if not selector.select(until - time.monotonic()):
                raise subprocess.TimeoutExpired(process.args, WALL_CLOCK)
            part = os.read(pipe.fileno(), 64 * 1024)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
    raise subprocess.TimeoutExpired(process.args, WALL_CLOCK)


def _understood(raw: bytes) -> dict[str, Any]:
    with suppress(ValueError, RecursionError):
        told = json.loads(raw)
        if isinstance(told, dict):
            return told
    return {}


def _places() -> list[str]:
    """Return where the child finds our readers and pypdf."""
    found = find_spec("pypdf")
    if found is None or found.origin is None:
        return [str(settings.BASE_DIR)]
    return [str(settings.BASE_DIR), str(Path(found.origin).parent.parent)]
