"""Filters as the index knows them: marks, and how they are asked for."""

from collections.abc import Iterable, Sequence
from math import ceil, cos, floor, radians
from typing import Any

from jobs.catalogue.gazetteer import other_names
from jobs.filters import Criterion
from search.engine.question import Circle
from search.language.words import fold

LETTERS = {
    "company": "o",
    "category": "g",
    "employment_type": "e",
    "workplace": "w",
    "experience_level": "x",
    "country": "n",
    "language": "l",
    "skills": "k",
    "city": "c",
    "applicant_country": "a",
}
ALL, NONE = "':all'", "':none'"
CELLS = (0.1, 0.5, 4.0)
"""How many degrees the cells of each size are wide; the documents know them as well."""
MOST_CELLS, MOST_LARGE = 80, 800
"""So many are asked for; of the largest more, as the next thing is to read all."""
_METERS_A_DEGREE = 111_195.0


def quoted(lexeme: str) -> str:
    """Return a lexeme as the text of a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def mark(name: str, value: Any) -> str:
    """Return the mark of one value of a filter."""
    text = str(value)
    if name == "language":
        text = text.lower()
    elif name == "city":
        return any_of([_mark(name, each) for each in spellings_of(text)])
    return _mark(name, text)


def spellings_of(city: str) -> list[str]:
    """Return what a town may be called in an ad, folded: as it was typed, and else."""
    return list(dict.fromkeys([fold(city), *other_names(city)]))


def _mark(name: str, text: str) -> str:
    return quoted(f":{LETTERS[name]}:{text}")


def condition(criterion: Criterion) -> str:
    """Return what one filter asks of a document."""
    marks = [mark(criterion.name, value) for value in criterion.values]
    if criterion.variant == "all":
        return all_of(marks) if marks else NONE
    found = any_of(marks) if marks else NONE
    return f"!{found}" if criterion.variant == "not" else found


def any_of(parts: Sequence[str]) -> str:
    """Return the query that one of the parts satisfies."""
    return parts[0] if len(parts) == 1 else "(" + " | ".join(parts) + ")"


def all_of(parts: Iterable[str]) -> str:
    """Return the query that satisfies every part."""
    return " & ".join(parts)


def conditions(criteria: Iterable[Criterion], near: Circle | None) -> str | None:
    """Return what all filters ask together; None when there are none.

    A query that only excludes would read the whole index, so it begins with all.
    """
    parts = sorted(condition(each) for each in criteria)
    cells = cells_of(near) if near else None
    if cells:
        parts.append(any_of(cells))
    if not parts:
        return None
    if all(part.startswith("!") for part in parts):
        parts.insert(0, ALL)
    return all_of(parts)


def cells_of(circle: Circle) -> list[str] | None:
    """Return the marks of the cells that a circle touches; None when they are many."""
    up = circle.meters / _METERS_A_DEGREE
    for level, size in enumerate(CELLS):
        south, north = circle.latitude - up, circle.latitude + up
        widest = max(abs(max(south, -90.0)), abs(min(north, 90.0)))
        shrunk = cos(radians(min(widest, 90.0)))
        along = up / shrunk if shrunk > up / 180 else 180.0
        rows = range(floor(south / size), floor(north / size) + 1)
        columns = range(
            floor((circle.longitude - along) / size),
            floor((circle.longitude + along) / size) + 1,
        )
        most = MOST_CELLS if size < CELLS[-1] else MOST_LARGE
        if len(rows) * len(columns) <= most:
            across = ceil(360 / size)
            half = floor(180 / size)
            return sorted(
                {
                    quoted(f":z{level}:{row}:{(column + half) % across - half}")
                    for row in rows
                    for column in columns
                }
            )
    return None
