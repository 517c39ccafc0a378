"""The text of a file, as it is kept: readable, on lines, and not too long."""

import re

from applications.resumes.bounds import LONGEST_TEXT

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile("[ \t\u00a0]+")
_LINES = re.compile(r"\s*\n\s*")


def tidy(text: str) -> str:
    """Return a text without what is not seen, cut where it is too long."""
    # The blanks go before it is cut, or they would crowd the words out.
    text = text[: 10 * LONGEST_TEXT].replace("\r", "\n").replace("\f", "\n")
    text = _BLANKS.sub(" ", _CONTROL.sub("", text))
    return _LINES.sub("\n", text).strip()[:LONGEST_TEXT]
