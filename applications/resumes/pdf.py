"""PDF: the text of its pages, once nothing in it was found that does more than show."""

import codecs
import logging
import re
import signal
from contextlib import suppress
from importlib import import_module
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from applications.resumes.bounds import LONGEST_TEXT, MOST_PAGES
from applications.resumes.pdf_objects import Inspector
from applications.resumes.refusals import (
    UNSAFE,
    Refused,
    damaged,
    too_large,
    unsupported,
)

SECONDS = 4.0
"""So long we look for text; what was found by then is what is kept."""
_HEADER = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[ \t]*[\r\n]")
_START = re.compile(rb"startxref[ \t\r\n]+(\d{1,10})[ \t\r\n]+%%EOF[ \t\r\n\0]*\Z")
_TABLE = re.compile(
    rb"[ \t\r\n]*(xref[ \t\r\n]|\d{1,10}[ \t\r\n]+\d{1,5}[ \t\r\n]+obj)"
)
_FIRST = re.compile(rb"\d+[ \t\r\n\0]+\d+[ \t\r\n\0]+obj")
_MARKUP = re.compile(
    rb"<\s*(script|html|svg|body|iframe|!doctype|\?php)", re.IGNORECASE
)
# Loaded before the doors are shut: pages name them.
_CODECS = (
    "ascii", "latin-1", "cp1252", "charmap", "mac_roman", "utf-8", "utf-16",
    "utf-16-be", "utf-16-le", "gbk", "gb2312", "big5", "shift_jis", "euc_jp", "euc_kr",
    "cp949", "gb18030", "cp1250", "cp1251",
)  # fmt: skip
_LOADED_LATE = (
    "json",
    "pypdf.xmp",
    "pypdf.filters",
    "pypdf._codecs.core_font_metrics",
    "pypdf.generic._image_inline",
)


class _OutOfTime(BaseException):
    """The time for looking for text is over; pypdf must not catch it."""


def prepare() -> None:
    """Load what is loaded late, for afterwards no file can be opened."""
    for name in _CODECS:
        codecs.lookup(name)
    for module in _LOADED_LATE:
        import_module(module)
    logging.disable()


def read(data: bytes) -> tuple[str, str]:
    """Return the text of a PDF, or refuse it."""
    _check_frame(data)
    try:
        reader = PdfReader(BytesIO(data), strict=False)
        pages = _pages(data, reader)
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise damaged("This PDF cannot be read.") from error
    if not pages:
        raise damaged("This PDF has no pages.")
    if pages > MOST_PAGES:
        raise too_large(f"The file has more than {MOST_PAGES} pages.")
    return "pdf", _text(reader)


def _pages(data: bytes, reader: PdfReader) -> int:
    """Return how many pages there are, after a look at all that is there."""
    if reader.is_encrypted:
        raise Refused(UNSAFE, "This PDF is encrypted. Save it without a password.")
    Inspector(data, reader).inspect()
    if "/Pages" not in reader.trailer.raw_get("/Root").get_object():
        raise damaged("This PDF does not say where its pages are.")
    return len(reader.pages)


def _check_frame(data: bytes) -> None:
    """Refuse what breaks off, and what is a file of another kind at the same time."""
    if not _HEADER.match(data):
        raise damaged("This PDF does not begin as one.")
    start = _START.search(data[-1024:])
    if start is None:
        raise damaged("This PDF breaks off, or something stands after its end.")
    if not _TABLE.match(data[int(start[1]) : int(start[1]) + 64]):
        raise damaged("The table of this PDF is not where it should be.")
    first = _FIRST.search(data, 0, 65_536)
    head = data[: first.start() if first else 1024]
    if len(head) > 2048 or _MARKUP.search(head):  # noqa: PLR2004  # a few comments
        raise unsupported("There is another file inside of this PDF.")
    if b"PK\x05\x06" in data and b"PK\x01\x02" in data:
        raise unsupported("This is a PDF and a ZIP at the same time.")


def _text(reader: PdfReader) -> str:
    """Return what can be found of the text in a few seconds; scans have none."""
    found: list[str] = []

    def stop(*_: Any) -> None:
        raise _OutOfTime

    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    # It strikes once, perhaps only while it is being switched off.
    with suppress(_OutOfTime):
        try:
            _gather(reader, found)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return "\n".join(found)


def _gather(reader: PdfReader, found: list[str]) -> None:
    length = 0
    for page in reader.pages:
        try:
            text = page.extract_text()
        except Exception:  # noqa: BLE001  # a page whose text cannot be found has none
            text = ""
        found.append(text)
        length += len(text)
        if length > 2 * LONGEST_TEXT:
            return
