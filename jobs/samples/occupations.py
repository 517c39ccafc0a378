"""What people work as, and which companies look for whom."""

from functools import cache
from typing import NamedTuple

from jobs.samples.chance import Weighted
from jobs.samples.reading import listed, read

_ELSEWHERE = 0.8
"""How often a company looks for people that its trade does not call for."""


class Occupation(NamedTuple):
    """An occupation; `pay` is thousands of US dollars a year at mid level."""

    slug: str
    category: str
    weight: float
    pay: float
    kind: str
    place: str
    stacks: tuple[str, ...]
    skills: tuple[str, ...]


@cache
def occupations() -> dict[str, Occupation]:
    """Return the occupations by their slugs."""
    return {
        slug: Occupation(
            slug=slug,
            category=says["category"],
            weight=says["weight"],
            pay=says["pay"],
            kind=says["kind"],
            place=says["place"],
            stacks=listed(says.get("stacks", "")),
            skills=listed(says["skills"]),
        )
        for slug, says in read("occupations").items()
    }


@cache
def sought_by(industry: str) -> Weighted[Occupation]:
    """Return the occupations that companies of an industry look for."""
    sought = read("industries.toml")[industry]["jobs"]
    return Weighted(
        {
            each: each.weight
            * sought.get(each.slug, sought.get(each.category, _ELSEWHERE))
            for each in occupations().values()
        }
    )
