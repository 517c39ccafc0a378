"""RTF: a text with words of command in it, some of which bring other files along."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from applications.resumes.bounds import DEEPEST, LONGEST_TEXT
from applications.resumes.links import is_harmless_link, is_on_own_disk
from applications.resumes.refusals import damaged, unsafe, unsupported

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})"
    rb"|\\(?P<word>[A-Za-z]{1,40})(?P<number>-?\d{1,10})? ?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})|\\(?P<sign>[^A-Za-z])"
    rb"|(?P<line>[\r\n]+)|(?P<text>[^\\{}\r\n]+)",
    re.DOTALL,
)
_OBJECTS = {
    "object", "objdata", "objemb", "objlink", "objautlink", "objupdate", "objocx",
    "objclass", "objname", "objhtml", "objicemb", "objpub", "objsub", "objsect",
    "objalias", "objattph", "oleclsid", "objw", "objtime", "themedatablob",
    "filetbl", "subdocument",
}  # fmt: skip
_UNSEEN = {
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "datastore",
    "colorschememapping", "latentstyles", "listtable", "listoverridetable", "rsidtbl",
    "generator", "xmlnstbl", "mmathPr", "fldinst", "template", "blipuid", "bkmkstart",
    "bkmkend", "pgptbl", "revtbl", "shpinst", "nonshppict", "background",
    "private", "datafield",
}  # fmt: skip
_SIGNS = {
    "par": "\n", "line": "\n", "page": "\n", "sect": "\n", "row": "\n", "cell": "\t",
    "tab": "\t", "emdash": "—", "endash": "\u2013", "bullet": "•", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ",
}  # fmt: skip
_FIELD = re.compile(r"\s*([A-Za-z]+)\s*(.*)", re.DOTALL)
_BAD_FIELDS = {
    "DDE", "DDEAUTO", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "IMPORT", "LINK",
    "EMBED", "DATABASE", "MACROBUTTON", "CONTROL", "AUTOTEXT", "HTMLCONTROL",
}  # fmt: skip
_CODE_PAGES = {1250, 1251, 1252, 1253, 1254, 1257, 437, 850, 932, 936, 949, 950}


@dataclass
class _Group:
    """What holds between two braces."""

    seen: bool = True
    skips: int = 1
    """So many characters after a Unicode one stand for it in old programs."""
    said: list[str] | None = None
    """What is gathered of a destination that must be looked at."""
    what: str = ""


@dataclass
class _Reader:
    """One pass over the file."""

    data: bytes
    encoding: str = "cp1252"
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    text: list[str] = field(default_factory=list)
    length: int = 0
    owed: int = 0
    """Characters still to be left out, for a Unicode one told them."""
    pending: bytearray = field(default_factory=bytearray)
    starred: bool = False
    ended: int = 0

    def read(self) -> str:
        """Return the text."""
        for token in self._tokens():
            self._take(token)
        if len(self.groups) != 1 or not self.ended:
            raise damaged("This RTF breaks off before its last brace.")
        return "".join(self.text)

    def _tokens(self) -> Iterator[re.Match[bytes]]:
        position = 0
        while position < len(self.data):
            if self.ended:
                if self.data[self.ended :].strip(b" \t\r\n\0\x1a"):
                    raise unsupported("Something stands after the end of this RTF.")
                return
            token = _TOKEN.match(self.data, position)
            if token is None:
                raise damaged("This RTF breaks off in a command.")
            position = token.end()
            if token["word"] == b"bin":
                # Bytes as they are; a lie about how many leads behind the file's end.
                position += max(0, int(token["number"] or 0))
                if position > len(self.data):
                    raise damaged("A picture in this RTF is longer than the file.")
            yield token

    def _take(self, token: re.Match[bytes]) -> None:
        kind = token.lastgroup
        if token["hex"] is not None:
            self.pending += bytes.fromhex(token["hex"].decode())
            return
        self._flush()
        if kind == "open":
            self._open()
        elif kind == "close":
            self._close(token.end())
        elif kind == "text":
            self._add_bytes(token["text"])
        elif kind == "sign":
            self._sign(token["sign"])
        elif token["word"] is not None:
            number = token["number"]
            self._word(token["word"].decode(), None if number is None else int(number))

    def _open(self) -> None:
        if len(self.groups) > DEEPEST:
            raise unsafe("The groups of this RTF are nested too deep.")
        self.groups.append(replace(self.groups[-1]))
        self.starred = False

    def _close(self, end: int) -> None:
        if len(self.groups) == 1:
            raise damaged("This RTF closes more braces than it opens.")
        group = self.groups.pop()
        above = self.groups[-1]
        if group.said is not None and above.said is not group.said:
            _check_said(group.what, "".join(group.said))
        if len(self.groups) == 1:
            self.ended = end

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            self.starred = True
        elif sign in b"\\{}":
            self._add(sign.decode())
        elif sign in {b"~", b"_"}:
            self._add(" " if sign == b"~" else "-")
        elif sign in b"\r\n":
            self._add("\n")

    def _word(self, word: str, number: int | None) -> None:
        group, starred = self.groups[-1], self.starred
        self.starred = False
        if word.lower() in _OBJECTS:
            raise unsafe("This RTF has an object or another file inside.")
        if word in {"fldinst", "template"}:
            group.seen, group.said, group.what = False, [], word
        elif starred or word in _UNSEEN:
            # `\*` marks what old programs are to pass over: nothing to be read.
            group.seen = False
        elif word == "shptxt":
            group.seen = True  # of a box, all is passed over but its text
        elif word == "u" and number is not None:
            self._add(chr(number % 65_536))
            self.owed = group.skips
        elif word == "uc" and number is not None:
            group.skips = min(max(number, 0), 10)
        elif word == "ansicpg" and number in _CODE_PAGES:
            self.encoding = f"cp{number}"
        elif word in _SIGNS:
            self._add(_SIGNS[word])

    def _flush(self) -> None:
        if self.pending:
            raw, self.pending = bytes(self.pending), bytearray()
            self._add_bytes(raw)

    def _add_bytes(self, raw: bytes) -> None:
        skipped, self.owed = raw[self.owed :], max(0, self.owed - len(raw))
        if b"\0" in skipped:
            raise unsupported("This is no RTF: it has bytes that no text has.")
        self._add(skipped.decode(self.encoding, errors="replace"))

    def _add(self, text: str) -> None:
        group = self.groups[-1]
        if group.said is not None:
            group.said.append(text)
        elif group.seen and self.length < 10 * LONGEST_TEXT:
            self.text.append(text)
            self.length += len(text)


def _check_said(what: str, said: str) -> None:
    """Refuse a field that fetches something, and a template from elsewhere."""
    if what == "template":
        if not is_on_own_disk(said.strip()):
            raise unsafe("This RTF has a template from elsewhere.")
        return
    found = _FIELD.match(said)
    if found is None:
        return
    if found[1].upper() in _BAD_FIELDS or "DDEAUTO" in said.upper():
        raise unsafe("This RTF has a field that fetches something.")
    if found[1].upper() == "HYPERLINK":
        target = found[2].strip().removeprefix('"').partition('"')[0]
        if not is_harmless_link(target):
            raise unsafe("This RTF has a link that leads to no page.")


def prepare() -> None:
    """Load what is loaded late, for afterwards no file can be opened."""
    for number in _CODE_PAGES:
        codecs.lookup(f"cp{number}")
    codecs.lookup("utf-16")


def read(data: bytes) -> tuple[str, str]:
    """Return the text of an RTF, or refuse it."""
    if b"%PDF-" in data[:1024] or b"PK\x05\x06" in data[-66_000:]:
        raise unsupported("There is another file inside of this RTF.")
    text = _Reader(data).read().encode("utf-16", "surrogatepass")
    return "rtf", text.decode("utf-16", "replace")
