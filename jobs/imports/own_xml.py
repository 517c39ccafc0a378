"""Our own XML: `<jobs><job>`, whose elements are called as the columns of a CSV."""

from typing import Any

from jobs.imports.columns import COLUMNS, PLACE, Body, body_of, column_of, number
from jobs.imports.elements import Element
from jobs.imports.rows import Row, wrong
from kernel.problems import FieldError
from kernel.validation import near_miss

HTML = "html"
LOCATION = "location"
REPEATABLE = {"skills", "applicant_countries"}
MOST_ELEMENTS = 300


def row_of(row: int, end: int, job: Element) -> Row:
    """Return the row that a `<job>` is."""
    if len(job.children) > MOST_ELEMENTS:
        detail = f"A job may have {MOST_ELEMENTS} elements."
        return Row(row, end, errors=[wrong("too_many_items", detail)])
    cells: dict[str, list[str]] = {}
    places: list[Body] = []
    errors = [*_attributes(job)]
    for child in job.children:
        errors += _attributes(child)
        if child.name == LOCATION:
            places.append(_place(child, errors))
        elif child.children:
            detail = "It has elements inside: put markup into <![CDATA[ … ]]>."
            errors.append(wrong("unexpected_element", detail, child.name[:100]))
        elif child.name not in COLUMNS:
            errors.append(unknown(child.name, [*COLUMNS, LOCATION]))
        else:
            cells.setdefault(child.name, []).append(child.text)
    errors += [
        wrong("duplicate_field", "This comes twice.", name)
        for name, found in cells.items()
        if len(found) > 1 and name not in REPEATABLE
    ]
    body, unread = body_of((name, ";".join(found)) for name, found in cells.items())
    if "description" in body:
        # Whoever writes XML writes HTML in it, whether it begins with a tag or not.
        body.setdefault("description_format", HTML)
    _put_places(body, places, errors)
    return Row(row, end, body, [*errors, *unread], column_of)


def _put_places(body: Body, places: list[Body], errors: list[FieldError]) -> None:
    if places and "locations" in body:
        detail = "Say where it is in one way: by <location>, or by other elements."
        errors.append(wrong("contradiction", detail, "locations"))
    elif places:
        body["locations"] = places


def _place(location: Element, errors: list[FieldError]) -> Body:
    place: dict[str, Any] = {}
    for part in location.children:
        if part.name not in PLACE:
            errors.append(unknown(part.name, PLACE, f"{LOCATION}."))
        elif part.text.strip():
            is_number = part.name in {"latitude", "longitude"}
            place[part.name] = number(part.text) if is_number else part.text
    return place


def _attributes(element: Element) -> list[FieldError]:
    detail = "Attributes have no meaning here: write elements."
    return [
        wrong("unknown_field", detail, f"{element.name}@{name}"[:100])
        for name in element.attributes
        if not name.startswith("xml")
    ]


def unknown(name: str, known: Any, before: str = "") -> FieldError:
    """Return the error for an element that would be ignored."""
    meant = near_miss(name, known)
    hint = f" Did you mean {meant}?" if meant else ""
    error = wrong(
        "unknown_field", f"There is no such element.{hint}", before + name[:100]
    )
    if meant:
        error["did_you_mean"] = meant
    return error
