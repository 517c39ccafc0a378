"""Service levels: what each operation owes, and which of it was not kept."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loadtests.driving.summing import percentile

NAMES = ("p95_ms", "p99_ms", "error_rate")


class BadLevels(ValueError):
    """The file of levels says something that nothing can be held against."""


@dataclass(frozen=True)
class Operation:
    """What was measured of one operation."""

    name: str
    requests: int
    failures: int
    refused: int
    times: Mapping[float, int]
    may_be_refused: bool = False

    def at(self, share: float) -> float:
        """Return the milliseconds that a share of the requests did not exceed."""
        return percentile(self.times, share)

    @property
    def error_rate(self) -> float:
        """Return the share that was answered wrongly, or not at all, or refused.

        Where refusals are what one expects, they are no errors.
        """
        errors = self.failures - (self.refused if self.may_be_refused else 0)
        return errors / self.requests if self.requests else 0.0

    def measured(self, name: str) -> float:
        """Return the figure that a level is about."""
        shares = {"p95_ms": 0.95, "p99_ms": 0.99}
        return self.at(shares[name]) if name in shares else self.error_rate


@dataclass(frozen=True)
class Broken:
    """One level that was not kept."""

    operation: str
    name: str
    measured: float
    level: float

    def __str__(self) -> str:
        """Say it in a line."""
        return (
            f"{self.operation}: {self.name} is {self.measured:g}, above {self.level:g}"
        )


Levels = Mapping[str, Mapping[str, float]]


def read_levels(path: Path) -> Levels:
    """Return the levels of a file: a table for each operation, plain numbers in it."""
    levels = tomllib.loads(path.read_text(encoding="utf-8"))
    for operation, table in levels.items():
        if not isinstance(table, dict):
            raise BadLevels(f"{path}: {operation} is no table.")
        for name, level in table.items():
            if name not in NAMES:
                known = ", ".join(NAMES)
                raise BadLevels(f"{path}: [{operation}] {name} is none of {known}.")
            if isinstance(level, bool) or not isinstance(level, int | float):
                raise BadLevels(f"{path}: [{operation}] {name} is no number.")
    return levels


def operations_in(
    record: Mapping[str, Any], *, may_be_refused: bool = False
) -> list[Operation]:
    """Return the operations of a record, by name."""
    return [
        Operation(
            name,
            told["requests"],
            told["failures"],
            told["refused"],
            {float(time): count for time, count in told["times"].items()},
            may_be_refused,
        )
        for name, told in sorted(record["operations"].items())
    ]


def broken_levels(operations: list[Operation], levels: Levels) -> list[Broken]:
    """Return every level that was not kept; what was not asked for breaks none."""
    return [
        Broken(each.name, name, each.measured(name), level)
        for each in operations
        if each.requests
        for name, level in levels.get(each.name, {}).items()
        if each.measured(name) > level
    ]
