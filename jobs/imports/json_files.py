"""JSON Lines, and one JSON array: each job is the body of `POST jobs/`."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from jobs.imports.rows import (
    BLOCK,
    LONGEST_ROW,
    Place,
    Row,
    Unreadable,
    row_of_json,
    too_long,
)

_BOM = b"\xef\xbb\xbf"
# A string that the block cuts off matches too, without its last quote.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+("?)|[\[\]{},]', re.DOTALL)
_ENDS = {b"]": b"]", b",": b","}


def read_lines(file: BinaryIO, start: Place) -> Iterator[Row]:
    """Yield a row for each line; its number is that of the line, blank ones counted."""
    file.seek(start.offset)
    offset, number = start.offset, start.row
    while line := file.readline(LONGEST_ROW + 1):
        number += 1
        offset += len(line)
        if len(line) > LONGEST_ROW:
            while line and not line.endswith(b"\n"):
                line = file.readline(BLOCK)  # its rest is thrown away
                offset += len(line)
            yield too_long(number, offset)
            continue
        text = line.removeprefix(_BOM if number == 1 else b"").strip()
        yield row_of_json(number, offset, text) if text else Row(number, offset)


class ArrayReader:
    """Walks over an array's elements without ever holding more than one of them."""

    def __init__(self, file: BinaryIO, start: Place) -> None:
        self._file = file
        self._number = start.row
        self._buffer = b""
        self._offset = start.offset
        """Where the buffer begins in the file."""
        file.seek(start.offset)

    def rows(self) -> Iterator[Row]:
        """Yield a row for each element."""
        if self._offset == 0:
            self._enter()
        while True:
            element, closed = self._element()
            if not closed or element:
                self._number += 1
                # What closes the array is left for whoever reads on from here.
                end = self._offset - closed
                yield row_of_json(self._number, end, element)
            if closed:
                break
        if self._buffer.strip() or self._file.read(BLOCK).strip():
            raise Unreadable("Something follows after the array's last bracket.")

    def _enter(self) -> None:
        self._buffer = self._file.read(BLOCK)
        self._take(self._buffer.index(b"[") + 1)

    def _take(self, size: int) -> bytes:
        taken, self._buffer = self._buffer[:size], self._buffer[size:]
        self._offset += size
        return taken

    def _element(self) -> tuple[bytes, bool]:
        """Take the next element, with what ends it; say whether the array ends too."""
        at, depth = 0, 0
        while True:
            for token in _TOKEN.finditer(self._buffer, at):
                text = token[0]
                if text[:1] == b'"':
                    if not token[1]:
                        break
                elif depth == 0 and text in {b",", b"]"}:
                    element = self._take(token.end())[:-1].strip()
                    return element, text == b"]"
                else:
                    depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(text, 0)
                at = token.end()
            else:
                at = len(self._buffer)
            if len(self._buffer) > LONGEST_ROW:
                raise Unreadable(
                    f"Row {self._number + 1} is longer than {LONGEST_ROW:,} bytes,"
                    " or a quote in it is never closed."
                )
            more = self._file.read(BLOCK)
            if not more:
                raise Unreadable("The file ends before the array does: it was cut off.")
            self._buffer += more


def read_array(file: BinaryIO, start: Place) -> Iterator[Row]:
    """Yield a row for each element of the array that the file is."""
    return ArrayReader(file, start).rows()
