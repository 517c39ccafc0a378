"""Conditions: level, kind of contract, place of work, pay, questions, dates."""

from typing import Any

from jobs.samples.chance import Chance, Weighted
from jobs.samples.occupations import Occupation
from jobs.samples.places import Country, by_weight, countries

INTERNSHIP, VOLUNTEER = "internship", "volunteer"
_EMPLOYMENT = Weighted(
    {
        "full_time": 68,
        "part_time": 15,
        "contract": 7,
        "temporary": 5,
        INTERNSHIP: 3,
        "per_diem": 1.2,
        VOLUNTEER: 0.8,
    }
)
_LEVELS = {
    "desk": Weighted(
        {"entry": 16, "mid": 45, "senior": 26, "lead": 10, "executive": 3}
    ),
    "site": Weighted({"entry": 30, "mid": 48, "senior": 16, "lead": 6}),
}
_WORKPLACES = {
    "site": Weighted({"onsite": 85, "hybrid": 10, "remote": 5}),
    "mixed": Weighted({"onsite": 42, "hybrid": 42, "remote": 16}),
    "desk": Weighted({"onsite": 14, "hybrid": 47, "remote": 39}),
}
_LEVEL_PAY = {"entry": 0.74, "mid": 1, "senior": 1.3, "lead": 1.5, "executive": 2.1}
_FLOOR, _WITH_FLOOR = 29_000, 0.4
"""What the law lets nobody earn less than, where pay is not low altogether."""
_UNPAID = 0.34
_PER_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
_BY_HOUR = {"site": 0.55, "mixed": 0.2, "desk": 0.03}
_BY_DAY = 0.6
_PERIODS = {
    True: Weighted({"month": 85, "year": 15}),
    False: Weighted({"year": 90, "month": 9, "week": 1}),
}
"""What pay is given for where it is mostly monthly, and where it is not."""
_OPEN_ENDED, _EXACT = 0.05, 0.1
_SMALL = 100
"""Below this, amounts are written in halves."""
_OPEN_TO = Weighted({"own": 45, "neighbours": 30, "some": 22, "all": 3})
_POSITIONS = Weighted({(1, 1): 82, (2, 5): 15, (6, 40): 3})
_GOOD_FOR = (30,) * 14 + (14, 21, 45, 60, 60, 90)


def employment_type(chance: Chance) -> str:
    """Return what kind of work it is."""
    return _EMPLOYMENT.pick(chance)


def experience_level(chance: Chance, occupation: Occupation, employment: str) -> str:
    """Return how much experience it takes; none for an internship."""
    if employment == INTERNSHIP:
        return "entry"
    return _LEVELS["site" if occupation.place == "site" else "desk"].pick(chance)


def workplace(chance: Chance, occupation: Occupation) -> str:
    """Return where the work is done."""
    return _WORKPLACES[occupation.place].pick(chance)


def salary(
    chance: Chance,
    occupation: Occupation,
    level: str,
    employment: str,
    country: Country,
) -> dict[str, Any] | None:
    """Return what is paid, if the ad says so."""
    if employment == VOLUNTEER or chance.random() < _UNPAID:
        return None
    dollars = occupation.pay * 1000 * country.pay * _LEVEL_PAY[level]
    if country.pay > _WITH_FLOOR:
        dollars = max(dollars, _FLOOR * country.pay**0.6)
    yearly = dollars * country.rate * (1 + 0.11 * abs(chance.normal()))
    if employment == INTERNSHIP:
        yearly *= 0.5
    period = _period(chance, occupation, employment, country)
    least = yearly / _PER_YEAR[period]
    most = least * (1.04 + 0.3 * chance.random())
    low, high = _rounded(least), _rounded(most)
    way = chance.random()
    top = None if way < _OPEN_ENDED else low if way < _EXACT else high
    return {"min": low, "max": top, "currency": country.currency, "period": period}


def _period(
    chance: Chance, occupation: Occupation, employment: str, country: Country
) -> str:
    is_contractor = employment == "contract" and occupation.kind == "tech"
    if employment == "per_diem" or (is_contractor and chance.random() < _BY_DAY):
        return "day"
    hourly = 0 if country.is_paid_monthly else _BY_HOUR[occupation.place]
    if chance.random() < hourly:
        return "hour"
    return _PERIODS[country.is_paid_monthly].pick(chance)


def _rounded(amount: float) -> float:
    """Return an amount as one would write it: three figures, small ones in halves."""
    if amount < _SMALL:
        return round(amount * 2) / 2
    step = 10 ** (len(str(int(amount))) - 3)
    return int(round(amount / step) * step)


def open_countries(chance: Chance, country: Country) -> list[str]:
    """Return the countries from which remote work may be done, its own among them."""
    way = _OPEN_TO.pick(chance)
    if way == "own":
        return [country.code]
    if way == "neighbours":
        return sorted({country.code, *country.open_to})
    if way == "all":
        return sorted(countries())
    several = {by_weight().pick(chance) for _ in range(chance.number(2, 12))}
    return sorted(several | {country.code})


def positions(chance: Chance) -> int:
    """Return how many people are looked for."""
    least, most = _POSITIONS.pick(chance)
    return chance.number(least, most)


def dates(chance: Chance) -> tuple[float, float]:
    """Return how many days ago an ad was published and in how many it runs out."""
    whole = chance.pick(_GOOD_FOR)
    ago = whole * chance.random() ** 1.2
    return ago, whole - ago
