"""Every object of a PDF, wherever it lies: what no table has, some reader opens.

Objects are looked for in the bytes themselves, and inside of streams that hold objects.
So it does not matter which of several tables a reader believes.
"""

import re
import zlib
from collections.abc import Iterator
from io import SEEK_CUR, BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf._utils import read_non_whitespace
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
    read_object,
)

from applications.resumes.bounds import (
    DEEPEST,
    HIGHEST_RATIO,
    LARGEST_SIDE,
    MOST_OBJECTS,
    MOST_PIXELS,
    RATIO_COUNTS_FROM,
    UNPACKED,
)
from applications.resumes.links import is_harmless_link
from applications.resumes.pdf_names import check_names
from applications.resumes.refusals import damaged, too_large, unsafe

_BLANK = rb"(?:[ \t\r\n\0\f]|%[^\r\n]{0,255}[\r\n]){1,64}"
_OBJECT = re.compile(rb"(?<!\d)\d{1,10}" + _BLANK + rb"\d{1,5}" + _BLANK + rb"obj")
_TRAILER = re.compile(rb"trailer(?=[\s<%\0])")
_BAD_KEYS = {
    "/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent",
    "/RichMediaSettings", "/Collection", "/RF", "/FFilter",
}  # fmt: skip
_BAD_ACTIONS = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR",
    "/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView", "/SetState",
}  # fmt: skip
_BAD_SUBTYPES = {"/RichMedia", "/FileAttachment", "/3D", "/Movie", "/Sound", "/Screen"}
_BAD_TYPES = {"/EmbeddedFile", "/Rendition"}
_GROWING = {
    "/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL",
    "/BrotliDecode", "/Crypt",
}  # fmt: skip
_CHUNK = 256 * 1024


class Inspector:
    """Looks at every object once, and keeps count of what they unpack to."""

    def __init__(self, data: bytes, reader: PdfReader) -> None:
        self._data = data
        self._reader = reader
        self._left = MOST_OBJECTS
        self._unpacked = 0

    def inspect(self) -> None:
        """Refuse the file if any object of it does more than show something."""
        for found in _TRAILER.finditer(self._data):
            check_names(self._data, found.end())
            self._look(self._parsed(self._data, found.end()))
        for found in _OBJECT.finditer(self._data):
            self._count()
            check_names(self._data, found.end())
            parsed = self._parsed(self._data, found.end())
            self._look(parsed)
            if isinstance(parsed, StreamObject):
                self._stream(parsed)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise too_large(f"The file has more than {MOST_OBJECTS:,} objects.")

    def _parsed(self, data: bytes, offset: int) -> Any:
        """Return the object at a place; what we cannot read, another reader may."""
        source = BytesIO(data)
        source.seek(offset)
        try:
            read_non_whitespace(source)
            source.seek(-1, SEEK_CUR)
            return read_object(source, self._reader)
        except MemoryError:
            raise
        except Exception as error:
            raise damaged("An object of this PDF cannot be read.") from error

    def _look(self, parsed: Any, depth: int = 0) -> None:
        """Look at an object and at all that lies directly in it."""
        if depth > DEEPEST:
            raise too_large("The objects of this PDF are nested too deep.")
        if isinstance(parsed, DictionaryObject):
            _check_dictionary(parsed)
            for value in parsed.values():
                self._look(value, depth + 1)
        elif isinstance(parsed, ArrayObject):
            for value in parsed:
                self._look(value, depth + 1)

    def _stream(self, stream: StreamObject) -> None:
        """Unpack a stream as far as its size, and look at objects inside of it."""
        if "/F" in stream:
            raise unsafe("A stream of this PDF lies in another file.")
        names = _filters(stream.get("/Filter"))
        if len([name for name in names if name in _GROWING]) > 1:
            raise too_large("A part of this PDF is packed several times over.")
        if _is_picture(stream):
            return
        content = self._unpack(stream, names)
        about = stream.get("/Subtype") == "/XML" or stream.get("/Type") == "/Metadata"
        if about and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise unsafe("The metadata of this PDF have a document type.")
        if stream.get("/Type") == "/ObjStm" or ("/N" in stream and "/First" in stream):
            for each in self._inside(stream, content):
                self._count()
                self._look(each)

    def _unpack(self, stream: StreamObject, names: list[str]) -> bytes:
        """Return what a stream holds, if it is deflated; else what is there."""
        raw = bytes(getattr(stream, "_data", b""))
        if names[:1] not in (["/FlateDecode"], ["/Fl"]):
            return raw
        unpacker, found, rest = zlib.decompressobj(), [], raw
        size = 0
        try:
            while rest and not unpacker.eof:
                part = unpacker.decompress(rest, _CHUNK)
                rest, size = unpacker.unconsumed_tail, size + len(part)
                self._unpacked += len(part)
                grows = size > RATIO_COUNTS_FROM and size > HIGHEST_RATIO * len(raw)
                if self._unpacked > UNPACKED or grows:
                    raise too_large("A part of this PDF grows beyond measure.")
                found.append(part)
        except zlib.error:
            pass  # readers show what came before it, and so do we
        return b"".join(found)

    def _inside(self, stream: StreamObject, content: bytes) -> Iterator[Any]:
        try:
            content = stream.get_data()
            count, first = int(str(stream["/N"])), int(str(stream["/First"]))
            numbers = [int(each) for each in content[:first].split()]
        except MemoryError:
            raise
        except Exception as error:
            raise damaged("A part of this PDF cannot be read.") from error
        if count > MOST_OBJECTS or len(numbers) < 2 * count:
            raise damaged("A part of this PDF is not what it says.")
        check_names(content, first)
        for offset in numbers[1 : 2 * count : 2]:
            yield self._parsed(content, first + offset)


