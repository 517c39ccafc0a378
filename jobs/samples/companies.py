"""Companies that nobody has founded, any number of them."""

from functools import cache, lru_cache

from jobs.samples import names
from jobs.samples.chance import Chance, Weighted
from jobs.samples.places import by_weight, countries
from jobs.samples.reading import listed, read

HEAD = 20
"""The largest companies, those of which ads are not much rarer, are one in so many."""
OLDEST, LATEST = 1880, 2024
_VERIFIED = 0.8
_WITH_FORM = 0.35
_FORMS = {
    "AT": "GmbH",
    "BE": "NV",
    "BR": "Ltda",
    "CH": "AG",
    "DE": "GmbH",
    "DK": "A/S",
    "ES": "S.L.",
    "FR": "SAS",
    "IT": "S.r.l.",
    "NL": "B.V.",
    "PL": "Sp. z o.o.",
    "PT": "Lda",
    "SE": "AB",
    "US": "Inc.",
}
_OTHER_FORM = "Ltd"
_ALONE, _PAIR = 0.15, 0.27
_SIZES = ("a small", "a growing", "a medium-sized", "an independent", "a well-known")


def company(number: int, *, seed: int) -> dict[str, object]:
    """Return the company of a number; no two of a seed share a slug."""
    chance = Chance("company", seed, number)
    industry = _industries().pick(chance)
    country = countries()[by_weight().pick(chance)]
    city = country.by_size.pick(chance)
    name = _name(number, seed, industry, chance)
    slug = _slug(name)
    founded = LATEST - int((LATEST - OLDEST) * chance.random() ** 2)
    if chance.random() < _WITH_FORM:
        name = f"{name} {_FORMS.get(country.code, _OTHER_FORM)}"
    return {
        "name": name,
        "slug": slug,
        "website": f"https://{slug}.example.com",
        "description": _description(name, industry, city, founded, chance),
        "country": country.code,
        "city": city,
        "founded": founded,
        "industry": industry,
        "is_verified": chance.random() < _VERIFIED,
    }


def employer(number: int, *, seed: int, companies: int) -> int:
    """Return which of so many companies, counted from 0, an ad is by.

    Some have many ads and most have few.
    """
    return Chance("employer", seed, number).rank(companies, max(1, companies / HEAD))


def _name(number: int, seed: int, industry: str, chance: Chance) -> str:
    stems = _stems(seed)
    row, place = divmod(number, len(stems))
    stem = stems[place]
    if row:
        # More companies than names: the others are branches in all but law.
        more = read("names.toml")["companies"]["more"].split()
        again, which = divmod(row - 1, len(more))
        stem = f"{stem} {more[which]}" + (f" {again + 1}" if again else "")
    word = chance.pick(listed(read("industries.toml")[industry]["words"]))
    way = chance.random()
    if way < _ALONE:
        return stem
    if way < _PAIR:
        return f"{stem} & {names.surname(chance)} {word}"
    return f"{stem} {word}"


def _slug(name: str) -> str:
    return name.lower().replace("& ", "and ").replace(" ", "-")


def _description(
    name: str, industry: str, city: str, founded: int, chance: Chance
) -> str:
    does = chance.pick(listed(read("industries.toml")[industry]["does"]))
    size = chance.pick(_SIZES)
    first = f"{name} is {size} company in {city} that {does}."
    people, known_for = chance.number(8, 900), names.product(chance)
    return (
        f"{first} Founded in {founded}, it employs {people} people and is best known"
        f" for {known_for}."
    )


@cache
def _industries() -> Weighted[str]:
    rows = read("industries.toml").items()
    return Weighted({industry: says["weight"] for industry, says in rows})


@lru_cache(maxsize=4)
def _stems(seed: int) -> list[str]:
    """Return the first words of names, in an order of this seed."""
    known = names.firm_names()
    return Chance("stems", seed).some(known, len(known))
