"""Pieces of a tsquery, with a guess of what each finds and of what it costs to look."""

from collections.abc import Iterable
from math import prod, sqrt


class Part:
    """A piece of a tsquery; its text is written when it is asked for."""

    __slots__ = ("_parts", "_sign", "_text", "cost", "guess")

    def __init__(
        self,
        guess: float,
        cost: float,
        text: str = "",
        sign: str = "",
        parts: tuple["Part", ...] = (),
    ) -> None:
        self.guess = guess
        """About how many jobs satisfy it."""
        self.cost = cost
        """About how many entries of the index are read to find them."""
        self._text, self._sign, self._parts = text, sign, parts

    @property
    def text(self) -> str:
        """Return the text of the tsquery."""
        if not self._text:
            if self._sign == "!":
                self._text = f"!{self._parts[0].text}"
            else:
                self._text = f"({self._sign.join([one.text for one in self._parts])})"
        return self._text

    def split(self, sign: str) -> tuple["Part", ...]:
        """Return what a sign joins in this."""
        return self._parts if self._sign == sign else (self,)


def lexeme(name: str, guess: float) -> Part:
    """Return the part that asks for one lexeme."""
    text = "'" + name.replace("\\", "\\\\").replace("'", "''") + "'"
    return Part(guess, guess, text)


def some(parts: Iterable[Part]) -> Part:
    """Return what any of the parts satisfies; there is at least one."""
    different = _flat(parts, "|")
    if len(different) == 1:
        return different[0]
    guess = sum([part.guess for part in different])
    cost = sum([part.cost for part in different])
    return Part(guess, cost, sign="|", parts=different)


def every(parts: Iterable[Part], size: float) -> Part:
    """Return what satisfies all parts, of which there is at least one.

    Words of one job are no strangers to each other: the guess lies between chance and
    the most that is possible on a board of a size.
    """
    different = _flat(parts, "&")
    if len(different) == 1:
        return different[0]
    guesses = [part.guess for part in different]
    chance = size * prod([min(guess / size, 1.0) for guess in guesses])
    cost = min([part.cost for part in different])
    return Part(sqrt(min(guesses) * chance), cost, sign="&", parts=different)


def without(part: Part, others: Iterable[Part]) -> Part:
    """Return a part less what satisfies any of the others."""
    excluded = [Part(0.0, 0.0, sign="!", parts=(one,)) for one in others]
    if not excluded:
        return part
    parts = (*part.split("&"), *excluded)
    return Part(part.guess, part.cost, sign="&", parts=parts)


def _flat(parts: Iterable[Part], sign: str) -> tuple[Part, ...]:
    return tuple({one: None for part in parts for one in part.split(sign)})
