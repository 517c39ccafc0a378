"""Where towns are: those of 15,000 people or more, after GeoNames.

Everything stays in two blocks of bytes that are searched as they are: a name takes
twenty steps of bisection, and a process holds a few megabytes instead of a hundred.
"""

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from heapq import nlargest, nsmallest
from pathlib import Path
from typing import NamedTuple

from jobs.catalogue.folding import folded

DATA = Path(__file__).with_name("data")
MOST_CHOICES = 10
RIVAL = 10
"""A namesake with this part of the largest one's people makes a name ambiguous."""
BY_OTHER_NAME = 10
"""A town counts this part of its people where it is called by another name.

Hong Kong was Victoria once, and in some language Vienna is Bienne.
"""
EXACT = 10
"""A name that is already typed to its end counts so many times."""
LONGEST_NAME = 100
OTHER_NAME = "+"
_SHORT = 3
_PUNCTUATION = re.compile(r"[\W_]+")
_ABBREVIATED = re.compile(r"\b(st|ste|mt|ft)(?= \w)")
_IN_FULL = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


class Place(NamedTuple):
    """A town; its region is empty where we know no name for it."""

    city: str
    region: str
    country: str
    latitude: float
    longitude: float
    population: int


class AmbiguousPlace(Exception):
    """Several towns of that name are large enough to be meant; `choices` has them."""

    def __init__(self, choices: list[Place]) -> None:
        super().__init__("Several places have this name.")
        self.choices = choices


class _Book(NamedTuple):
    """The towns, largest first; their names in order; regions by code and by name.

    A line of `names` is a key, the offset of its town and a mark on other names than
    the main one: the smaller the offset, the larger the town.
    """

    towns: bytes
    names: bytes
    regions: dict[tuple[str, str], str]
    region_names: dict[str, set[tuple[str, str]]]


def place_key(name: str) -> str:
    """Return what two spellings of a town's name have in common."""
    plain = _PUNCTUATION.sub(" ", folded(name[:LONGEST_NAME])).strip()
    return _ABBREVIATED.sub(lambda short: _IN_FULL[short[0]], plain)


def places_named(
    name: str, *, country: str | None = None, region: str | None = None
) -> list[Place]:
    """Return the towns of a name, largest first; by another name one counts a tenth.

    A region that we know narrows the list, by its name or code; one that we do not
    know says nothing.
    """
    return [place for _, place in _weighed(name, country or "", region or "")]


def find_place(city: str, *, region: str = "", country: str = "") -> Place | None:
    """Return the largest town of a name in its country.

    Raises AmbiguousPlace when no country is given and the next one is large as well.
    """
    found = _weighed(city, country, region)
    if not found:
        return None
    most, largest = found[0]
    if not country and any(
        weight * RIVAL >= most and not _is_same_area(largest, other)
        for weight, other in found[1:]
    ):
        raise AmbiguousPlace(_choices([place for _, place in found], city))
    return largest


def knows_region(name: str) -> bool:
    """Tell whether any region has the name or code."""
    return place_key(name) in _book().region_names


def complete_city(typed: str, limit: int) -> list[Place]:
    """Return the largest towns of which some name begins as typed.

    Other names count once three letters are typed.
    """
    book, key = _book(), place_key(typed)
    names = _names_from(book, key) if key else iter(())
    if len(key) < _SHORT:
        # So little begins thousands of names: the offsets alone tell the largest.
        offsets = {offset for _, offset, is_other in names if not is_other}
        return [_place(book, offset) for offset in nsmallest(limit, offsets)]
    weights: dict[Place, float] = {}
    for name, offset, is_other in names:
        place = _place(book, offset)
        weight = _weight(place, is_other=is_other) * (EXACT if name == key else 1)
        weights[place] = max(weight, weights.get(place, 0))
    return nlargest(limit, weights, key=weights.__getitem__)


@lru_cache(maxsize=10_000)
def other_names(name: str) -> tuple[str, ...]:
    """Return what else the largest town of a name is called, folded.

    Names by which a larger town is known are left out: Monaco is not Munich.
    """
    found = _offsets(name)
    if not found:
        return ()
    book, town = _book(), found[0]
    names = dict.fromkeys(_names_of(book.names, town))
    return tuple(each for each in names if _offsets(each)[0] == town)


