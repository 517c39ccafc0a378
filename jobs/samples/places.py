"""Where sample ads are: countries with their towns, money and languages."""

from functools import cache
from typing import NamedTuple

from jobs.samples.chance import Weighted
from jobs.samples.reading import read

_LOCAL, _ENGLISH = 92, 8
"""How often an ad in a town of a language of its own is in that, and in English."""


class Town(NamedTuple):
    """A town; its region is empty where it has none."""

    city: str
    region: str
    country: str
    latitude: float
    longitude: float
    languages: Weighted[str]

    def location(self) -> dict[str, object]:
        """Return the town as a place of an ad."""
        return {
            "city": self.city,
            "region": self.region or None,
            "country": self.country,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


class Country(NamedTuple):
    """A country; `rate` and `pay` compare its money and its pay with a US dollar."""

    code: str
    currency: str
    rate: float
    pay: float
    is_paid_monthly: bool
    towns: dict[str, Town]
    by_size: Weighted[str]
    open_to: tuple[str, ...]


@cache
def countries() -> dict[str, Country]:
    """Return the countries by their codes."""
    found = {}
    for code, says in read("places.toml").items():
        usual = Weighted[str](says["languages"])
        towns, sizes = {}, {}
        for city, region, latitude, longitude, people, *language in says["towns"]:
            local = {language[0]: _LOCAL, "en": _ENGLISH} if language else None
            spoken = Weighted[str](local) if local else usual
            towns[city] = Town(city, region, code, latitude, longitude, spoken)
            sizes[city] = people
        found[code] = Country(
            code=code,
            currency=says["currency"],
            rate=says["rate"],
            pay=says["pay"],
            is_paid_monthly=says.get("paid") == "month",
            towns=towns,
            by_size=Weighted(sizes),
            open_to=tuple(says["open"].split()),
        )
    return found


@cache
def by_weight() -> Weighted[str]:
    """Return the codes of countries, for picking one."""
    return Weighted(
        {code: says["weight"] for code, says in read("places.toml").items()}
    )
