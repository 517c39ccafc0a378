"""The mix: who does what how often, read from `mix.toml` and refused if it is wrong."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from devtools.load_options import MIX

KINDS = ("applicant", "employer", "admin", "crawler")
SHAPES = ("steady", "ramp", "spike")


class BadMix(ValueError):
    """The file says something that cannot be done."""


@dataclass(frozen=True)
class Habits:
    """How one kind of user behaves."""

    share: int
    think: tuple[float, float]
    does: Mapping[str, int]
    walk_at_most: int = 1


@dataclass(frozen=True)
class Profile:
    """How many users there are over the time of a run."""

    shape: str
    users: int
    minutes: float
    begin: float = 10
    """Seconds in which the users of a change come: each has a password hashed first."""
    step: int = 0
    every: float = 0
    most: int = 0
    times: int = 1
    memory_growth: float | None = None
    """How much more memory the last quarter may take than the second; soaks say it."""
    connections_growth: float | None = None
    overloads: bool = False
    """Whether it asks for more than a board can do: then only wrong answers count."""

    def but(self, *, minutes: float | None, users: int | None) -> "Profile":
        """Return it for another time or number of users, where one is told."""
        return replace(
            self,
            minutes=minutes or self.minutes,
            users=users or self.users,
        )


@dataclass(frozen=True)
class Mix:
    """All that the file says."""

    habits: Mapping[str, Habits]
    profiles: Mapping[str, Profile]

    def profile(self, name: str) -> Profile:
        """Return the profile of a name."""
        if name not in self.profiles:
            known = ", ".join(self.profiles)
            raise BadMix(f"There is no profile {name!r}; there are {known}.")
        return self.profiles[name]


def read_mix(path: Path) -> Mix:
    """Return what a file says, or say what is wrong with it."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    profiles = told.pop("profiles", {})
    if set(told) != set(KINDS):
        raise BadMix(f"{path}: wanted are the tables {', '.join(KINDS)} and profiles.")
    mix = Mix(
        {name: _habits(name, each) for name, each in told.items()},
        {name: _profile(name, each) for name, each in profiles.items()},
    )
    if not any(each.share for each in mix.habits.values()):
        raise BadMix(f"{path}: nobody has a share.")
    return mix


@cache
def the_mix() -> Mix:
    """Return the mix of this run: that of LOAD_MIX, or the one that lies beside us."""
    return read_mix(Path(os.environ.get("LOAD_MIX") or MIX))


def _habits(name: str, told: Mapping[str, Any]) -> Habits:
    try:
        habits = Habits(**told)
    except TypeError as error:
        raise BadMix(f"[{name}]: {error}") from error
    least, most = habits.think
    if not 0 <= least <= most:
        raise BadMix(f"[{name}]: think is [least, most] in seconds.")
    if habits.share < 0 or any(weight < 0 for weight in habits.does.values()):
        raise BadMix(f"[{name}]: shares and weights are not below 0.")
    if not any(habits.does.values()):
        raise BadMix(f"[{name}.does]: they would do nothing.")
    return habits


def _profile(name: str, told: Mapping[str, Any]) -> Profile:
    try:
        profile = Profile(**told)
    except TypeError as error:
        raise BadMix(f"[profiles.{name}]: {error}") from error
    if profile.shape not in SHAPES:
        raise BadMix(f"[profiles.{name}]: a shape is one of {', '.join(SHAPES)}.")
    if profile.users < 1 or profile.minutes <= 0:
        raise BadMix(f"[profiles.{name}]: it needs users and minutes.")
    if profile.shape == "ramp" and not (profile.step and profile.every):
        raise BadMix(f"[profiles.{name}]: a ramp needs step and every.")
    return profile
