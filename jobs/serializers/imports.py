"""The shapes of imports: the form that hands a file in, and how far one is."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from jobs.import_kinds import COUNTS
from jobs.models import JobImport, RefusedRow
from jobs.models.imports import ImportMode, ImportStatus
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.uploads import FilePart, FormFlag
from kernel.urls import absolute_url

Shape = dict[str, Any]
MOST_ERRORS = 1_000
"""So many errors stand in the import itself; the list of them has all."""
_ALL = 100


class ImportIn(StrictSerializer):
    """A file of jobs, and what is to be done with it."""

    file = FilePart(help_text="CSV, JSON Lines, a JSON array or XML; at most 512 MB.")
    mode = fields.Choice(
        choices=ImportMode.values,
        default=ImportMode.MERGE.value,
        help_text="`mirror` closes live jobs with an external id that are missing.",
    )
    dry_run = FormFlag(default=False, help_text="Only say what would happen.")


class CountsOut(StrictSerializer):
    """What became of the rows, and how many jobs were closed."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    closed = serializers.IntegerField()
    failed = serializers.IntegerField()


class RowErrorOut(StrictSerializer):
    """One thing that is wrong with one row."""

    row = serializers.IntegerField(help_text="From 1; a header is not counted.")
    field = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class RowChangeOut(StrictSerializer):
    """What a dry run would do to one job."""

    row = serializers.IntegerField(allow_null=True)
    external_id = serializers.CharField(allow_null=True)
    action = serializers.ChoiceField(["create", "update", "close"])
    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]  # fields are taken off the class


class ImportOut(StrictSerializer):
    """An import, without what is long about it."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    status = serializers.ChoiceField(ImportStatus.values)
    progress = serializers.IntegerField(help_text="0 to 100.")
    mode = serializers.ChoiceField(ImportMode.values)
    dry_run = serializers.BooleanField()
    format = serializers.CharField()
    file_name = serializers.CharField()
    rows = serializers.IntegerField(help_text="Read so far.")
    counts = CountsOut()
    detail = serializers.CharField(
        allow_null=True, help_text="Why it failed or halted, and what to do."
    )
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)


class WholeImportOut(ImportOut):
    """An import with its first errors, and what a dry run would change."""

    errors = RowErrorOut(many=True, help_text="The first 1,000, by row.")  # type: ignore[assignment]  # fields are taken off the class
    errors_total = serializers.IntegerField()
    errors_next = serializers.URLField(
        allow_null=True, help_text="The list of all errors, when there are more."
    )
    changes = RowChangeOut(
        many=True,
        allow_null=True,
        help_text="Of a dry run: the first 1,000 rows, and the first 1,000 closings.",
    )
    changes_total = serializers.IntegerField(allow_null=True)


def import_path(job_import: JobImport) -> str:
    """Return where an import is."""
    return f"/api/v1/jobs/imports/{job_import.pk}/"


def import_shape(request: HttpRequest) -> Callable[[JobImport], Shape]:
    """Return how imports are shown in lists."""

    def shape(job_import: JobImport) -> Shape:
        return {
            "id": job_import.pk,
            "url": absolute_url(request, import_path(job_import)),
            "status": job_import.status,
            "progress": _progress(job_import),
            "mode": job_import.mode,
            "dry_run": job_import.dry_run,
            "format": job_import.format,
            "file_name": job_import.file_name,
            "rows": job_import.rows,
            "counts": {name: getattr(job_import, name) for name in COUNTS},
            "detail": job_import.detail or None,
            "created_at": job_import.created_at,
            "started_at": job_import.started_at,
            "finished_at": job_import.finished_at,
        }

    return shape


def whole_import_shape(request: HttpRequest) -> Callable[[JobImport], Shape]:
    """Return how one import is shown."""
    short = import_shape(request)

    def shape(job_import: JobImport) -> Shape:
        errors = job_import.refused.order_by("row", "id")[:MOST_ERRORS]
        shown = [error_shape(error) for error in errors]
        more = job_import.errors > len(shown)
        path = f"{import_path(job_import)}errors/"
        return {
            **short(job_import),
            "errors": shown,
            "errors_total": job_import.errors,
            "errors_next": absolute_url(request, path) if more else None,
            **_changes(job_import),
        }

    return shape


def error_shape(error: RefusedRow) -> Shape:
    """Return how an error is shown."""
    return {
        "row": error.row,
        "field": error.field,
        "code": error.code,
        "detail": error.detail,
    }


def _changes(job_import: JobImport) -> Shape:
    if not job_import.dry_run:
        return {"changes": None, "changes_total": None}
    return {
        "changes": [*job_import.changes, *job_import.closings],
        "changes_total": job_import.created + job_import.updated + job_import.closed,
    }


def _progress(job_import: JobImport) -> int:
    """Return how much of the file is read; it is done only when all is."""
    if job_import.status == ImportStatus.DONE:
        return _ALL
    read = _ALL * job_import.position // max(1, job_import.size)
    return min(_ALL - 1, read)
