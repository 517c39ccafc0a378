"""What was meant by a text that nothing on the board begins with: one error away.

Names are compared as they begin, from any of their words on, so that what is not typed
to its end is mended as well.
"""

from collections.abc import Iterable, Iterator

from accounts.models import Company
from search.language.words import fold
from search.models import WordCount
from search.relevance.spellings import SHORTEST, one_error_away

MOST_NAMES = 20_000
MARKS = {"skill": ":k:", "city": ":c:"}


def near_misses(typed: str, kind: str) -> list[str]:
    """Return the skills, towns or companies that begin with one error less, folded."""
    text = " ".join(fold(typed).split())
    if len(text) < SHORTEST:
        return []
    meant = set(one_error_away(text))
    return [name for name in _names(kind) if _begins(name, meant, len(text))]


def _names(kind: str) -> Iterable[str]:
    """Return what there is to mean: of skills and towns, as they were last counted."""
    if kind == "company":
        rows = Company.objects.public().order_by("pk")
        return map(fold, rows.values_list("name", flat=True)[:MOST_NAMES])
    mark = MARKS.get(kind)
    if mark is None:
        return []
    counted = WordCount.objects.filter(word__startswith=mark).order_by("-documents")
    words = counted.values_list("word", flat=True)[:MOST_NAMES]
    return [word.removeprefix(mark) for word in words]


def _begins(name: str, meant: set[str], size: int) -> bool:
    return any(
        name[start : start + length] in meant
        for start in _starts(name)
        for length in (size - 1, size, size + 1)
    )


def _starts(name: str) -> Iterator[int]:
    yield 0
    yield from (place + 1 for place, letter in enumerate(name) if letter == " ")
