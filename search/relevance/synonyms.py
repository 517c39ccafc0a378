"""The board's synonyms: the lines that admins edit, or those that the board ships."""

from collections.abc import Collection
from datetime import datetime
from importlib import resources

from django.db.models import Count, Max

from search.language.words import words_in
from search.models import Synonym
from search.relevance.thesaurus import Group, Stem, Thesaurus

LEAST = 2
_Version = tuple[int, datetime | None]
_kept: dict[tuple[str, ...], tuple[_Version, Thesaurus]] = {}


def current_thesaurus(stem: Stem, languages: Collection[str]) -> Thesaurus:
    """Return the thesaurus of a board's languages as it is at this moment.

    A process keeps what it has read for as long as no line is added, edited or deleted.
    """
    spoken = tuple(languages)
    version = _version()
    known = _kept.get(spoken)
    if known is None or known[0] != version:
        known = version, Thesaurus(_groups(), stem, spoken)
        _kept.clear()  # a board seldom learns a language: one is enough
        _kept[spoken] = known
    return known[1]


def shipped_lines() -> list[tuple[str, str]]:
    """Return the lines that the board comes with, each after its language."""
    text = (resources.files(__package__) / "data" / "synonyms.txt").read_text("utf-8")
    lines, language = [], ""
    for line in text.splitlines():
        if line.startswith("["):
            language = line.strip("[]")
        elif line and not line.startswith("#"):
            lines.append((language, line))
    return lines


def seed_synonyms() -> int:
    """Add the shipped lines that are not in the table yet, and return how many."""
    known = set(Synonym.objects.values_list("language", "line"))
    rows = [
        Synonym(language=language, line=line)
        for language, line in dict.fromkeys(shipped_lines())
        if (language, line) not in known
    ]
    return len(Synonym.objects.bulk_create(rows))


def problem_of(line: str) -> str | None:
    """Return what is wrong with a line; None when it says something."""
    same, _, near = line.partition("~")
    if "," in same or "=" in near or "~" in near:
        return "Put = between what is the same, then ~ and commas for what is near."
    phrases = [each for each in (*same.split("="), *near.split(",")) if each.strip()]
    group = Group.read(line, "", words_in)
    if len(group.same) + len(group.near) < len(phrases) or not group.same:
        return "Each phrase has one to four words, as in nurse = rn ~ nursing, midwife."
    if len(phrases) < LEAST:
        return "One phrase alone stands for nothing: add another after = or ~."
    return None


def _groups() -> list[Group]:
    lines = list(Synonym.objects.order_by("pk").values_list("language", "line"))
    return [
        Group.read(line, language, words_in)
        for language, line in lines or shipped_lines()
    ]


def _version() -> _Version:
    found = Synonym.objects.aggregate(lines=Count("pk"), edited=Max("updated_at"))
    return found["lines"], found["edited"]
