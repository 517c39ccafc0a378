"""Where a document may lead: to pages, mails and calls, and only when it is clicked."""

import re

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_GOOD = {
    "http", "https", "mailto", "tel", "sms", "ftp",
    "callto", "skype", "sip", "geo", "whatsapp", "xmpp",
}  # fmt: skip
_DRIVE = re.compile(r"(file:/{3})?[a-z]:[\\/]")


def is_harmless_link(target: str) -> bool:
    """Tell whether a link that somebody may click is one that people mean."""
    plain = _bare(target)
    if plain.startswith(("//", "\\\\", "/\\", "\\/")):
        return False
    scheme = _SCHEME.match(plain)
    # `example.org:8080/cv` has no scheme, but a port.
    return (
        scheme is None
        or scheme[1] in _GOOD
        or plain[scheme.end() : scheme.end() + 1].isdigit()
    )


def is_on_own_disk(target: str) -> bool:
    """Tell whether a path is one of the writer's own disk, which leads nowhere."""
    plain = _bare(target).replace("%5c", "\\").replace("%2f", "/")
    if _DRIVE.match(plain):
        return "\\\\" not in plain[3:] or plain.startswith("file:///")
    return ":" not in plain and not plain.startswith(("//", "\\\\", "/\\", "\\/"))


def _bare(target: str) -> str:
    """Return a target as programs read it: without blanks and control characters."""
    return re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\ufeff]+", "", target).lower()
