"""The shape of an export."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from accounts.models import Export
from accounts.models.exports import ExportStatus, export_path
from kernel.progress import read_progress
from kernel.serializers import StrictSerializer
from kernel.urls import absolute_url

Shape = dict[str, Any]
_DONE = 100


class ExportOut(StrictSerializer):
    """A copy of one's data, without its content."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    status = serializers.ChoiceField(ExportStatus.values)
    progress = serializers.IntegerField(help_text="0 to 100.")
    size = serializers.IntegerField(allow_null=True, help_text="In bytes.")
    download_url = serializers.URLField(
        allow_null=True, help_text="While there is a file."
    )
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)


def export_shape(request: HttpRequest) -> Callable[[Export], Shape]:
    """Return how exports are shown to their owner."""

    def shape(export: Export) -> Shape:
        status = ExportStatus.EXPIRED if export.has_expired else export.status
        path = export_path(export.pk)
        there = f"{path}download/" if status == ExportStatus.READY else None
        return {
            "id": export.pk,
            "url": absolute_url(request, path),
            "status": status,
            "progress": _progress(export),
            "size": export.size,
            "download_url": there and absolute_url(request, there),
            "created_at": export.created_at,
            "finished_at": export.finished_at,
            "expires_at": export.expires_at,
        }

    return shape


def _progress(export: Export) -> int:
    if export.size is not None:
        return _DONE
    if export.status == ExportStatus.RUNNING:
        return read_progress(export.key)
    return 0
