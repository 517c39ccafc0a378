"""Plain paragraphs as markdown, without the work of reading markdown.

Most ads that say nothing of their format have no markup at all. A reader of markdown
takes milliseconds to find that out, which a file of ads has no time for.
"""

import re
from html import escape

# Anything that could mean something in CommonMark or in its tables: rather too much.
_MARKUP = re.compile(
    r"[\\`*_\[\]<>&|~\t\r\v\f\x1c-\x1f\x85\u2028\u2029]"
    r"|^ {4}|^ {0,3}(?:[-+=#:]|\d{1,9}[.)])|  $",
    re.MULTILINE | re.ASCII,
)
_BLANK = re.compile(r"\n *\n[ \n]*")
_EDGES = re.compile(r"^ +| +$", re.MULTILINE)


def paragraphs_of(text: str) -> str | None:
    """Return the HTML that markdown makes of plain text; None if there is markup."""
    if _MARKUP.search(text):
        return None
    parts = _BLANK.split(_EDGES.sub("", text).strip("\n"))
    return "".join(f"<p>{escape(part)}</p>\n" for part in parts if part)
