"""How much work reading a markdown text is: told from its marks, before it is read.

A reader in Python takes up to forty microseconds for a mark, a mark it makes nothing of
included: fifty thousand brackets would keep a worker busy for seconds.
"""

import re

from jobs.paragraphs import paragraphs_of

MOST_MARKS = 5_000
"""Read within a fifth of a second, whatever the marks are. Ads have some dozens."""
_DEAR, _DEAREST = 3, "[<"
"""What may begin a link is tried again and again."""
_CHEAP = "]>|*_`&~\\#\n"
_ITEM = re.compile(r"(?:[-+]|\d[.)])(?=\s)", re.ASCII)


def is_too_much(markdown: str) -> bool:
    """Tell whether reading a text would take too long; plain paragraphs never do."""
    if len(markdown) * _DEAR <= MOST_MARKS or _marks_in(markdown) <= MOST_MARKS:
        return False
    return paragraphs_of(markdown) is None


def _marks_in(markdown: str) -> int:
    dear = sum(map(markdown.count, _DEAREST))
    cheap = sum(map(markdown.count, _CHEAP))
    return dear * _DEAR + cheap + len(_ITEM.findall(markdown))
