"""Typing errors in words, mended by the words of titles; and compounds, cut or joined.

Every word that one error away may have been meant is asked for by name, so that one in
the title of a job just published is found, and by the table's key alone. Two errors are
forgiven to long words, where hardly any other word is that near.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from string import ascii_lowercase

from django.db import connection

Counts = Callable[[Collection[str]], Mapping[str, int]]
Way = tuple[str, ...]
SHORTEST = 4
"""Shorter words are names and abbreviations, each one error away from many others."""
KEPT_FIRST = 5
"""Words up to this long keep their first letter."""
FORGIVING = 9
"""Words from this long on may have two errors."""
LONGEST = 24
MOST = 3
SELDOM, FAR_RARER = 3, 50
"""An error stands in so few titles, and its correction in so many times as many."""
PART, CUT = 3, 7
"""Words of so many letters may be two of at least so many."""
TWO = 2
_BLOCK = 64
_KNOWN = "SELECT word FROM search_title_word WHERE word = ANY(%s)"
_ALIKE = "SELECT word FROM search_title_word WHERE word %% %s"
"""By trigrams: of two errors in a long word it misses some, in shorter ones most."""


def known_words(words: Collection[str]) -> set[str]:
    """Return those of the words that stand in the title of a job."""
    return _asked(_KNOWN, list(words)) if words else set()


def mended(word: str, seen: int, counts: Counts) -> list[str]:
    """Return what a word may be a typing error for, the likeliest first.

    `seen` says how many titles have the word as it was typed, `counts` how many have
    others: what is seen at all is an error only beside what is far commoner.
    """
    if seen > SELDOM or not (SHORTEST <= len(word) <= LONGEST and word.isalpha()):
        return []
    found = _asked(_KNOWN, list(one_error_away(word)))
    if not found and not seen and len(word) >= FORGIVING:
        found = {one for one in _asked(_ALIKE, word) if is_within_two(word, one)}
    known = counts(found - {word})
    likely = [one for one in known if known[one] >= FAR_RARER * seen]
    return sorted(likely, key=lambda one: (-known[one], one))[:MOST]


def one_error_away(word: str) -> Iterator[str]:
    """Yield what one letter more, less, changed or swapped makes of a word."""
    letters = _letters(word)
    for place in range(1 if len(word) <= KEPT_FIRST else 0, len(word) + 1):
        before, after = word[:place], word[place:]
        yield from (before + letter + after for letter in letters)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in letters)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]


def is_within_two(one: str, other: str) -> bool:
    """Tell whether two errors at most make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, start=1):
        next_row = [down]
        for right, counterpart in enumerate(other, start=1):
            least = min(row[right], next_row[-1]) + 1
            least = min(least, row[right - 1] + (letter != counterpart))
            if one[down - 2 : down] == other[right - 2 : right][::-1] and before:
                least = min(least, before[right - 2] + 1)
            next_row.append(least)
        before, row = row, next_row
    return row[-1] <= TWO


def joints(words: Sequence[str]) -> dict[tuple[int, int], list[Way]]:
    """Return for stretches of a query how they would be written together, or apart."""
    ways: dict[tuple[int, int], list[Way]] = {}
    for place, word in enumerate(words):
        if CUT <= len(word) <= LONGEST and word.isalpha():
            cuts = range(PART, len(word) - PART + 1)
            ways[place, 1] = [(word[:at], word[at:]) for at in cuts]
    for place, (first, second) in enumerate(pairwise(words)):
        if (first + second).isalpha():
            ways[place, 2] = [(first + second,)]
    return ways


def _letters(word: str) -> str:
    """Return the letters that may be missing: those of the script a word is in."""
    if word.isascii():
        return ascii_lowercase
    blocks = {ord(letter) // _BLOCK for letter in word}
    near = (chr(block * _BLOCK + one) for block in blocks for one in range(_BLOCK))
    return "".join(
        letter for letter in near if letter.isalpha() and not letter.isupper()
    )


def _asked(sql: str, value: list[str] | str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return {row[0] for row in cursor.fetchall()}
