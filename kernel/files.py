"""Files that people hand in, under random names that say nothing of them.

They lie in FILES_DIR, where nobody but the board's own account may look, in a folder
for each purpose; or, with FILES_URL, in a bucket, with the purpose before the name. A
file is there before the row that names it: what is left without one, because a process
died in between, is found by its age and swept away.
"""

import io
import logging
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from kernel.problems import Unavailable
from kernel.s3 import AT_ONCE, Bucket, Remote
from kernel.signatures import Signer

log = logging.getLogger("kernel.files")

_NAME = re.compile(r"[0-9a-f]{32}")


class Store:
    """The files of one purpose."""

    def __init__(self, purpose: str) -> None:
        self._purpose = purpose

    def create(self) -> tuple[str, BinaryIO]:
        """Open a new file for writing; return the name that it got as well.

        It stays with `finish`; what is not finished is gone in the end.
        """
        name = secrets.token_hex(16)
        if _bucket():
            return name, tempfile.TemporaryFile()
        self._folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        return name, os.fdopen(os.open(self._path(name), flags, 0o600), "w+b")

    def finish(self, name: str, file: BinaryIO) -> BinaryIO:
        """Make a new file survive a loss of power; return it for reading, from 0."""
        file.flush()
        if bucket := _bucket():
            bucket.put(self._key(name), file)
            file.seek(0)
            return file
        os.fsync(file.fileno())
        file.close()
        return self.open(name)

    def open(self, name: str) -> BinaryIO:
        """Open a file for reading; `FileNotFoundError` when it is gone."""
        if bucket := _bucket():
            return io.BufferedReader(Remote(bucket, self._key(name)), AT_ONCE)
        return self._path(name).open("rb")

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is none to worry about.

        When the bucket is away, it is left for those who sweep.
        """
        with suppress(FileNotFoundError):
            if not (bucket := _bucket()):
                self._path(name).unlink()
                return
            try:
                bucket.delete(self._key(name))
            except Unavailable:
                log.warning("file_is_left", extra={"purpose": self._purpose})

    def link(self, name: str, *, called: str, media_type: str, seconds: int) -> str:
        """Return where a bucket serves a file as an attachment; "" without a bucket."""
        bucket = _bucket()
        if not bucket:
            return ""
        answered = {
            "content-disposition": attachment(called),
            "content-type": media_type,
            "cache-control": "private, no-store",
        }
        return bucket.link(self._key(name), seconds=seconds, answered=answered)

    def untouched(self, *, for_: timedelta) -> Iterator[str]:
        """Yield the names of files that nobody has touched for so long, one by one."""
        latest = timezone.now() - for_
        for name, since in self._all():
            if since < latest and _NAME.fullmatch(name):
                yield name

    def sweep(self, *, older_than: timedelta, keep: Iterable[str]) -> int:
        """Remove the files that nobody has touched for so long; say how many went."""
        kept, removed = set(keep), 0
        for name in self.untouched(for_=older_than):
            if name not in kept:
                self.remove(name)
                removed += 1
        return removed

    def _all(self) -> Iterator[tuple[str, datetime]]:
        if bucket := _bucket():
            for key, since in bucket.keys(f"{self._purpose}/"):
                yield key.removeprefix(f"{self._purpose}/"), since
            return
        with suppress(FileNotFoundError), os.scandir(self._folder()) as entries:
            for entry in entries:
                # Another sweep, or whoever the file belongs to, may come first.
                with suppress(FileNotFoundError):
                    touched = entry.stat().st_mtime
                    yield entry.name, datetime.fromtimestamp(touched, UTC)

    def _folder(self) -> Path:
        return Path(settings.FILES_DIR) / self._purpose

    def _path(self, name: str) -> Path:
        return self._folder() / _checked(name)

    def _key(self, name: str) -> str:
        return f"{self._purpose}/{_checked(name)}"


def attachment(name: str) -> str:
    """Return a Content-Disposition that saves a file under its name (RFC 6266)."""
    plain = "".join(c if c.isascii() and c.isprintable() else "_" for c in name)
    plain = plain.replace("\\", "_").replace('"', "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _checked(name: str) -> str:
    """Return a name; one that we never gave leads nowhere."""
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return name


def _bucket() -> Bucket | None:
    """Return the bucket where files lie, or None where a folder has them."""
    if not settings.FILES_URL:
        return None
    signer = Signer(settings.FILES_REGION, settings.FILES_KEY_ID, settings.FILES_SECRET)
    return Bucket(settings.FILES_URL, signer, settings.FILES_PUBLIC_URL)
