"""Plain text: in one of the encodings that people's programs write."""

import codecs
import re

from applications.resumes.refusals import damaged, unsupported

_MARKED = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP_FIRST = re.compile(r"<[!?/%a-z]", re.IGNORECASE)
# What a browser would run, were it to take the text for a page.
_MARKUP = re.compile(
    r"<\s*(script|svg|iframe|object|embed|applet|meta|link|base|form|frameset|img)"
    r"[\s/>]|<\?(php|xml|=)|<!\s*(doctype|entity|element|\[cdata)|<%[@=!]",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:[A-Za-z-]+:[^\n]*\n)*(mime-version|content-type):", re.IGNORECASE
)
_SCRIPT = re.compile(
    r"(#!|@echo\b|-----BEGIN |\[(InternetShortcut|Desktop Entry|autorun)\]"
    r"|Windows Registry Editor|BEGIN:(VCALENDAR|VCARD)|%!PS|\{\\rt)",
    re.IGNORECASE,
)
_SEND = "Send it as a PDF, or as text alone."


def prepare() -> None:
    """Load what is loaded late, for afterwards no file can be opened."""
    for encoding in (*_MARKED.values(), "cp1252"):
        codecs.lookup(encoding)


def read(data: bytes) -> tuple[str, str]:
    """Return the text, or refuse what is none."""
    if b"PK\x05\x06" in data[-66_000:] or b"%PDF-" in data[:1024]:
        raise unsupported(f"There is another file inside of this text. {_SEND}")
    # DOS ended its files with this sign.
    text = decode(data).rstrip("\x1a")
    if _CONTROL.search(text):
        raise unsupported(f"This is no text: it has control characters. {_SEND}")
    begins = text.lstrip("\ufeff \t\r\n\f\x0b")
    if not begins:
        raise damaged("There is nothing in this file.")
    if _MARKUP_FIRST.match(begins) or _MARKUP.search(text):
        raise unsupported(f"This is markup (HTML, SVG, XML), no text. {_SEND}")
    if _SCRIPT.match(begins) or _MAIL.match(begins):
        raise unsupported(f"This is a file for a program, no text. {_SEND}")
    return "txt", text


def decode(data: bytes) -> str:
    """Return bytes as text: as they say, as UTF-8, or as Windows writes."""
    if data.startswith(_UTF32):
        raise unsupported("This is in UTF-32. Save it as UTF-8.")
    for mark, encoding in _MARKED.items():
        if data.startswith(mark):
            try:
                return data.removeprefix(mark).decode(encoding)
            except UnicodeDecodeError as error:
                raise damaged("Its encoding breaks off in the middle.") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # What cp1252 leaves open, other Windows encodings have letters for.
        return data.decode("cp1252", errors="replace")
