"""The made-up people by their numbers: names, résumés, letters."""

from functools import cache

from jobs.samples import names
from jobs.samples.chance import Chance
from loadtests.corpus.ads import sample

_YEARS = (1, 25)
_TRADES, _FIRMS = 9_999, 400
_LETTERS = (
    "Your ad for {title} describes what I have been doing for {years} years.",
    "I would like to work for you: {title}, {years} years of practice.",
    "A colleague of mine, {name}, pointed me to your search for {title}.",
    "For {years} years I have worked in this trade, and {title} is my next step.",
)
_CLOSINGS = (
    "I could begin in {weeks} weeks.",
    "I look forward to hearing from you.",
    "I would like to tell you more about my work with {product}.",
    "My references are at your disposal.",
)


def full_name(number: int, *, seed: object) -> str:
    """Return the name of the person of a number."""
    return names.person(Chance("person", seed, number))


def resume_text(number: int, *, seed: int) -> str:
    """Return the résumé of the person of a number: somebody who could fill some ad."""
    chance = Chance("resume", seed, number)
    title, known = _trade(chance.number(0, _TRADES), seed)
    years = chance.number(*_YEARS)
    skills = ", ".join([*known, names.product(chance)])
    firms = [names.client(chance) for _ in range(min(1 + years // 4, 4))]
    lines = [
        full_name(number, seed=seed),
        names.street(chance),
        "",
        f"{title}, {years} years of practice",
        f"Skills: {skills}",
        "",
        *(f"{2026 - years + n * 3}: {firm}" for n, firm in enumerate(firms)),
    ]
    return "\n".join(lines) + "\n"


@cache
def _trade(number: int, seed: int) -> tuple[str, tuple[str, ...]]:
    """Return what somebody is, who could fill an ad, and knows."""
    body = sample(number, seed=seed, companies=_FIRMS).body
    return body["title"], tuple(body["skills"])


def letter(title: str, chance: Chance) -> str:
    """Return a cover letter for a job."""
    text = f"{chance.pick(_LETTERS)} {chance.pick(_CLOSINGS)}"
    return text.format(
        title=title,
        years=chance.number(*_YEARS),
        weeks=chance.number(2, 12),
        name=names.person(chance),
        product=names.product(chance),
    )
