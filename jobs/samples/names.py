"""Names that nobody has: people, products, firms, villages, streets, codes."""

from collections.abc import Iterator
from functools import cache
from itertools import product as combinations

from jobs.samples.chance import Chance
from jobs.samples.reading import listed, read

ALIKE = 400
"""So many names of a kind are about equally common; the others are ever rarer."""
_STRIDE = 7919
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_VERSIONED = 0.3


class _Parts:
    """All names that begin, go on and end with the parts of a table."""

    def __init__(self, kind: str, prefix: str = "") -> None:
        table = read("names.toml")[kind]
        self._parts = [
            ["" if part == "." else part for part in table[prefix + name].split()]
            for name in ("starts", "middles", "ends")
        ]
        starts, middles, ends = self._parts
        self.size = len(starts) * len(middles) * len(ends)

    def name(self, number: int) -> str:
        """Return the name of a number; neighbours have little in common."""
        starts, middles, ends = self._parts
        rest, start = divmod(number * _STRIDE % self.size, len(starts))
        end, middle = divmod(rest, len(middles))
        return starts[start] + middles[middle] + ends[end]

    def any(self, chance: Chance) -> str:
        """Return a name, some much more often than others."""
        return self.name(chance.rank(self.size, ALIKE))

    def all(self) -> Iterator[str]:
        """Yield every name."""
        return map("".join, combinations(*self._parts))


_SURNAMES = _Parts("people", "surname_")
_PRODUCTS = _Parts("products")
_VILLAGES = _Parts("places")
_FIRMS = _Parts("companies")
_FIRST_NAMES = read("names.toml")["people"]["first"].split()
_STREETS = read("names.toml")["places"]["streets"].split()
_TRADES = [
    word for each in read("industries.toml").values() for word in listed(each["words"])
]


def person(chance: Chance) -> str:
    """Return somebody's full name."""
    return f"{chance.pick_early(_FIRST_NAMES)} {_SURNAMES.any(chance)}"


def surname(chance: Chance) -> str:
    """Return somebody's surname."""
    return _SURNAMES.any(chance)


def product(chance: Chance) -> str:
    """Return what a thing or a program is called, sometimes with a version."""
    name = _PRODUCTS.any(chance)
    if chance.random() < _VERSIONED:
        return f"{name} {chance.number(2, 99)}"
    return name


def village(chance: Chance) -> str:
    """Return a village that is on no map."""
    return _VILLAGES.any(chance)


def street(chance: Chance) -> str:
    """Return a house number and a street."""
    name = _VILLAGES.any(chance)
    return f"{chance.number(1, 180)} {name} {chance.pick(_STREETS)}"


def client(chance: Chance) -> str:
    """Return a firm that others work for."""
    return f"{_FIRMS.any(chance)} {chance.pick(_TRADES)}"


def code(chance: Chance) -> str:
    """Return what an ad is filed under."""
    letters = chance.pick(_LETTERS) + chance.pick(_LETTERS)
    return f"{letters}-{chance.number(100, 30_000)}"


@cache
def firm_names() -> tuple[str, ...]:
    """Return every name that a firm may have, each once, without those taken."""
    taken = set(read("names.toml")["taken"]["words"].split())
    return tuple(name for name in dict.fromkeys(_FIRMS.all()) if name not in taken)
