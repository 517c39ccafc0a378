"""What a file is called and said to be: it must fit what it is, and harm nobody."""

import re
import unicodedata
from pathlib import PurePosixPath

from applications.resumes.refusals import unsupported

LONGEST = 120
_SAYS_NOTHING = {
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/x-download",
    "application/force-download",
}
_ZIP = {"application/zip", "application/x-zip-compressed"}
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain; charset=utf-8",
}
"""What each kind is served as."""
_DECLARED = {
    "pdf": {"application/pdf", "application/x-pdf"},
    "docx": {MEDIA_TYPES["docx"], *_ZIP},
    "odt": {MEDIA_TYPES["odt"], *_ZIP},
    # Windows says that RTF is Word's.
    "rtf": {"application/rtf", "text/rtf", "application/x-rtf", "text/richtext"}
    | {"application/msword"},
    "txt": {"text/plain"},
}
_SUFFIXES = {
    "pdf": {".pdf"},
    "docx": {".docx"},
    "odt": {".odt"},
    "rtf": {".rtf"},
    "txt": {".txt", ".text"},
}
_CALLED = {
    "pdf": "a PDF",
    "docx": "a DOCX",
    "odt": "an ODT",
    "rtf": "an RTF",
    "txt": "plain text",
}
# Of what programs call a device on Windows.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*%;]')
# What looks like an ending: `.pdf`, and not the `.2 of May` of a date.
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,9}")


def check_name(kind: str, name: str, declared: str) -> None:
    """Refuse a name or a declared type that contradicts what the file is."""
    suffix = PurePosixPath(_plain(name)).suffix.lower()
    if _ENDING.fullmatch(suffix) and suffix not in _SUFFIXES[kind]:
        wanted = " or ".join(sorted(_SUFFIXES[kind]))
        raise unsupported(
            f"Its name ends in {suffix}, and its content is {_CALLED[kind]}."
            f" Let the name end in {wanted}, if that is what you meant to send."
        )
    said = declared.partition(";")[0].strip().lower()
    if said not in _DECLARED[kind] | _SAYS_NOTHING:
        raise unsupported(
            f"It was sent as {said[:60]}, and its content is {_CALLED[kind]}."
        )


def harmless_name(kind: str, name: str) -> str:
    """Return what a file may be called wherever somebody saves it."""
    stem = _plain(name)
    for suffix in _SUFFIXES[kind]:
        if stem.lower().endswith(suffix):
            stem = stem[: -len(suffix)]
            break
    stem = _FORBIDDEN.sub("_", stem).strip(" ._-'`~$&#!^")
    if not stem or _DEVICE.match(stem):
        stem = f"resume {stem}".strip()
    return f"{stem[:LONGEST].strip(' .')}.{kind}"


def _plain(name: str) -> str:
    """Return a name on one line, without what is not seen or turns the text around."""
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(
        " " if char.isspace() else char
        for char in composed
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        or char in "\t\n"
    )
    return re.sub(" +", " ", shown).strip()
