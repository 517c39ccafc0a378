"""Telling HTML that is as we would write it, which most programs write.

Taking such a page apart and writing it anew changes nothing, and takes fifty times as
long as seeing that: a file of ads has a hundred thousand of them.
"""

import re

MOST_AMPERSANDS = 1_000
# One space between words, and nothing that would be read as something else.
_WORD = r"(?:[^<>&\s\x00-\x1f\x7f-\x9f\ud800-\udfff]++|&(?:amp|lt|gt);)++"
_WORDS = rf"{_WORD}(?: {_WORD})*+"
_TEXT = f"(?:{_WORDS}|<strong>{_WORDS}</strong>|<b>{_WORDS}</b>)"
_BLOCKS = [
    *(f"<{name}>{_TEXT}</{name}>" for name in ("p", "h2", "h3", "h4")),
    *(rf"<{name}>\n?(?:<li>{_TEXT}</li>\n?)++</{name}>" for name in ("ul", "ol")),
]
_TIDY = re.compile(rf"(?:(?:{'|'.join(_BLOCKS)})\n?)++")


def is_tidy(html: str) -> bool:
    """Tell whether there are only paragraphs, headings and flat lists of plain text.

    A text may be bold as a whole. Line breaks may stand between the blocks, as in what
    markdown becomes.
    """
    few = html.count("&") <= MOST_AMPERSANDS
    return few and _TIDY.fullmatch(html) is not None
