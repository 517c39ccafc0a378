"""Whether what was written of a job fits together, and whether it is enough."""

from collections.abc import Iterator, Mapping
from typing import Any

from jobs.terms import ApplyMethod, Workplace
from kernel.problems import FieldError, Invalid

Columns = Mapping[str, Any]


def check_whole(columns: Columns) -> None:
    """Refuse a job whose parts contradict each other."""
    if errors := list(_contradictions(columns)):
        raise Invalid(errors=errors)


def check_complete(columns: Columns) -> None:
    """Refuse a job that lacks what applicants must know of a public one."""
    if errors := [*_contradictions(columns), *_gaps(columns)]:
        raise Invalid(errors=errors)


def _contradictions(columns: Columns) -> Iterator[FieldError]:
    if not columns["description_text"]:
        yield _error("description", "blank", "Nothing of it is left to be shown.")
    yield from _salary(columns)
    if columns["apply_url"] and columns["apply_method"] != ApplyMethod.EXTERNAL:
        text = "Only an external application has an address."
        yield _error("apply.url", "not_possible", text)


def _salary(columns: Columns) -> Iterator[FieldError]:
    least, most = columns["salary_min"], columns["salary_max"]
    terms = {part: columns[f"salary_{part}"] for part in ("currency", "period")}
    if least is None and most is None:
        if any(terms.values()):
            yield _error("salary.min", "required", "Give min, max or both.")
        return
    for part, value in terms.items():
        if not value:
            yield _error(f"salary.{part}", "required", "This field is required.")
    if least is not None and most is not None and least > most:
        yield _error("salary.min", "out_of_range", "This is more than max.")


def _gaps(columns: Columns) -> Iterator[FieldError]:
    if not columns["locations"]:
        if columns["workplace"] != Workplace.REMOTE:
            text = "Name at least one place, or make the job remote."
            yield _error("locations", "required", text)
        elif not columns["applicant_countries"]:
            text = "Say which countries one may work from."
            yield _error("applicant_countries", "required", text)
    if columns["apply_method"] == ApplyMethod.EXTERNAL and not columns["apply_url"]:
        yield _error("apply.url", "required", "Say where to apply.")


def _error(field: str, code: str, detail: str) -> FieldError:
    return FieldError(field=field, code=code, detail=detail)
