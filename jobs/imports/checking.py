"""Checking a row just as the body of `POST jobs/` is, and what submitting asks for."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from rest_framework.exceptions import ValidationError

from jobs.content import columns_of, digest_of, external_key, fingerprint_of
from jobs.imports.candidates import Candidate, CheckedRow
from jobs.imports.rows import Row, wrong
from jobs.serializers.fields import ExternalId
from jobs.serializers.jobs import JobIn
from jobs.services.completeness import check_complete
from kernel.problems import FieldError, Invalid
from kernel.validation import field_errors

MOST_ERRORS = 20
"""So many things wrong with one row are told."""


@cache
def _reader() -> JobIn:
    """Return the one reader of this process: making one costs more than reading."""
    return JobIn()


@cache
def _id_reader() -> ExternalId:
    return ExternalId()


def check_row(row: Row) -> CheckedRow:
    """Return what a row makes of a job, or everything that is wrong with it."""
    if row.body is None:
        return CheckedRow(row, errors=row.errors)
    try:
        fields = _reader().run_validation(row.body)
    except ValidationError as error:
        return _refused(row, field_errors(error.detail))
    except (RecursionError, OverflowError, UnicodeError):
        return _refused(row, [wrong("invalid", "This cannot be read as a job.")])
    if row.errors:
        return _refused(row, [])
    columns = columns_of(fields)
    try:
        check_complete(columns)
    except Invalid as error:
        return _refused(row, error.errors)
    candidate = Candidate(columns, fingerprint_of(columns), digest_of(columns))
    return CheckedRow(row, columns["external_key"], candidate)


def _refused(row: Row, found: Iterable[FieldError]) -> CheckedRow:
    told = list(row.errors)
    for error in found:
        named = error.copy()
        named["field"] = row.name_of(error.get("field", ""))
        told.append(named)
    return CheckedRow(row, _key(row.body or {}), errors=told[:MOST_ERRORS])


def _key(body: dict[str, Any]) -> str | None:
    """Return which job a row speaks of, though it cannot be taken over.

    What the file still names is not missing from it, however wrong the rest is.
    """
    written = body.get("external_id")
    try:
        return external_key(_id_reader().run_validation(written)) if written else None
    except ValidationError:
        return None
