"""What ads of an occupation say in a language: its own words and everybody's."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jobs.samples.occupations import Occupation, occupations
from jobs.samples.phrases import Phrase, Section, names_in, phrase, section
from jobs.samples.reading import listed, read

ENGLISH = "en"
_SMALL_WORDS = frozenset(["and", "or", "of", "in", "at", "for", "the", "with"])
_BY_NAME = {"field": "fields", "Field": "fields"} | {
    "tool": "tools",
    "subject": "subjects",
    "setting": "settings",
    "paper": "papers",
    "people": "people",
}
"""Which list of an occupation a name in braces is from."""

Phrases = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one occupation in one language."""

    language: str
    length: float
    space: str
    between: str
    small: tuple[str, ...]
    towns: Mapping[str, str]
    headline_fields: Mapping[str, str]
    people: str
    other_people: tuple[str, ...]
    fields: tuple[str, ...]
    tools: Phrases
    subjects: Phrases
    settings: Phrases
    papers: Phrases
    titles: Phrases
    levels: Mapping[str, Phrases]
    endings: Mapping[str, Phrases]
    opening: Phrases
    about: Section
    tasks: Section
    needs: Section
    offers: Section
    process: Section
    workplace: Mapping[str, Phrases]
    employment: Mapping[str, Phrases]
    headings: Mapping[str, Phrases]
    prose: Mapping[str, Phrases]
    questions: tuple[dict[str, Any], ...]


@cache
def wording(language: str, occupation: Occupation) -> Wording | None:
    """Return the words for an occupation; none where a language lacks them."""
    spoken = read(f"languages/{language}.toml")
    own = _own(language, occupation)
    if own is None:
        return None
    usable = _Usable(own, has_stack=bool(occupation.stacks))
    return Wording(
        language=language,
        other_people=_others(language, occupation),
        **_own_words(language, own, usable),
        **_manners(spoken),
        **_shared_words(spoken, usable),
        tasks=usable.section(own, spoken, "tasks", occupation.kind),
        needs=usable.section(own, spoken, "needs", occupation.kind),
    )


class _Usable:
    """Which phrases an occupation can fill in."""

    def __init__(self, own: Mapping[str, str], *, has_stack: bool) -> None:
        self._lacking = {name for name, key in _BY_NAME.items() if not own.get(key)}
        if not has_stack:
            self._lacking.add("stack")

    def of(self, texts: Iterable[str]) -> Phrases:
        """Return the phrases of those texts that lack nothing."""
        return tuple(phrase(text) for text in texts if not self._lacks(text))

    def list(self, text: str) -> Phrases:
        """Return the phrases of the items of a text."""
        return self.of(listed(text))

    def table(self, texts: Mapping[str, Any]) -> dict[str, Phrases]:
        """Return the phrases of each kind."""
        return {
            kind: self.of(listed(items) if isinstance(items, str) else items)
            for kind, items in texts.items()
        }

    def section(
        self, own: Mapping[str, str], spoken: Mapping[str, Any], name: str, kind: str
    ) -> Section:
        """Return what only this occupation says, and what its kind and all say."""
        shared = spoken[name]
        return section(
            self.list(own[name]),
            self.list(shared.get(kind, "")) + self.list(shared["any"]),
        )

    def _lacks(self, text: str) -> bool:
        return not self._lacking.isdisjoint(names_in(text))


def _own_words(
    language: str, own: Mapping[str, str], usable: _Usable
) -> dict[str, Any]:
    """Return what only this occupation has."""
    fields = listed(own.get("fields", ""))
    return {
        "people": own["people"],
        "fields": fields,
        "headline_fields": {each: _headline(language, each) for each in fields},
        "titles": usable.list(own["titles"].replace("{field}", "{Field}")),
        **{
            name: usable.list(own.get(name, ""))
            for name in ("tools", "subjects", "settings", "papers")
        },
    }


def _manners(spoken: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the language puts texts together."""
    return {
        "length": spoken["length"],
        "space": spoken.get("space", " "),
        "between": spoken.get("between", "; "),
        "small": tuple(spoken["small"]),
        "towns": spoken.get("towns", {}),
        "prose": {kind: _all(lines) for kind, lines in spoken["prose"].items()},
        "questions": tuple(spoken["questions"]),
    }


def _shared_words(spoken: Mapping[str, Any], usable: _Usable) -> dict[str, Any]:
    """Return what every occupation may say."""
    return {
        "endings": {
            "any": usable.of(spoken["endings"]),
            "site": usable.of(spoken["site_endings"]),
            "remote": usable.of(spoken["remote_endings"]),
        },
        "opening": usable.list(spoken["opening"]["lines"]),
        **{
            name: section((), usable.list(spoken[name]["lines"]))
            for name in ("about", "offers", "process")
        },
        **{
            name: usable.table(spoken[name])
            for name in ("levels", "workplace", "employment", "headings")
        },
    }


def _own(language: str, occupation: Occupation) -> dict[str, str] | None:
    if language == ENGLISH:
        found: dict[str, str] = read("occupations")[occupation.slug]
        return found
    table: dict[str, dict[str, str]]
    table = read(f"languages/{language}.toml")["occupations"]
    return table.get(occupation.slug)


def _others(language: str, occupation: Occupation) -> tuple[str, ...]:
    """Return the people of other occupations, those of the same field first."""
    others = [
        (each.category != occupation.category, -each.weight, own["people"])
        for each in occupations().values()
        if each != occupation and (own := _own(language, each))
    ]
    return tuple(people for *_, people in sorted(others))


def _all(text: str) -> Phrases:
    return tuple(phrase(line) for line in listed(text))


def _headline(language: str, field: str) -> str:
    """Return a field as it is written in a title: in English with capitals."""
    if language != ENGLISH:
        return field
    return " ".join(
        word if word in _SMALL_WORDS else word[0].upper() + word[1:]
        for word in field.split()
    )