def _check_dictionary(told: DictionaryObject) -> None:
    if "/Encrypt" in told:
        raise unsafe("This PDF is encrypted or asks for a password.")
    if not _BAD_KEYS.isdisjoint(told):
        raise unsafe("This PDF has scripts, forms that run, or files inside.")
    # What stands here by reference is looked at where it is.
    if _name(told, "/S") in _BAD_ACTIONS or _name(told, "/Subtype") in _BAD_SUBTYPES:
        raise unsafe("This PDF does something besides showing pages.")
    if _name(told, "/Type") in _BAD_TYPES:
        raise unsafe("There is another file inside of this PDF.")
    target = told.raw_get("/URI") if "/URI" in told else None
    if isinstance(target, (str, bytes)) and not is_harmless_link(_text(target)):
        raise unsafe("This PDF has a link that leads to no page.")
    _check_page_size(told)


def _check_page_size(told: DictionaryObject) -> None:
    for name in ("/MediaBox", "/CropBox"):
        box = told.raw_get(name) if name in told else None
        if isinstance(box, ArrayObject) and len(box) == 4:  # noqa: PLR2004  # two corners
            sides = [each for each in box if isinstance(each, (int, float))]
            if any(abs(each) > LARGEST_SIDE for each in sides):
                raise too_large("A page of this PDF is larger than a page can be.")


def _is_picture(stream: StreamObject) -> bool:
    """Tell whether a stream is a picture, which is not unpacked; refuse a huge one."""
    if _name(stream, "/Subtype") != "/Image":
        return False
    sides = [stream.get("/Width"), stream.get("/Height")]
    width, height = (int(side) if isinstance(side, int) else 0 for side in sides)
    if width * height > MOST_PIXELS:
        raise too_large("A picture in this PDF is too large.")
    return True


def _filters(told: Any) -> list[str]:
    if isinstance(told, ArrayObject):
        return [str(each.get_object()) for each in told]
    return [] if told is None else [str(told)]


def _name(told: DictionaryObject, key: str) -> str:
    """Return a name that a dictionary has under a key, or one that it refers to."""
    if key not in told:
        return ""
    value = told.raw_get(key)
    if isinstance(value, IndirectObject):
        value = value.get_object()
    return str(value)


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("latin-1")
