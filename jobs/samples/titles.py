"""Titles: what the work is called, at which level, and what employers add to it."""

from collections.abc import Mapping
from typing import Any

from jobs.samples.scene import Scene, say

LONGEST = 200
_ADDED = 0.55
_SITE, _REMOTE = 0.06, 0.5


def name_role(scene: Scene) -> None:
    """Settle what the work is called."""
    scene.role = say(scene.chance.pick_early(scene.wording.titles), scene)


def title(scene: Scene, terms: Mapping[str, Any]) -> str:
    """Return the title of an ad on these terms."""
    wording, chance = scene.wording, scene.chance
    # Interns and volunteers are called so whatever their level is.
    patterns = wording.levels.get(terms["employment_type"])
    patterns = patterns or wording.levels[terms["experience_level"]]
    named = say(chance.pick(patterns), scene)
    kind = "any"
    if terms["workplace"] == "remote" and chance.random() < _REMOTE:
        kind = "remote"
    elif scene.occupation.place == "site" and chance.random() < _SITE:
        kind = "site"
    elif chance.random() > _ADDED:
        return named if len(named) <= LONGEST else scene.role
    full = named + say(chance.pick(wording.endings[kind]), scene)
    return full if len(full) <= LONGEST else named[:LONGEST]
