"""Writing an export's archive: row by row, however much there is."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import orjson
from django.utils import timezone

from accounts.exports import Row, all_files, all_sections
from accounts.models import User

_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
_ABOUT = """\
This is a copy of everything that this board holds about you.
It was made on {at:%Y-%m-%d} at {at:%H:%M} UTC.

Each .json file is a list; an empty one says that we hold nothing of that kind. Times
are in UTC. Secrets (passwords, tokens, keys) are kept as digests that cannot be read
back, and are not in here; nor is what others keep to themselves.

"""


def write_archive(
    file: BinaryIO, user: User, *, progress: Callable[[int], None]
) -> None:
    """Write everything that is held about a person into a file, as a ZIP.

    `progress` is told how many in a hundred parts of it are written.
    """
    sections, now = all_sections(), timezone.now()
    steps = len(sections) + 1
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        says = [f"{each.name}.json\n    {each.says}\n" for each in sections]
        says.append("files/\n    Files that you handed in, by their ids.\n")
        text = _ABOUT.format(at=now) + "\n".join(says)
        archive.writestr(_named("README.txt", now), text)
        for done, section in enumerate(sections):
            progress(100 * done // steps)
            with _member(archive, f"{section.name}.json", now) as member:
                for piece in _as_list(section.read(user)):
                    member.write(piece)
        progress(100 * len(sections) // steps)
        _add_files(archive, user, now)


def _as_list(rows: Iterator[Row]) -> Iterator[bytes]:
    before = b"[\n"
    for row in rows:
        yield before
        yield orjson.dumps(row, option=_PRETTY, default=str)
        before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _add_files(archive: ZipFile, user: User, now: datetime) -> None:
    """Add the files as they are; one that is lost must not take the rest with it."""
    for name, opened in all_files(user):
        try:
            source = opened()
        except FileNotFoundError:
            continue
        with source, _member(archive, f"files/{name}", now, ZIP_STORED) as member:
            shutil.copyfileobj(source, member)


def _member(
    archive: ZipFile, name: str, now: datetime, packed: int = ZIP_DEFLATED
) -> BinaryIO:
    info = _named(name, now)
    info.compress_type = packed
    return archive.open(info, "w", force_zip64=True)  # type: ignore[return-value]  # it is one


def _named(name: str, now: datetime) -> ZipInfo:
    info = ZipInfo(name, date_time=now.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
