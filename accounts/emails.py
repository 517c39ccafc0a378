"""E-mail addresses: one spelling to write to, one key to compare by."""

import re
import unicodedata

_LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}", re.ASCII)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
LONGEST = 254


class NotAnAddress(ValueError):
    """The text is not an e-mail address that we could write to."""


def read_address(text: str) -> str:
    """Return the address as it will be written to: trimmed, its domain in ASCII."""
    text = unicodedata.normalize("NFKC", text).strip()
    local, at, domain = text.rpartition("@")
    if not at or len(text) > LONGEST:
        raise NotAnAddress
    try:
        domain = domain.encode("idna").decode().lower()
    except UnicodeError as error:
        raise NotAnAddress from error
    labels = domain.split(".")
    proper = _LOCAL.fullmatch(local) and ".." not in f".{local}."
    if not proper or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):  # noqa: PLR2004  # name and top level
        raise NotAnAddress
    return f"{local}@{domain}"


def address_key(address: str) -> str:
    """Return what makes two addresses the same one."""
    return unicodedata.normalize("NFKC", address).strip().casefold()
