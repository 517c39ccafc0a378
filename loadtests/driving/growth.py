"""What may not grow while a board is used for long: memory, and connections."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from loadtests.users.mix import Profile

LEAST = 8
"""Fewer looks than these say nothing."""


def growths(profile: Profile, watched: Mapping[str, Any]) -> list[str]:
    """Return what has grown more than a profile allows, a line for each."""
    found = []
    if profile.memory_growth is not None:
        for part, looks in watched["parts"].items():
            grown = _growth([look["memory"] for look in looks])
            if grown > profile.memory_growth:
                found.append(_line(f"memory of {part}", grown, profile.memory_growth))
    if profile.connections_growth is not None:
        grown = _growth([look[0] for look in watched["activity"]])
        if grown > profile.connections_growth:
            found.append(_line("connections", grown, profile.connections_growth))
    return found


def _growth(values: Sequence[float]) -> float:
    """Return the last quarter against the second: in the first all was still cold."""
    if len(values) < LEAST:
        return 1.0
    quarter = len(values) // 4
    early = mean(values[quarter : 2 * quarter])
    return mean(values[-quarter:]) / early if early else 1.0


def _line(what: str, grown: float, level: float) -> str:
    return f"{what}: grew {grown:.2f} times, above {level:g}"
