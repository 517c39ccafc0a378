"""PDF (to come)."""

from collections.abc import Sequence
from typing import BinaryIO

from reports.figures.sections import Section
from reports.formats.digest import Digest
from reports.formats.values import Head, Row


class PdfWriter:
    def __init__(self, file: BinaryIO, head: Head, digest: Digest) -> None:
        self._file = file

    def begin(self, section: Section) -> None: ...
    def add(self, rows: Sequence[Row]) -> None: ...
    def end(self) -> None: ...
    def close(self) -> None:
        self._file.write(b"%PDF-")
