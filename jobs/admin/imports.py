"""Imports in the admin: how far each is, and what was wrong with which row."""

from typing import Any

from django.contrib.admin import TabularInline, register
from django.http import HttpRequest

from accounts.admin.looking import Looking
from accounts.admin.site import site
from jobs.models import JobImport, RefusedRow

MOST_ROWS = 200


class RefusedRows(TabularInline):  # type: ignore[type-arg]  # no class of Django takes one
    """The first rows that were refused."""

    model = RefusedRow
    fields = readonly_fields = ("row", "field", "code", "detail")
    extra = 0
    ordering = ("row", "pk")
    verbose_name_plural = f"the first {MOST_ROWS} errors"
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch no more than somebody reads: a file may have millions."""
        rows = super().get_queryset(request)
        page = request.resolver_match
        shown = rows.filter(job_import=page.kwargs["object_id"]) if page else rows
        first = shown.order_by(*self.ordering).values("pk")[:MOST_ROWS]
        return rows.filter(pk__in=first)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: the import writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: the import writes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Say no: they go with the import."""
        return False


@register(JobImport, site=site)
class Imports(Looking):
    """Imports."""

    list_display = (
        "id",
        "company",
        "mode",
        "dry_run",
        "status",
        "rows",
        "created",
        "updated",
        "closed",
        "failed",
        "created_at",
        "finished_at",
    )
    list_filter = ("status", "mode", "dry_run")
    list_select_related = ("company",)
    search_fields = ("company__name",)
    search_help_text = "A part of the company's name."
    fields = (
        *list_display,
        "unchanged",
        "user",
        "format",
        "detail",
        "size",
        "position",
    )
    inlines = (RefusedRows,)
