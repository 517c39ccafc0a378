"""Steps of covered weight, joined into bands that are each worth a look of their own.

A look costs: bands are few, each expects more than those before it, and where words are
so common that a look may read much and find nothing, there is only the last of them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from search.relevance.coverage import Coverage
from search.relevance.parts import Part, every, without
from search.relevance.pieces import Pieces

EXPECTED, GROWTH = 0.5, 2.0
"""What the first band expects at least, and how much more each of the next."""
WORTH_SPLITTING = 7.0
SHORT = (1, 2)
"""Titles of so many words come first in a band."""
A_PAGE = 40.0
AFFORDED = 6000.0
"""So many entries of the index are read in vain at most, or four times as many once."""
LONGEST = 5000
"""So many letters the bands have before the last one."""


class Band(NamedTuple):
    """A part of what a ruler tells apart; the last of a step says what reaches it."""

    part: Part
    reach: Part | None = None


class Ladder:
    """The bands of one ruler, best first."""

    def __init__(
        self,
        pieces: Pieces,
        ruler: Coverage,
        *,
        floor: int,
        within: Sequence[Part],
        above: Sequence[Part],
    ) -> None:
        """Take what all have to satisfy, and what none may."""
        self._pieces, self._within, self._above = pieces, within, above
        self._reached = [
            ruler.reaching(step) for step in ruler.steps() if step >= floor
        ]
        self._spent, self._written = 0.0, 0

    def bands(self, most: int) -> list[Band]:
        """Return no more than so many bands, each cut by the length of titles."""
        found: list[Band] = []
        before, made, expected = None, 1, EXPECTED
        for place, reach in enumerate(self._reached, start=1):
            more = self._guess(reach) - (before.guess if before else 0.0)
            if place < len(self._reached):
                if more < expected or made == most or not self._affords(reach, more):
                    continue
                made, expected = made + 1, expected * GROWTH
            cut = self._by_length(self._band(reach, before), max(more, 1.0))
            found += [Band(part) for part in cut[:-1]]
            found.append(Band(cut[-1], self._within_all(reach) if reach else None))
            before = reach
        return found

    def _guess(self, reach: Part | None) -> float:
        return reach.guess if reach else self._pieces.size

    def _affords(self, reach: Part | None, more: float) -> bool:
        if reach is None:
            return False
        least = self._spent + reach.cost
        likely = not self._spent and more >= A_PAGE
        if least > AFFORDED * (4 if likely else 1):
            return False
        return not self._spent or self._written + 2 * len(reach.text) <= LONGEST

    def _band(self, reach: Part | None, before: Part | None) -> Part:
        band = self._within_all(reach)
        return without(band, [before, *self._above] if before else self._above)

    def _within_all(self, reach: Part | None) -> Part:
        parts = [*self._within, reach] if reach else list(self._within)
        return every(parts or [self._pieces.everything], self._pieces.size)

    def _by_length(self, band: Part, more: float) -> list[Part]:
        self._spent += band.cost
        self._written += len(band.text)
        if more < WORTH_SPLITTING or self._spent + band.cost > AFFORDED:
            return [Part(more, band.cost, band.text)]
        self._spent += band.cost
        self._written += len(band.text)
        short, cut = self._pieces.length(*SHORT), Part(more, band.cost, band.text)
        return [every([short, cut], self._pieces.size), without(cut, [short])]
