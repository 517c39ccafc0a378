"""Phrases with names in braces, taken apart once and put together many times."""

import re
from functools import cache
from typing import NamedTuple

_FILLED = 12
"""About so long is what stands for a name."""
_NAME = re.compile(r"\{(\w+)\}")


class Phrase(NamedTuple):
    """A text up to its first name, then each name with the text that follows it."""

    begin: str
    rest: tuple[tuple[str, str], ...]


@cache
def phrase(text: str) -> Phrase:
    """Return the phrase of a text."""
    begin, *pieces = _NAME.split(text)
    return Phrase(begin, tuple(zip(pieces[::2], pieces[1::2], strict=True)))


def names_in(text: str) -> set[str]:
    """Return the names that stand in braces."""
    return set(_NAME.findall(text))


class Section(NamedTuple):
    """Phrases of which an ad takes some: those of its occupation, those of everybody.

    `length` is about how long one of them is.
    """

    own: tuple[Phrase, ...]
    shared: tuple[Phrase, ...]
    length: float


def section(own: tuple[Phrase, ...], shared: tuple[Phrase, ...]) -> Section:
    """Return a section of some phrases."""
    lengths = [
        len(each.begin) + sum(_FILLED + len(text) for _, text in each.rest)
        for each in (*own, *shared)
    ]
    return Section(own, shared, sum(lengths) / len(lengths))
