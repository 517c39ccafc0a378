"""How much of a query's weight a job covers: a weighted sum, cut as a tsquery."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from search.relevance.parts import Part, every, some

STEPS, UNITS = 16, 4
"""The whole weight of a query in steps, and a step in units, by which we reckon."""


@dataclass(frozen=True, slots=True)
class Level:
    """What a word is worth, as a share of its own weight, where a part holds."""

    value: float
    part: Part
    whole: bool = False
    """Whether a job that has this of every word matches fully."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the query: its share of the weight, and what it may be worth.

    A job is on the strongest level whose part it satisfies.
    """

    share: float
    levels: tuple[Level, ...]


class Coverage:
    """The words of a query as a ruler."""

    def __init__(self, terms: Sequence[Term], size: float) -> None:
        self._size = size
        self._terms = [
            [
                (round(STEPS * UNITS * term.share * level.value), level)
                for level in sorted(term.levels, key=lambda level: level.value)
            ]
            for term in sorted(terms, key=lambda term: -term.share)
        ]
        self._sums = [[0]]
        for levels in reversed(self._terms):
            worths = [0, *(worth for worth, _ in levels)]
            sums = {worth + rest for worth in worths for rest in self._sums[0]}
            self._sums.insert(0, sorted(sums))
        self._cuts: dict[tuple[int, int], Part | bool] = {}

    def steps(self) -> list[int]:
        """Return the steps that a job could be on without a full match, best first."""
        sums = {(0, True)}
        for levels in self._terms:
            worths = [(worth, level.whole) for worth, level in levels]
            sums = {
                (covered + more, full and whole)
                for covered, full in sums
                for more, whole in ((0, False), *worths)
            }
        return sorted({covered // UNITS for covered, full in sums if not full})[::-1]

    def reaching(self, step: int) -> Part | None:
        """Return what covers a step or more; None when everything or nothing does."""
        cut = self._cut(0, step * UNITS)
        return cut if isinstance(cut, Part) else None

    def _cut(self, place: int, need: int) -> Part | bool:
        """Return how the words from a place on cover so much, or whether they do."""
        if need <= 0:
            return True
        sums = self._sums[place]
        least = bisect_left(sums, need)
        if least == len(sums):
            return False
        key = place, least
        if key not in self._cuts:
            self._cuts[key] = self._ways(place, sums[least])
        return self._cuts[key]

    def _ways(self, place: int, need: int) -> Part:
        """Return the ways to cover so much by the words from a place on.

        What a stronger level leaves to the other words is less: levels that leave the
        same are one way, and those that leave as much as nothing does are none.
        """
        free = self._cut(place + 1, need)
        ways: dict[Part | bool, list[Part]] = {}
        for worth, level in self._terms[place]:
            rest = self._cut(place + 1, need - worth)
            if rest is not free:
                ways.setdefault(rest, []).append(level.part)
        found = [free] if isinstance(free, Part) else []
        for rest, parts in ways.items():
            either = some(parts)
            if isinstance(rest, Part):
                either = every([either, rest], self._size)
            found.append(either)
        return some(found)
