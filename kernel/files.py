"""Files that people hand in, under random names that say nothing of them.

They lie in FILES_DIR, where nobody but the board's own account may look, in a folder
for each purpose. A file is there before the row that names it: what is left without
one, because a process died in between, is found by its age and swept away.
"""

import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_NAME = re.compile(r"[0-9a-f]{32}")


class Store:
    """The files of one purpose."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    def create(self) -> tuple[str, BinaryIO]:
        """Open a new file for writing; return the name that it got as well."""
        name = secrets.token_hex(16)
        folder = self._folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return name, os.fdopen(os.open(folder / name, flags, 0o600), "w+b")

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; `FileNotFoundError` when it is gone."""
        return self._path(name).open("rb")

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is none to worry about."""
        with suppress(FileNotFoundError):
            self._path(name).unlink()

    def untouched(self, *, for_: timedelta) -> Iterator[str]:
        """Yield the names of files that nobody has touched for so long, one by one."""
        latest = time.time() - for_.total_seconds()
        with suppress(FileNotFoundError), os.scandir(self._folder()) as entries:
            for entry in entries:
                # Whoever the file belongs to may come first.
                with suppress(FileNotFoundError):
                    if _NAME.fullmatch(entry.name) and entry.stat().st_mtime < latest:
                        yield entry.name

    def sweep(self, *, older_than: timedelta, keep: Iterable[str]) -> int:
        """Remove the files that nobody has touched for so long; say how many went."""
        kept, removed = set(keep), 0
        latest = time.time() - older_than.total_seconds()
        with suppress(FileNotFoundError):
            for entry in os.scandir(self._folder()):
                # Another sweep, or whoever the file belongs to, may come first.
                with suppress(FileNotFoundError):
                    if entry.name not in kept and entry.stat().st_mtime < latest:
                        self.remove(entry.name)
                        removed += 1
        return removed

    def _folder(self) -> Path:
        return Path(settings.FILES_DIR) / self._purpose

    def _path(self, name: str) -> Path:
        """Return where a file lies; a name that we never gave leads nowhere."""
        if not _NAME.fullmatch(name):
            raise FileNotFoundError(name)
        return self._folder() / name
