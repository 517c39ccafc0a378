"""DOCX: the text of a package, and nothing that runs, fetches or hides."""

import re

from applications.resumes.bounds import LONGEST_TEXT, MOST_PAGES
from applications.resumes.links import is_harmless_link, is_on_own_disk
from applications.resumes.markup import Attributes, read_xml
from applications.resumes.packages import NOTHING, Package
from applications.resumes.refusals import damaged, too_large, unsafe, unsupported

TYPES = "[Content_Types].xml"
_DOCUMENT = (
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)
_BAD_TYPES = re.compile(
    r"macroenabled|vbaproject|vbadata|oleobject|activex|\.(ms-)?office\.package"
    r"|x-msdownload|text/html|ms-word\.attachedtoolbars|webextension",
    re.IGNORECASE,
)
_BAD_NAMES = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|afchunk|attachedtoolbars|customui/"
    r"|\.(bin|exe|dll|js|vbs|hta|htm|html|mht|mhtml|swf|jar|class|ps1|bat|cmd)$",
    re.IGNORECASE,
)
_HARMLESS_BIN = re.compile(r"/(printerSettings/printerSettings\d*|customerData)\.bin$")
_BAD_RELATIONS = (
    "/vbaProject", "/oleObject", "/package", "/control", "/aFChunk", "/subDocument",
    "/activeXControlBinary", "/attachedToolbars", "/externalLink", "/webextension",
    "/extensibility", "/frame", "/mailMergeSource", "/mailMergeHeaderSource",
)  # fmt: skip
_READ = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
_COMMANDS = re.compile(
    r"DDEAUTO|DDE\s|INCLUDEPICTURE|INCLUDETEXT|\bIMPORT\s|MACROBUTTON|HTMLCONTROL",
    re.IGNORECASE,
)


def read(package: Package) -> str:
    """Return the text of a DOCX, or refuse it."""
    types = _types(package)
    for name in package.entries:
        bad = _BAD_NAMES.search(f"/{name}") and not _HARMLESS_BIN.search(name)
        if bad:
            raise unsafe("This DOCX has macros, objects or programs inside.")
    main = _main_part(package)
    if types.get(f"/{main}".casefold()) != _DOCUMENT:
        raise unsupported("This is no DOCX: send the document, not a template.")
    package.check_contents()
    others = [name for name in package.entries if _READ.fullmatch(name)]
    text = [_text(package.read(name)) for name in [main, *sorted(others)]]
    for name in package.entries:
        _check_part(package, name, types)
    return "\n".join(text)


def _types(package: Package) -> dict[str, str]:
    """Return what each part is said to be, after refusing what no résumé needs."""
    found: dict[str, str] = {}

    def start(name: str, told: Attributes) -> None:
        kind = told.get("ContentType", "")
        if _BAD_TYPES.search(kind):
            raise unsafe("This DOCX has macros, objects or pages inside.")
        if name == "Override":
            found[told.get("PartName", "").casefold()] = kind

    read_xml(package.read(TYPES), start=start)
    return found


def _main_part(package: Package) -> str:
    found: list[str] = []

    def start(name: str, told: Attributes) -> None:
        if name == "Relationship" and told.get("Type", "").endswith("/officeDocument"):
            found.append(told.get("Target", "").removeprefix("/"))

    if "_rels/.rels" not in package.entries:
        raise damaged("This DOCX does not say where its text is.")
    read_xml(package.read("_rels/.rels"), start=start)
    if len(found) != 1 or not package.entries.get(found[0], NOTHING).size:
        raise damaged("This DOCX does not say where its text is.")
    return found[0]


def _check_part(package: Package, name: str, types: dict[str, str]) -> None:
    """Look through a part that is XML; what is none was looked at when unpacked."""
    lower = name.casefold()
    if lower.endswith(".rels"):
        read_xml(package.read(name), start=_check_relation)
    elif lower.endswith("docprops/app.xml"):
        _check_pages(package.read(name))
    elif lower.endswith(".xml") or types.get(f"/{lower}", "").endswith("xml"):
        read_xml(package.read(name))


def _check_relation(name: str, told: Attributes) -> None:
    kind, target = told.get("Type", ""), told.get("Target", "")
    if kind.endswith(_BAD_RELATIONS):
        raise unsafe("This DOCX brings something along besides its text.")
    if told.get("TargetMode", "").casefold() != "external":
        if "://" in target or ".." in target.split("/")[2:]:
            raise unsafe("This DOCX names a part that lies elsewhere.")
        return
    if kind.endswith("/hyperlink"):
        fine = is_harmless_link(target)
    else:
        # A template or a picture that was on the writer's disk is a name, no more.
        fine = kind.endswith(("/attachedTemplate", "/image")) and is_on_own_disk(target)
    if not fine:
        raise unsafe("This DOCX fetches something from elsewhere.")


def _check_pages(data: bytes) -> None:
    """Refuse what says of itself that it is long."""
    said: list[str] = []
    inside = False

    def start(name: str, told: Attributes) -> None:
        nonlocal inside
        inside = name == "Pages"

    read_xml(data, start=start, text=lambda text: said.append(text) if inside else None)
    pages = "".join(said).strip()
    if pages.isdigit() and int(pages[:9]) > MOST_PAGES:
        raise too_large(f"The file has more than {MOST_PAGES} pages.")


class _Words:
    """Gathers the text of a part, and the commands of its fields."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.commands: list[str] = []
        self._length = 0
        self._into: list[str] | None = None
        self._fallbacks = 0

    def start(self, name: str, told: Attributes) -> None:
        """Note what an element begins."""
        if name == "Fallback":
            self._fallbacks += 1
        elif name == "t" and not self._fallbacks:
            self._into = self.text
        elif name == "instrText":
            self._into = self.commands
        elif name == "fldSimple":
            self.commands.append(told.get("instr", "") + " ")
        elif name == "tab":
            self.add("\t")
        elif name in {"br", "cr"}:
            self.add("\n")

    def end(self, name: str) -> None:
        """Note what an element ends."""
        if name == "Fallback":
            self._fallbacks -= 1
        elif name in {"t", "instrText"}:
            self._into = None
        elif name in {"p", "tr"}:
            self.add("\n")
        elif name == "tc":
            self.add("\t")

    def characters(self, text: str) -> None:
        """Take a text where it counts."""
        if self._into is self.text:
            self.add(text)
        elif self._into is not None:
            self._into.append(text)

    def add(self, text: str) -> None:
        """Add to the text, unless it is long enough."""
        if self._length < 10 * LONGEST_TEXT:
            self.text.append(text)
            self._length += len(text)


def _text(data: bytes) -> str:
    words = _Words()
    read_xml(data, start=words.start, end=words.end, text=words.characters)
    # A command may be cut into runs, so that nobody finds it in any of them.
    if _COMMANDS.search("".join(words.commands)):
        raise unsafe("This DOCX has a field that fetches something.")
    return "".join(words.text)
