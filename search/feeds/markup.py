"""Writing XML that stays well-formed whatever people have typed."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(each for each in range(0x20) if each not in b"\t\n\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_IN_ATTRIBUTES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


def text(value: str) -> str:
    """Return a text as the content of an element."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(value: str) -> str:
    """Return a text as the value of an attribute, between double quotes."""
    written = text(value)
    for character, reference in _IN_ATTRIBUTES.items():
        written = written.replace(character, reference)
    return written


def cdata(value: str) -> str:
    """Return a text as a CDATA section, or as two where it would end one."""
    if "]" in value:
        # What is dropped later could stand between the brackets, or before the sign.
        value = _FORBIDDEN.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{value}]]>"


def encoded(xml: str) -> bytes:
    """Return XML as UTF-8, without the characters that XML cannot hold at all.

    All that is sent passes here, so no field can be forgotten; on bytes it costs next
    to nothing.
    """
    raw = xml.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for character in _NO_CHARACTERS:
        raw = raw.replace(character, b"")
    return raw


def rfc822(at: datetime) -> str:
    """Return an instant as RSS writes it."""
    return format_datetime(at.astimezone(UTC), usegmt=True)


def rfc3339(at: datetime) -> str:
    """Return an instant as Atom writes it, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
