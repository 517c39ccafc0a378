"""XML inside of documents: well-formed, without a document type, not too deep."""

from collections.abc import Callable
from xml.parsers import expat

from applications.resumes.bounds import DEEPEST, MOST_ELEMENTS
from applications.resumes.refusals import Refused, damaged, too_large, unsafe

Attributes = dict[str, str]
_ENCODINGS = {"utf-8", "utf-16", "us-ascii", "iso-8859-1"}


def _ignore_start(name: str, attributes: Attributes) -> None:
    """Take no notice of an element."""


def _ignore(name: str) -> None:
    """Take no notice of an end or a text."""


def read_xml(
    data: bytes,
    *,
    start: Callable[[str, Attributes], None] = _ignore_start,
    end: Callable[[str], None] = _ignore,
    text: Callable[[str], None] = _ignore,
) -> None:
    """Read XML, telling elements and attributes by their names without namespaces.

    A part without a byte says nothing: LibreOffice writes some of those.
    """
    if not data:
        return
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = count = 0

    def begin(name: str, attributes: Attributes) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise too_large("The file has too many elements, or nests them too deep.")
        start(_local(name), {_local(key): value for key, value in attributes.items()})

    def finish(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(_local(name))

    def refuse(*_: object) -> None:
        raise unsafe("An XML inside of this file has a document type or entities.")

    def check_encoding(version: str, encoding: str | None, alone: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise damaged("An XML inside of this file is in an odd encoding.")

    parser.XmlDeclHandler = check_encoding
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = begin, finish
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except Refused:
        raise
    except (expat.ExpatError, ValueError, LookupError, OSError) as error:
        raise damaged("An XML inside of this file is broken.") from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
