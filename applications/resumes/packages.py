"""ZIPs as DOCX and ODT are: read by one strict reading, so that no two readers differ.

Every byte belongs to exactly one entry or to the directory at the end. Nothing is
unpacked before the directory, the headers and the sizes agree with each other.
"""

import codecs
import re
import stat
import struct
import zlib
from dataclasses import dataclass

from applications.resumes.bounds import (
    HIGHEST_RATIO,
    MOST_ENTRIES,
    MOST_PIXELS,
    RATIO_COUNTS_FROM,
    UNPACKED,
)
from applications.resumes.refusals import damaged, too_large, unsafe

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_HEADER = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _STREAMED, _UTF8 = 0x1, 0x8, 0x800
_STRONG = 0x2040
_DESCRIPTOR = 24
_BAD_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|:|//|[\x00-\x1f\x7f]")
_FILES = (
    b"MZ\x90\0", b"MZP\0", b"\x7fELF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-",
    b"{\\rtf", b"#!", b"\xca\xfe\xba\xbe", b"Rar!", b"7z\xbc\xaf", b"\xcf\xfa\xed\xfe",
    b"MSCF", b"L\0\0\0\x01\x14\x02",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One file of a package, as the directory has it."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int


NOTHING = Entry(name="", flags=0, method=_STORED, crc=0, packed=0, size=0, offset=0)


def prepare() -> None:
    """Load what is loaded late, for afterwards no file can be opened."""
    codecs.lookup("cp437")


class Package:
    """A package whose structure holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._begins: dict[str, int] = {}
        self.entries = {entry.name: entry for entry in self._directory()}
        self._check_sizes()
        self._check_places()

    def read(self, name: str) -> bytes:
        """Return what an entry holds, if it is just what the directory says."""
        entry = self.entries[name]
        begin = self._begins[name]
        packed = self._data[begin : begin + entry.packed]
        found = packed if entry.method == _STORED else _inflate(packed, entry.size)
        if len(found) != entry.size or zlib.crc32(found) != entry.crc:
            raise damaged("A part of this file is not what its directory says.")
        return found

    def check_contents(self) -> None:
        """Unpack everything once, and refuse files inside of the file."""
        for name in self.entries:
            content = self.read(name)
            if content.startswith(_FILES):
                raise unsafe("There is another file inside of this one.")
            _check_picture(content[:32])

    def _directory(self) -> list[Entry]:
        """Return the entries, in the directory's order."""
        end = len(self._data) - _END.size
        if end < 0 or self._data[end : end + 4] != b"PK\x05\x06":
            raise damaged("This file breaks off, or something stands after its end.")
        _, disk, start_disk, here, count, size, offset, _ = _END.unpack_from(
            self._data, end
        )
        if disk or start_disk or here != count or offset + size != end:
            raise damaged("The directory of this file is not where it should be.")
        if count > MOST_ENTRIES:
            raise too_large(f"The file has more than {MOST_ENTRIES:,} parts.")
        found = []
        for _ in range(count):
            entry, offset = self._entry(offset, end)
            found.append(entry)
        if offset != end:
            raise damaged("The directory of this file does not end where it should.")
        if len({entry.name.casefold() for entry in found}) != len(found):
            raise unsafe("Two parts of this file have the same name.")
        return found

    def _entry(self, offset: int, end: int) -> tuple[Entry, int]:
        if offset + _ENTRY.size > end:
            raise damaged("The directory of this file breaks off.")
        (
            signature, made, _, flags, method, _, _, crc, packed, size,
            named, extra, comment, disk, _, attributes, at,
        ) = _ENTRY.unpack_from(self._data, offset)  # fmt: skip
        begin = offset + _ENTRY.size
        raw = self._data[begin : begin + named]
        entry = Entry(_name(raw, flags), flags, method, crc, packed, size, at)
        if signature != b"PK\x01\x02" or disk or len(raw) != named:
            raise damaged("The directory of this file is damaged.")
        _check_entry(entry)
        if made >> 8 == 3 and stat.S_ISLNK(attributes >> 16):  # noqa: PLR2004  # Unix
            raise unsafe("A part of this file is a link to another place.")
        return entry, begin + named + extra + comment

    def _check_sizes(self) -> None:
        """Refuse what would grow beyond measure, by what it says itself."""
        unpacked = sum(entry.size for entry in self.entries.values())
        if unpacked > UNPACKED:
            raise too_large(f"Unpacked, the file has more than {UNPACKED:,} bytes.")
        for size, packed in [
            (unpacked, len(self._data)),
            *((entry.size, entry.packed) for entry in self.entries.values()),
        ]:
            if size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * packed:
                raise too_large("The file grows more than a hundredfold, unpacked.")

    def _check_places(self) -> None:
        """Refuse entries that overlap, leave room between them or name two things."""
        free = 0
        for entry in sorted(self.entries.values(), key=lambda each: each.offset):
            if not free <= entry.offset <= free + _DESCRIPTOR:
                raise unsafe("Parts of this file overlap, or something is hidden.")
            free = self._check_header(entry) + entry.packed
        end = len(self._data) - _END.size
        directory = _END.unpack_from(self._data, end)[6]
        if not free <= directory <= free + _DESCRIPTOR:
            raise unsafe("Parts of this file overlap, or something is hidden.")

    def _check_header(self, entry: Entry) -> int:
        """Return where an entry's bytes begin, if its own header says the same."""
        if entry.offset + _HEADER.size > len(self._data):
            raise damaged("A part of this file lies behind its end.")
        signature, _, flags, method, _, _, crc, packed, size, named, extra = (
            _HEADER.unpack_from(self._data, entry.offset)
        )
        begin = entry.offset + _HEADER.size
        same = _name(self._data[begin : begin + named], flags) == entry.name
        told = (crc, packed, size)
        known = (entry.crc, entry.packed, entry.size)
        agrees = told == known or (
            flags & _STREAMED and told[1:] in {known[1:], (0, 0)}
        )
        if signature != b"PK\x03\x04" or not same or not agrees:
            raise damaged("A part of this file is not what its directory says.")
        if (method, flags & _ENCRYPTED) != (entry.method, entry.flags & _ENCRYPTED):
            raise damaged("A part of this file is not what its directory says.")
        begin += int(named) + int(extra)
        self._begins[entry.name] = begin
        return begin


def _name(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "cp437")
    except UnicodeDecodeError as error:
        raise damaged("A name inside of this file cannot be read.") from error


def _check_entry(entry: Entry) -> None:
    if entry.flags & (_ENCRYPTED | _STRONG):
        raise unsafe("This file is encrypted.")
    if entry.method not in {_STORED, _DEFLATED}:
        raise damaged("A part of this file is packed in a way that we do not read.")
    if not entry.name or _BAD_NAME.search(entry.name):
        raise unsafe("A name inside of this file leads out of it.")
    if entry.method == _STORED and entry.packed != entry.size:
        raise damaged("A part of this file lies about its size.")
    if entry.name.endswith("/") and entry.size:
        raise damaged("A folder inside of this file has a content.")


def _inflate(packed: bytes, size: int) -> bytes:
    """Return unpacked bytes; one more than was said, and no further."""
    unpacker = zlib.decompressobj(-15)
    try:
        found = unpacker.decompress(packed, size + 1)
    except zlib.error as error:
        raise damaged("A part of this file cannot be unpacked.") from error
    if len(found) > size or not unpacker.eof or unpacker.unused_data:
        raise damaged("A part of this file lies about its size.")
    return found


def _check_picture(head: bytes) -> None:
    """Refuse a picture that is small here and huge on a screen."""
    width = height = 0
    if head.startswith(b"\x89PNG\r\n\x1a\n") and len(head) >= 24:  # noqa: PLR2004  # where IHDR ends
        width, height = struct.unpack_from(">2L", head, 16)
    elif head.startswith(b"GIF8") and len(head) >= 10:  # noqa: PLR2004  # where the size ends
        width, height = struct.unpack_from("<2H", head, 6)
    if width * height > MOST_PIXELS:
        raise too_large("A picture in this file is too large.")
