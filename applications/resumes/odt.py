"""ODT: the text of a package, and nothing that runs, fetches or hides."""

import re

from applications.resumes.bounds import LONGEST_TEXT, MOST_PAGES
from applications.resumes.links import is_harmless_link
from applications.resumes.markup import Attributes, read_xml
from applications.resumes.packages import Package
from applications.resumes.refusals import damaged, too_large, unsafe, unsupported

KIND = b"application/vnd.oasis.opendocument.text"
MANIFEST = "META-INF/manifest.xml"
_BAD_NAMES = re.compile(
    r"^(Basic|Scripts|Dialogs)/"
    r"|\.(exe|dll|js|vbs|hta|htm|html|swf|jar|class|ps1|bat|cmd|py|sh|bin|ole)$",
    re.IGNORECASE,
)
_BAD_ELEMENTS = {
    "script", "event-listener", "applet", "plugin", "object-ole", "floating-frame",
    "dde-connection-decl", "dde-connection-decls", "dde-connection", "dde-source",
    "dde-link", "auto-reload", "section-source", "encryption-data", "object",
    "database-display", "form", "execute-macro",
}  # fmt: skip
_UNSEEN = {"tracked-changes", "annotation-end", "sequence-decls"}
_LINKS = {"a"}
# A document remembers the template it was made from; nobody goes there.
_MEMORIES = {"template"}


def read(package: Package) -> str:
    """Return the text of an ODT, or refuse it."""
    first = min(package.entries.values(), key=lambda entry: entry.offset)
    if first.name != "mimetype" or first.method or package.read("mimetype") != KIND:
        raise unsupported("This is no ODT, though it is an OpenDocument of some kind.")
    if any(_BAD_NAMES.search(name) for name in package.entries):
        raise unsafe("This ODT has macros or programs inside.")
    for name in (MANIFEST, "content.xml"):
        if name not in package.entries or not package.entries[name].size:
            raise damaged("This ODT lacks a part that every one has.")
    package.check_contents()
    words = _Words()
    content = package.read("content.xml")
    read_xml(content, start=words.start, end=words.end, text=words.characters)
    for name in package.entries:
        if name.endswith((".xml", ".rdf")):
            read_xml(package.read(name), start=_check_element)
    return "".join(words.text)


def _check_element(name: str, told: Attributes) -> None:
    if name in _BAD_ELEMENTS:
        raise unsafe("This ODT has macros, objects or forms, or is encrypted.")
    target = told.get("href")
    if target is not None and name not in _MEMORIES:
        elsewhere = ":" in target or "//" in target or "\\" in target
        if name in _LINKS:
            elsewhere = not is_harmless_link(target)
        if elsewhere or (name not in _LINKS and target.startswith(("../", "/"))):
            raise unsafe("This ODT fetches something from elsewhere.")
    if name == "document-statistic":
        pages = told.get("page-count", "")
        if pages.isdigit() and int(pages[:9]) > MOST_PAGES:
            raise too_large(f"The file has more than {MOST_PAGES} pages.")


class _Words:
    """Gathers the text of the content."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._length = 0
        self._inside = 0
        """Paragraphs that are open: text stands in nothing else."""
        self._unseen = 0

    def start(self, name: str, told: Attributes) -> None:
        """Note what an element begins."""
        _check_element(name, told)
        if name in {"p", "h"}:
            self._inside += 1
        elif name in _UNSEEN:
            self._unseen += 1
        elif name == "s":
            self.add(" ")
        elif name == "tab":
            self.add("\t")
        elif name == "line-break":
            self.add("\n")

    def end(self, name: str) -> None:
        """Note what an element ends."""
        if name in {"p", "h"}:
            self._inside -= 1
            self.add("\n")
        elif name in _UNSEEN:
            self._unseen -= 1

    def characters(self, text: str) -> None:
        """Take a text where it counts."""
        if self._inside and not self._unseen:
            self.add(text)

    def add(self, text: str) -> None:
        """Add to the text, unless it is long enough."""
        if self._length < 10 * LONGEST_TEXT:
            self.text.append(text)
            self._length += len(text)
