"""What the columns of a CSV and the elements of an XML file mean.

Each column is a field of `POST jobs/`, or a part of one. A blank cell says nothing, as
if the column were not there. `docs/import.md` has the same table.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from jobs.imports.rows import wrong
from kernel.problems import FieldError, MalformedJSON
from kernel.strict_json import parse

_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)
_BETWEEN = re.compile(r"[;|]")

Reader = Callable[[str], Any]
Body = dict[str, Any]


def text(cell: str) -> Any:
    """Return a cell as it is: nothing in it is ever computed."""
    return cell


def number(cell: str) -> Any:
    """Return a number; what is none stays a text, which the check of it refuses."""
    written = cell.strip()
    if not _NUMBER.fullmatch(written):
        return cell
    return float(written) if "." in written else int(written)


def flag(cell: str) -> Any:
    """Return true or false; what is neither stays a text."""
    return {"true": True, "false": False}.get(cell.strip().lower(), cell)


def several(cell: str) -> list[str]:
    """Return the parts between semicolons or bars."""
    return [part for each in _BETWEEN.split(cell) if (part := each.strip())]


def json(cell: str) -> Any:
    """Return what a cell says in JSON."""
    return parse(cell.encode())


PLACE = ("city", "region", "country", "latitude", "longitude")
COLUMNS: dict[str, tuple[str, Reader]] = {
    "external_id": ("external_id", text),
    "title": ("title", text),
    "description": ("description", text),
    "description_format": ("description_format", text),
    "employment_type": ("employment_type", text),
    "workplace": ("workplace", text),
    "city": ("locations.0.city", text),
    "region": ("locations.0.region", text),
    "country": ("locations.0.country", text),
    "latitude": ("locations.0.latitude", number),
    "longitude": ("locations.0.longitude", number),
    "locations": ("locations", json),
    "applicant_countries": ("applicant_countries", several),
    "experience_level": ("experience_level", text),
    "category": ("category", text),
    "skills": ("skills", several),
    "language": ("language", text),
    "salary_min": ("salary.min", number),
    "salary_max": ("salary.max", number),
    "salary_currency": ("salary.currency", text),
    "salary_period": ("salary.period", text),
    "positions": ("positions", number),
    "questions": ("questions", json),
    "apply_method": ("apply.method", text),
    "apply_url": ("apply.url", text),
    "expires_at": ("expires_at", text),
    "allow_duplicate": ("allow_duplicate", flag),
}
"""The field that each column fills, and how its text is read."""
_NAMES = {path: name for name, (path, _) in COLUMNS.items()}


def column_of(path: str) -> str:
    """Return the column that fills a field: `salary.min` is `salary_min`."""
    return _NAMES.get(path, path)


def body_of(cells: Iterable[tuple[str, str]]) -> tuple[Body, list[FieldError]]:
    """Return the body that cells make, and what cannot be read of them."""
    body: Body = {}
    errors: list[FieldError] = []
    for name, cell in cells:
        if not cell.strip():
            continue
        path, read = COLUMNS[name]
        try:
            _put(body, path, read(cell))
        except MalformedJSON as error:
            errors.append(wrong("malformed_json", error.detail, name))
    complete(body, errors)
    return body, errors


def complete(body: Body, errors: list[FieldError]) -> None:
    """Say of a body what goes without saying in a table, or contradicts itself."""
    if "url" in body.get("apply", {}):
        body["apply"].setdefault("method", "external")
    place = body.pop("place", None)
    if place is not None and "locations" in body:
        detail = "Give a city and its country in columns of their own, or locations."
        errors.append(wrong("contradiction", detail, "locations"))
    elif place is not None:
        body["locations"] = [place]


def _put(body: Body, path: str, value: Any) -> None:
    """Set a field; the parts of a place are gathered apart until all are there."""
    if path.startswith("locations.0."):
        body.setdefault("place", {})[path.removeprefix("locations.0.")] = value
        return
    outer, _, inner = path.partition(".")
    if inner:
        body.setdefault(outer, {})[inner] = value
    else:
        body[outer] = value
