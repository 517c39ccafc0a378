"""Skills by their usual names: the same skill is spelt the same in every ad."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jobs.catalogue.folding import folded

_DATA = Path(__file__).with_name("data") / "skills.txt"
_HYPHENS = re.compile(r"(?<=\w)[-_]+(?=\w)")


class _Listed(NamedTuple):
    """A name to complete, and its skill; a space stands before each of its words."""

    words: str
    is_alias: bool
    skill: str


def canonical_skill(text: str) -> str:
    """Return a known skill in its usual spelling, any other with its spaces tidied."""
    key = folded(text)
    known = _spellings()
    return known.get(key) or known.get(_loose(key)) or " ".join(text.split())


def skill_key(text: str) -> str:
    """Return what filters compare: the usual spelling without case and accents."""
    return folded(canonical_skill(text))


def complete_skill(typed: str, limit: int) -> list[str]:
    """Return known skills with a word that begins as typed, the best known first.

    What is called exactly so comes first; those found by their usual name come before
    those found by another one.
    """
    wanted = f" {_loose(folded(typed))}"
    if not wanted.strip():
        return []
    found = [listed for listed in _listed() if wanted in listed.words]
    found.sort(
        key=lambda one: (
            one.words != wanted,
            one.is_alias,
            not one.words.startswith(wanted),
        )
    )
    return list(dict.fromkeys(one.skill for one in found))[:limit]


def _loose(key: str) -> str:
    return _HYPHENS.sub(" ", key)


@cache
def _lines() -> list[list[str]]:
    lines = _DATA.read_text("utf-8").splitlines()
    return [line.split(" | ") for line in lines if not line.startswith("#")]


@cache
def _spellings() -> dict[str, str]:
    """Return every way to write a skill, folded, with the usual one."""
    known: dict[str, str] = {}
    for skill, *others in _lines():
        for name in (skill, *others):
            known[folded(name)] = skill
            known.setdefault(_loose(folded(name)), skill)
    return known


@cache
def _listed() -> list[_Listed]:
    return [
        _Listed(f" {_loose(folded(name))}", index > 0, names[0])
        for names in _lines()
        for index, name in enumerate(names)
    ]
