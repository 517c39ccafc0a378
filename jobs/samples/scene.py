"""One ad in the making: what is settled of it, and what its phrases may ask for."""

from collections.abc import Callable, Mapping
from typing import Any

from jobs.samples import names
from jobs.samples.chance import Chance
from jobs.samples.occupations import Occupation
from jobs.samples.phrases import Phrase
from jobs.samples.places import Town
from jobs.samples.wording import Wording

THIS_YEAR = 2026
_ROUND = tuple(
    figure * scale for scale in (100, 1000) for figure in range(1, 10)
) + tuple(range(120, 1000, 40))
_VOWELS, _SPELT_LIKE_VOWELS = "AEIO", "AEFHILMNORSX"
_FULL = ("35", "36", "37.5", "38", "39", "40", "40")
_HALF = ("10", "12", "15", "16", "18", "20", "20", "24", "25", "30")


class Scene:
    """What an ad is about; the field and the stack stay the same all through it."""

    __slots__ = (
        "chance",
        "city",
        "company",
        "field",
        "founded",
        "home",
        "last",
        "occupation",
        "role",
        "skills",
        "stack",
        "wording",
    )

    def __init__(
        self,
        chance: Chance,
        occupation: Occupation,
        wording: Wording,
        company: Mapping[str, Any],
        town: Town,
    ) -> None:
        self.chance, self.occupation, self.wording = chance, occupation, wording
        self.company, self.founded = company["name"], company["founded"]
        self.home = wording.towns.get(company["city"], company["city"])
        self.city = wording.towns.get(town.city, town.city)
        self.field = chance.pick_early(wording.fields) if wording.fields else ""
        stacks = occupation.stacks
        self.stack = chance.pick_early(stacks) if stacks else ""
        self.role = ""
        self.skills: list[str] = []
        self.last: dict[str, int] = {}


def say(phrase: Phrase, scene: Scene) -> str:
    """Return what a phrase says in a scene."""
    said, rest = phrase
    for name, text in rest:
        said += MEANINGS[name](scene) + text
    return said


def _headline(scene: Scene) -> str:
    return scene.wording.headline_fields.get(scene.field, scene.field)


def _hours(scene: Scene) -> str:
    return scene.chance.pick(_FULL)


def _few_hours(scene: Scene) -> str:
    return scene.chance.pick(_HALF)


def _number(scene: Scene) -> str:
    return str(scene.chance.pick(_ROUND))


def _number_small(scene: Scene) -> str:
    return str(scene.chance.number(11, 60))


def _small(scene: Scene) -> str:
    return scene.chance.pick(scene.wording.small)


def _role_with_article(scene: Scene) -> str:
    """Return the role after an English article."""
    word = scene.role.split(maxsplit=1)[0]
    sounds = _SPELT_LIKE_VOWELS if word.isupper() else _VOWELS
    return f"{'an' if word[0] in sounds else 'a'} {scene.role}"


def _later(scene: Scene) -> str:
    return str(scene.chance.number(scene.founded, THIS_YEAR))


def _skill(scene: Scene) -> str:
    """Return one skill after the other, so that none is named twice in a row."""
    index = scene.last.get("skill", -1) + 1
    scene.last["skill"] = index
    return scene.skills[index % len(scene.skills)]


def _of_list(name: str) -> Callable[[Scene], str]:
    """Return how to ask for one of a list of the wording, never twice in a row."""

    def one(scene: Scene) -> str:
        items = getattr(scene.wording, name)
        place = scene.chance.random()
        index = int(place * place * len(items))
        if scene.last.get(name) == index:
            index = (index + 1) % len(items)
        scene.last[name] = index
        return say(items[index], scene)

    return one


def _of_name(make: Callable[[Chance], str]) -> Callable[[Scene], str]:
    """Return how to ask for a name that nobody has."""
    return lambda scene: make(scene.chance)


MEANINGS: dict[str, Callable[[Scene], str]] = {
    "company": lambda scene: scene.company,
    "city": lambda scene: scene.city,
    "title": lambda scene: scene.role,
    "a_title": _role_with_article,
    "field": lambda scene: scene.field,
    "Field": _headline,
    "stack": lambda scene: scene.stack,
    "hours": _hours,
    "few_hours": _few_hours,
    "number": _number,
    "number_small": _number_small,
    "small": _small,
    "year": lambda scene: str(scene.founded),
    "later": _later,
    "home": lambda scene: scene.home,
    "skill": _skill,
    "tool": _of_list("tools"),
    "subject": _of_list("subjects"),
    "setting": _of_list("settings"),
    "paper": _of_list("papers"),
    "other_people": lambda scene: scene.chance.pick_early(scene.wording.other_people),
    "people": lambda scene: scene.wording.people,
    "name": _of_name(names.person),
    "client": _of_name(names.client),
    "product": _of_name(names.product),
    "village": _of_name(names.village),
    "street": _of_name(names.street),
    "code": _of_name(names.code),
}
"""What a name in braces stands for."""
