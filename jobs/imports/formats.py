"""Which format a file is in: by what it says, and only then by its name."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from jobs.imports.csv_files import read_csv, read_table
from jobs.imports.json_files import read_array, read_lines
from jobs.imports.rows import Place, Row, Unreadable
from jobs.imports.xml_files import ROOTS, read_document, read_xml
from kernel.problems import FieldError, Invalid, UnsupportedMediaType

HEAD = 64 * 1024
_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_FOREIGN = {
    b"PK\x03\x04": "an Excel file or a ZIP. Save the table as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "an Excel or Word file. Save the table as CSV (UTF-8)",
    b"\x1f\x8b": "compressed (gzip). Send it unpacked",
    b"BZh": "compressed (bzip2). Send it unpacked",
    b"\xfd7zXZ": "compressed (xz). Send it unpacked",
    b"(\xb5/\xfd": "compressed (Zstandard). Send it unpacked",
    b"7z\xbc\xaf": "compressed (7-Zip). Send it unpacked",
    b"%PDF": "a PDF. Send a table: CSV, JSON Lines or XML",
}


class Format(StrEnum):
    """What a file of jobs may be written in."""

    CSV = "csv"
    LINES = "jsonl"
    ARRAY = "json"
    XML = "xml"


READERS: dict[str, Callable[[BinaryIO, Place], Iterator[Row]]] = {
    Format.CSV: read_csv,
    Format.LINES: read_lines,
    Format.ARRAY: read_array,
    Format.XML: read_xml,
}
_NOT_A_TABLE = {".json", ".jsonl", ".ndjson", ".xml"}


def recognise(file: BinaryIO, name: str) -> Format:
    """Return the format of a file, or say what to send instead."""
    file.seek(0)
    head = file.read(HEAD)
    _check_bytes(head)
    text = head.removeprefix(_BOM).lstrip()
    if not text:
        detail = "There is nothing in this file."
        error = FieldError(field="file", code="empty_file", detail=detail)
        raise Invalid(errors=[error])
    if text[:1] == b"<":
        return _xml(head)
    if text[:1] == b"[":
        return Format.ARRAY
    if text[:1] == b"{":
        return _lines(text)
    suffix = PurePath(name).suffix.lower()
    if suffix in _NOT_A_TABLE:
        raise UnsupportedMediaType(
            f"Its name ends in {suffix}, and its content begins like something else."
        )
    file.seek(0)
    read_table(file)
    return Format.CSV


def _check_bytes(head: bytes) -> None:
    """Refuse what is no text, and texts that are not UTF-8."""
    for signature, what in _FOREIGN.items():
        if head.startswith(signature):
            raise UnsupportedMediaType(f"This is {what}.")
    if head.startswith(_OTHER_ENCODINGS) or b"\0" in head:
        raise UnsupportedMediaType(
            "This is in UTF-16, or no text at all. Save it as UTF-8; Excel calls that"
            " CSV UTF-8."
        )


def _xml(head: bytes) -> Format:
    try:
        root = read_document(head).root
    except Unreadable as error:
        raise UnsupportedMediaType(error.detail) from error
    if root not in ROOTS:
        wanted = " or ".join(f"<{each}>" for each in ROOTS)
        raise UnsupportedMediaType(
            f"Its first element is <{root[:50]}>; send {wanted} with <job> in it."
        )
    return Format.XML


def _lines(text: bytes) -> Format:
    if text.partition(b"\n")[0].strip() == b"{":
        raise UnsupportedMediaType(
            "This is one JSON object over several lines. Write each job on one line of"
            " its own, or all of them as one array: [ … ]."
        )
    return Format.LINES
