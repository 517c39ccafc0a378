"""HTML taken apart: texts and tags, without what nobody would see.

Every pattern here takes each character once, whatever the text is.
"""

import re
from collections.abc import Iterator
from html import unescape

from jobs.markup.vocabulary import BLOCKS, HIDDEN, SWALLOWING

LONGEST_LINK = 2000

_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\f\r"))
# Quotes hide angle brackets where they come in pairs.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][\w:.-]*+)"""
    r"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+(?=>)|[^<>]*+)>""",
    re.ASCII,
)
_NAMES = "|".join(sorted(HIDDEN - {"!--"}))
_HIDDEN = re.compile(rf"<(!--|[!?]|(?:{_NAMES})(?=[\s/>]))", re.IGNORECASE)
_ENDS = {
    "!--": re.compile(r"--!?>"),
    "!": re.compile(">"),
    "?": re.compile(">"),
    **{
        name: re.compile(rf"</{name}(?=[\s/>])[^<>]*+>?", re.IGNORECASE)
        for name in HIDDEN - {"!--"}
    },
}
# Python refuses to read a number of thousands of digits.
_ENDLESS_NUMBER = re.compile(r"&#\d{12,}+;?")
_HREF = re.compile(
    r"""(?<![^\s"'/])href\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""",
    re.IGNORECASE,
)
_SAFE = re.compile(r"(?:https?://[^/\\]|mailto:[^/\\])\S*", re.IGNORECASE)
_ESCAPED = str.maketrans({"<": "%3C", ">": "%3E", '"': "%22", "`": "%60", "&": "&amp;"})


def pieces(html: str) -> list[str]:
    """Return a text and, again and again, a slash or none, a name, attributes, a text.

    A name is as it was written; what is no tag stays in its text.
    """
    html = html.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    parts = _TAG.split(html)
    if "<!" in html or "<?" in html or not _names(parts).isdisjoint(HIDDEN):
        parts = _TAG.split("".join(_shown(html)))
    return parts


def has_blocks(parts: list[str]) -> bool:
    """Tell whether any of the tags is one that breaks a line."""
    return not _names(parts).isdisjoint(BLOCKS)


def _names(parts: list[str]) -> set[str]:
    return {name.lower() for name in set(parts[2::4])}


def decoded(text: str) -> str:
    """Return a text with its character references replaced."""
    return unescape(_ENDLESS_NUMBER.sub("\ufffd", text)) if "&" in text else text


def link(attributes: str) -> str | None:
    """Return the address that a link leads to, escaped; None unless it is harmless.

    Only http, https and mailto are: no scripts, no data, and nothing that depends on
    the page where it is shown.
    """
    found = _HREF.search(attributes)
    if found is None:
        return None
    address = decoded(found[1] or found[2] or found[3] or "").strip()
    if len(address) > LONGEST_LINK or not _SAFE.fullmatch(address):
        return None
    return address.translate(_ESCAPED)


def _shown(html: str) -> Iterator[str]:
    """Yield the text without comments, scripts and the like."""
    start, endless = 0, set[str]()
    while found := _HIDDEN.search(html, start):
        yield html[start : found.start()]
        name = found[1].lower()
        ending = None
        if name not in endless:
            # From behind the first two characters, because <!--> is a whole comment.
            ending = _ENDS[name].search(html, found.start() + 2)
        if ending:
            start = ending.end()
        elif name in SWALLOWING:
            return
        else:
            endless.add(name)
            start = found.end()
            yield found[0]
    yield html[start:]