def _names_of(names: bytes, town: int) -> Iterator[str]:
    """Yield every name of a town: one look through all there are."""
    mark = b"\t%d\t" % town
    found = names.find(mark)
    while found >= 0:
        yield names[names.rfind(b"\n", 0, found) + 1 : found].decode()
        found = names.find(mark, found + 1)


def _offsets(name: str) -> list[int]:
    """Return where the towns of a name stand, heaviest first."""
    key = place_key(name)
    weights: dict[int, float] = {}
    for known, offset, is_other in _names_from(_book(), key) if key else ():
        if known != key:
            break
        weight = _weight(_place(_book(), offset), is_other=is_other)
        weights[offset] = max(weight, weights.get(offset, 0))
    return sorted(weights, key=weights.__getitem__, reverse=True)


def _weighed(name: str, country: str, region: str) -> list[tuple[float, Place]]:
    """Return the towns of a name and what each weighs, heaviest first."""
    book, key = _book(), place_key(name)
    found = []
    for known, offset, is_other in _names_from(book, key) if key else ():
        if known != key:
            break
        place = _place(book, offset)
        if not country or place.country == country.upper():
            found.append((_weight(place, is_other=is_other), place))
    if region:
        found = _within(book, found, region, country)
    return sorted(found, reverse=True)


def _weight(place: Place, *, is_other: bool) -> float:
    return place.population / (BY_OTHER_NAME if is_other else 1)


def _choices(found: list[Place], typed: str) -> list[Place]:
    """Return what can be told apart of towns: those so called first, then the largest.

    Where we know no names of regions, several towns of a country read the same.
    """
    distinct: dict[tuple[str, str, str], Place] = {}
    for place in found:
        distinct.setdefault((place.city, place.region, place.country), place)
    key = place_key(typed)
    return sorted(
        list(distinct.values())[:MOST_CHOICES],
        key=lambda place: (place_key(place.city) != key, -place.population),
    )


def _is_same_area(one: Place, other: Place) -> bool:
    """Tell whether it hardly matters which of two is meant, as with New Delhi."""
    return bool(one.region) and one[1:3] == other[1:3]


def _within(
    book: _Book, found: list[tuple[float, Place]], region: str, country: str
) -> list[tuple[float, Place]]:
    known = {
        (code, name)
        for code, name in book.region_names.get(place_key(region), ())
        if not country or code == country.upper()
    }
    if not known:
        return found
    return [one for one in found if (one[1].country, one[1].region) in known]


def _names_from(book: _Book, key: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the names that begin with a key, and where their towns stand.

    Those that are the key come first.
    """
    wanted = key.encode()
    for line in _lines_from(book.names, wanted):
        if not line.startswith(wanted):
            return
        name, offset, mark = line.decode().split("\t")
        yield name, int(offset), mark == OTHER_NAME


def _lines_from(names: bytes, wanted: bytes) -> Iterator[bytes]:
    """Yield the lines from the first that is not below the wanted one."""
    low, high = 1, len(names)
    while low < high:
        middle = (low + high) // 2
        start = names.rfind(b"\n", 0, middle) + 1
        end = names.find(b"\n", middle)
        if names[start:end] < wanted:
            low = end + 1
        else:
            high = start
    while low < len(names):
        end = names.find(b"\n", low)
        yield names[low:end]
        low = end + 1


def _place(book: _Book, offset: int) -> Place:
    line = book.towns[offset : book.towns.index(b"\n", offset)].decode()
    city, country, region, latitude, longitude, population = line.split("\t")
    return Place(
        city,
        book.regions.get((country, region), ""),
        country,
        float(latitude),
        float(longitude),
        int(population),
    )


@cache
def _book() -> _Book:
    """Read the data once, at the first question."""
    with gzip.open(DATA / "places.gz") as packed:
        towns, names = packed.read().split(b"\n\n")
    regions: dict[tuple[str, str], str] = {}
    region_names: dict[str, set[tuple[str, str]]] = {}
    for line in (DATA / "regions.tsv").read_text("utf-8").splitlines():
        country, code, *spellings = line.split("\t")
        regions[country, code] = spellings[0]
        # A code with digits is GeoNames' own; nobody writes it in an address.
        for spelling in [code, *spellings] if code.isalpha() else spellings:
            known = region_names.setdefault(place_key(spelling), set())
            known.add((country, spellings[0]))
    return _Book(towns + b"\n", b"\n" + names, regions, region_names)
