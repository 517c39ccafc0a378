"""Job ads that could be real, any number of them, each made by its number alone."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from jobs.samples import conditions, names
from jobs.samples.chance import Chance
from jobs.samples.descriptions import describe
from jobs.samples.occupations import Occupation, sought_by
from jobs.samples.places import Country, Town, by_weight, countries
from jobs.samples.scene import Scene
from jobs.samples.titles import name_role, title
from jobs.samples.wording import ENGLISH, Wording, wording

_ABROAD, _NOT_AT_HOME = 0.06, 0.35
_SEVERAL_TOWNS, _REMOTE_NOWHERE = 0.05, 0.5
_ASKING, _EXTERNAL, _NUMBERED = 0.08, 0.15, 0.7
_REQUIRED = 0.5
_UNLEVELLED, _OWN_SKILL = 0.12, 0.04


class Sample(NamedTuple):
    """An ad: the body of `POST jobs/`, its plain text, and where in time it stands."""

    body: dict[str, Any]
    text: str
    published_days_ago: float
    expires_in_days: float


def ad(number: int, *, seed: int, company: Mapping[str, Any]) -> Sample:
    """Return the ad of a number by a company that `company()` made."""
    chance = Chance("ad", seed, number)
    occupation = sought_by(company["industry"]).pick(chance)
    country, town = _where(chance, company)
    spoken = _wording(chance, occupation, town)
    scene = Scene(chance, occupation, spoken, company, town)
    scene.skills = _skills(scene)
    name_role(scene)
    terms = _terms(chance, occupation, country, town)
    described = describe(scene, terms)
    body = {
        "external_id": _external_id(chance, number),
        "title": title(scene, terms),
        "description": described.html,
        "description_format": "html",
        "category": occupation.category,
        "skills": scene.skills,
        "language": spoken.language,
        "questions": _questions(chance, spoken),
        "apply": _apply(chance, number, company),
        **terms,
    }
    if chance.random() < _UNLEVELLED:
        body["experience_level"] = None
    return Sample(body, described.text, *conditions.dates(chance))


def _terms(
    chance: Chance, occupation: Occupation, country: Country, town: Town
) -> dict[str, Any]:
    """Return the fields that say where, how and for what one works."""
    place = conditions.workplace(chance, occupation)
    employment = conditions.employment_type(chance)
    level = conditions.experience_level(chance, occupation, employment)
    is_remote = place == "remote"
    return {
        "employment_type": employment,
        "workplace": place,
        "experience_level": level,
        "locations": _locations(chance, place, country, town),
        "applicant_countries": (
            conditions.open_countries(chance, country) if is_remote else []
        ),
        "salary": conditions.salary(chance, occupation, level, employment, country),
        "positions": conditions.positions(chance),
    }


def _where(chance: Chance, company: Mapping[str, Any]) -> tuple[Country, Town]:
    """Return where an ad is: mostly where its company is."""
    code = company["country"]
    if chance.random() < _ABROAD:
        code = by_weight().pick(chance)
    country = countries()[code]
    home = country.towns.get(company["city"])
    if home is None or chance.random() < _NOT_AT_HOME:
        home = country.towns[country.by_size.pick(chance)]
    return country, home


def _wording(chance: Chance, occupation: Occupation, town: Town) -> Wording:
    """Return the words of the language there, English where it lacks them."""
    found = wording(town.languages.pick(chance), occupation)
    if found is None:
        found = wording(ENGLISH, occupation)
    assert found is not None  # noqa: S101  # English has words for all
    return found


def _skills(scene: Scene) -> list[str]:
    """Return what one should know: the stack first, the usual before the rare."""
    chance, skills = scene.chance, scene.occupation.skills
    usual = skills[: max(6, len(skills) * 2 // 3)]
    chosen = chance.some(usual, chance.number(2, 6))
    chosen += chance.some(skills, chance.number(0, 2))
    if scene.stack:
        chosen.insert(0, scene.stack)
    if chance.random() < _OWN_SKILL:
        chosen.append(names.product(chance))
    return list(dict.fromkeys(chosen))


def _locations(
    chance: Chance, place: str, country: Country, town: Town
) -> list[dict[str, object]]:
    if place == "remote" and chance.random() < _REMOTE_NOWHERE:
        return []
    if chance.random() >= _SEVERAL_TOWNS:
        return [town.location()]
    others = {country.by_size.pick(chance) for _ in range(chance.number(2, 6))}
    cities = [town.city, *sorted(others - {town.city})[:5]]
    return [country.towns[city].location() for city in cities]


def _questions(chance: Chance, spoken: Wording) -> list[dict[str, Any]]:
    if chance.random() >= _ASKING:
        return []
    return [
        {**each, "required": chance.random() < _REQUIRED}
        for each in chance.some(spoken.questions, chance.number(1, 4))
    ]


def _apply(chance: Chance, number: int, company: Mapping[str, Any]) -> dict[str, Any]:
    if chance.random() >= _EXTERNAL:
        return {"method": "internal", "url": None}
    return {"method": "external", "url": f"{company['website']}/jobs/{number}"}


def _external_id(chance: Chance, number: int) -> str | None:
    """Return the employer's own name of a job; the number keeps it unique."""
    if chance.random() >= _NUMBERED:
        return None
    return f"{chance.pick(('REQ', 'JOB', 'R', 'VAC', 'HR'))}-{number:06d}"
