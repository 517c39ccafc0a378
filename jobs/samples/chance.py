"""Choices that a key decides: the same key makes the same ones in every process."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Chance:
    """Choices in a row; `random` is the one that all others come from."""

    __slots__ = ("random",)

    def __init__(self, *key: object) -> None:
        text = ":".join(map(str, key))
        self.random = Random(text).random  # noqa: S311  # nothing secret comes of it

    def pick(self, items: Sequence[T]) -> T:
        """Return one of some items, each as often."""
        return items[int(self.random() * len(items))]

    def pick_early(self, items: Sequence[T]) -> T:
        """Return one of some items, the first ones most often."""
        place = self.random()
        return items[int(place * place * len(items))]

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """Return so many different items in no order, or all that there are."""
        random, pool, size = self.random, list(items), len(items)
        count = min(count, size)
        for index in range(count):
            other = index + int(random() * (size - index))
            pool[index], pool[other] = pool[other], pool[index]
        return pool[:count]

    def number(self, least: int, most: int) -> int:
        """Return a whole number from the least to the most."""
        return least + int(self.random() * (most - least + 1))

    def rank(self, size: int, head: float) -> int:
        """Return a rank below a size by Zipf's law; those below `head` are alike."""
        return int(head * ((size + head) / head) ** self.random() - head)

    def normal(self) -> float:
        """Return a number that is normally distributed around 0, with deviation 1."""
        random = self.random
        # Four even numbers are nearly normal, never far out, and quicker than a curve.
        return (random() + random() + random() + random() - 2) * 1.732


class Weighted(Generic[T]):
    """Items of which some are picked more often than others."""

    __slots__ = ("_bounds", "_items", "_last", "_total")

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._items = tuple(weights)
        self._bounds = list(accumulate(weights.values()))
        self._total, self._last = self._bounds[-1], len(self._items) - 1

    def pick(self, chance: Chance) -> T:
        """Return one item, each as often as it weighs."""
        place = chance.random() * self._total
        return self._items[bisect(self._bounds, place, 0, self._last)]
