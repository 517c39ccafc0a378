"""XML, read piece by piece: our own `<jobs>`, and the `<source>` feed of Indeed.

A document type is refused before anything in it is looked at, so there are no entities
that could grow and nothing that would be fetched.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from xml.parsers import expat

from jobs.imports import indeed, own_xml
from jobs.imports.elements import Element
from jobs.imports.rows import (
    BLOCK,
    LONGEST_ROW,
    Place,
    Row,
    Unreadable,
    too_long,
)

ROOTS: dict[str, Callable[[int, int, Element], Row]] = {
    "jobs": own_xml.row_of,
    "source": indeed.row_of,
}
"""What the root element is called, and what then becomes of a `<job>` in it."""
JOB = "job"
ROW_LEVEL = 2
DEEPEST = 8
LONGEST_HEAD = 64 * 1024


@dataclass
class Document:
    """What the beginning of a file says: its root element and its encoding."""

    root: str = ""
    encoding: str = "utf-8"


def read_document(head: bytes) -> Document:
    """Return what a file's beginning says, or refuse it with `Unreadable`."""
    found = Document()
    parser = expat.ParserCreate()

    def declared(version: str, encoding: str | None, standalone: int) -> None:
        found.encoding = encoding or "utf-8"

    def started(name: str, attributes: dict[str, str]) -> None:
        found.root = found.root or name

    parser.XmlDeclHandler = declared
    parser.StartElementHandler = started
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(head, False)
    except expat.ExpatError as error:
        if not found.root:
            raise Unreadable(f"This is not XML: {_said(error)}.") from error
    except (LookupError, ValueError) as error:
        raise Unreadable("It is in an encoding that we do not read.") from error
    return found


def _refuse_doctype(*args: Any) -> None:
    raise Unreadable("It declares a document type (<!DOCTYPE …>). Leave that out.")


def _said(error: expat.ExpatError) -> str:
    return f"{expat.ErrorString(error.code)} at line {error.lineno}"


@dataclass
class _Open:
    """An element that has begun."""

    element: Element
    texts: list[str] = field(default_factory=list)


class JobReader:
    """Reads the jobs of one file, from where a row begins.

    Whoever begins in the middle is told the root element again, so that what closes it
    fits, and so that a file which is cut off is noticed wherever one begins.
    """

    def __init__(self, file: BinaryIO, start: Place) -> None:
        file.seek(0)
        document = read_document(file.read(LONGEST_HEAD))
        self._make_row = ROOTS[document.root]
        self._file = file
        self._number = start.row
        self._stack: list[_Open] = []
        self._size = 0
        self._depth = 0
        self._pending: tuple[int, Element | None] | None = None
        self._ready: deque[Row] = deque()
        self._parser = self._new_parser(document, resumed=start.offset > 0)
        self._base = start.offset
        if start.offset:
            opening = f"<{document.root}>".encode(document.encoding)
            self._base -= len(opening)
            self._parser.Parse(opening, False)
        file.seek(start.offset)

    def _new_parser(self, document: Document, *, resumed: bool) -> Any:
        parser = expat.ParserCreate(document.encoding if resumed else None)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser

    def rows(self) -> Iterator[Row]:
        """Yield a row for each job, once it is known where the next one begins."""
        while block := self._file.read(BLOCK):
            yield from self._after(block, last=False)
        yield from self._after(b"", last=True)

    def _after(self, block: bytes, *, last: bool) -> Iterator[Row]:
        """Feed a block, and yield what is whole, also when the rest is broken."""
        failure: Unreadable | None = None
        try:
            self._parser.Parse(block, last)
        except expat.ExpatError as error:
            failure = Unreadable(f"The file is not XML to its end: {_said(error)}.")
        except Unreadable as error:
            failure = error
        if failure is not None:
            self._release(self._base + self._parser.CurrentByteIndex)
        yield from self._taken()
        if failure is not None:
            raise failure

    def _taken(self) -> Iterator[Row]:
        while self._ready:
            yield self._ready.popleft()

    def _release(self, end: int) -> None:
        """Let the last job go, now that it is known where it ends."""
        if self._pending is None:
            return
        number, element = self._pending
        self._pending = None
        if element is None:
            self._ready.append(too_long(number, end))
        else:
            self._ready.append(self._make_row(number, end, element))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            return
        if self._depth == ROW_LEVEL:
            self._release(self._base + self._parser.CurrentByteIndex)
            self._size = 0
        if self._depth > DEEPEST:
            raise Unreadable(f"It is nested deeper than {DEEPEST} levels.")
        element = Element(name, attributes)
        if self._stack:
            self._stack[-1].element.children.append(element)
        self._stack.append(_Open(element))

    def _text(self, data: str) -> None:
        self._size += len(data)
        if self._stack and self._size <= LONGEST_ROW:
            self._stack[-1].texts.append(data)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if not self._stack:
            # What closes the root is left for whoever reads on from here.
            self._release(self._base + self._parser.CurrentByteIndex)
            return
        opened = self._stack.pop()
        opened.element.text = "".join(opened.texts)
        if self._depth == 1 and opened.element.name == JOB:
            self._number += 1
            whole = self._size <= LONGEST_ROW
            self._pending = self._number, opened.element if whole else None


def read_xml(file: BinaryIO, start: Place) -> Iterator[Row]:
    """Yield a row for each `<job>` below the root."""
    return JobReader(file, start).rows()
