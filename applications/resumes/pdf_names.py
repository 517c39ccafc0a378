"""The names in the bytes of a PDF, read without understanding what stands around them.

pypdf forgives: what it cannot read in a dictionary it leaves out, and another reader
may not. So names that no résumé needs are looked for by a reading that knows strings,
comments and names, and nothing else.
"""

import re

from applications.resumes.bounds import DEEPEST
from applications.resumes.refusals import damaged, too_large, unsafe

_TOKEN = re.compile(
    rb"%[^\r\n]*"
    rb"|(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*)"
    rb"|(?P<string>\()"
    rb"|(?P<open><<|\[)|(?P<close>>>|\])"
    rb"|<[^<>]*>"
    rb"|(?P<end>\b(?:stream|endobj)\b)"
)
_IN_STRING = re.compile(rb"[()\\]")
_CODE = re.compile(rb"#([0-9A-Fa-f]{2})")
_NEVER = {
    b"JavaScript", b"JS", b"Launch", b"EmbeddedFiles", b"EmbeddedFile", b"XFA",
    b"RichMedia", b"RichMediaContent", b"FileAttachment", b"ImportData", b"SubmitForm",
    b"GoToE", b"Encrypt", b"FFilter",
}  # fmt: skip
_NEVER_DONE = {b"GoToR", b"Rendition", b"Movie", b"Sound", b"GoTo3DView", b"SetState"}


def check_names(data: bytes, start: int) -> None:
    """Refuse an object, from its begin to its end, that names what nobody needs."""
    depth, before, position = 0, b"", start
    while (token := _TOKEN.search(data, position)) is not None:
        position = token.end()
        kind = token.lastgroup
        if kind == "end":
            return
        if kind == "string":
            position = _end_of_string(data, position)
        elif kind == "open":
            depth += 1
            if depth > DEEPEST:
                raise too_large("The objects of this PDF are nested too deep.")
        elif kind == "close":
            depth -= 1
        name = _spelt(token["name"]) if kind == "name" else b""
        if name in _NEVER or (before == b"S" and name in _NEVER_DONE):
            raise unsafe("This PDF does something besides showing pages.")
        before = name


def _spelt(token: bytes) -> bytes:
    """Return a name without its slash, with letters for numbers."""
    return _CODE.sub(lambda code: bytes.fromhex(code[1].decode()), token[1:])


def _end_of_string(data: bytes, position: int) -> int:
    depth = 1
    while depth:
        found = _IN_STRING.search(data, position)
        if found is None:
            raise damaged("A text in this PDF has no end.")
        position = found.end() + (found[0] == b"\\")
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
    return position
