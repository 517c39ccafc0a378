"""Finds in a text the words that may be what a query looks for, without reading all.

A text is searched for how the words begin, which is far cheaper than to cut all of it
into words. What is found this way is a word of the text as the index has it; a few rare
spellings of one (U.S. for us, wide letters) are overlooked.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from search.language.words import compound_in, fold, pattern, words_in

_RUN = re.compile(pattern("S|W+"))
_SOLO = re.compile(pattern("S"))
_INSIDE = re.compile(pattern("W"))
_WIDE = re.compile(r"[^\x00-\x7f]+")
_BEFORE = frozenset(".&-'")  # after or before these a run may be part of a longer word
_BEHIND = frozenset("+#&.-")
_REACH = 80
_MOST_LETTERS = 20_000
_SHORT = 3  # letters of a word that has no other forms
_BEGINNING = 4
_ENDING = 2  # letters of a stem that may differ in its forms: compani, company


class Sighting(NamedTuple):
    """A word of a text, folded, and where it stands."""

    start: int
    end: int
    word: str


class _Flat(dict[int, str]):
    """Single letters without case and accents; the others stay, so no place moves."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        folded = fold(letter)
        kept = folded if len(folded) == 1 and folded != " " else letter
        if len(self) < _MOST_LETTERS:
            self[code] = kept
        return kept


_FLAT = _Flat()


def flat(text: str) -> str:
    """Return a text folded as far as its length allows."""
    if text.isascii():
        return text.lower()
    lower = _WIDE.sub(lambda wide: wide[0].translate(_FLAT), text).lower()
    return lower if len(lower) == len(text) else text


def beginnings(words: Iterable[str]) -> frozenset[str]:
    """Return how words and stems begin, whatever their endings are."""
    runs = (run[0] for word in words if (run := _RUN.search(word)))
    return frozenset(
        run if len(run) <= _SHORT else run[: min(_BEGINNING, len(run) - _ENDING)]
        for run in runs
    )


def sightings(low: str, starts: Iterable[str]) -> list[Sighting]:
    """Return the words of a flat text that begin so, in their order."""
    found: set[Sighting] = set()
    for start in starts:
        alone = _SOLO.match(start) is not None
        at = low.find(start)
        while at >= 0:
            if alone or at == 0 or not _is_inside(low[at - 1]):
                found.update(_words_at(low, at))
            at = low.find(start, at + 1)
    return sorted(found)


def side_by_side(low: str, end: int, start: int) -> bool:
    """Tell whether no word stands between two places of a flat text."""
    return end <= start and _RUN.search(low, end, start) is None


def _words_at(low: str, at: int) -> Iterator[Sighting]:
    run = _RUN.match(low, at)
    if run is None:
        return
    end = run.end()
    if not _is_part(low, at, end):
        yield Sighting(at, end, run[0] if run[0].isascii() else fold(run[0]))
        return
    first, last = _chunk_around(low, at)
    chunk = low[first:last]
    for word in set(words_in(chunk)):
        start = low.rfind(word, first, min(at + len(word), last))
        if start >= 0 and start <= at < start + len(word):
            yield Sighting(start, start + len(word), word)
    together, _ = compound_in(chunk)
    if together:
        runs = list(_RUN.finditer(low, first, last))
        yield Sighting(runs[0].start(), runs[-1].end(), together)


def _chunk_around(low: str, at: int) -> tuple[int, int]:
    """Return where the text without spaces around a place starts and ends."""
    before = low[max(0, at - _REACH) : at]
    cut = before.split()
    first = at - len(cut[-1]) if cut and not before[-1].isspace() else at
    return first, at + len(low[at : at + _REACH].split(maxsplit=1)[0])


def _is_inside(before: str) -> bool:
    """Tell whether what follows a character goes on with its word."""
    if before.isascii():
        return before.isalnum()
    return _INSIDE.match(before) is not None


def _is_part(low: str, start: int, end: int) -> bool:
    """Tell whether signs around a run may make it part of a longer word."""
    if low[start - 1 : start] in _BEFORE:
        return True
    after = low[end : end + 1]
    return after in _BEHIND and not (after in "-." and _RUN.match(low, end + 1) is None)
