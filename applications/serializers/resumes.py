"""The shapes of résumés: the form that hands one in, and what is shown of it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from rest_framework import serializers

from applications.models import Resume
from applications.models.resumes import Kind, Scan, resume_path
from kernel.serializers import StrictSerializer
from kernel.uploads import FilePart
from kernel.urls import absolute_url

Shape = dict[str, Any]


class ResumeIn(StrictSerializer):
    """A résumé as a file."""

    file = FilePart(help_text="PDF, DOCX, ODT, RTF or plain text; at most 5 MB.")


class ResumeOut(StrictSerializer):
    """A résumé, without its content."""

    id = serializers.UUIDField()
    url = serializers.URLField()
    name = serializers.CharField(
        help_text="Made harmless, and ending as its kind does."
    )
    kind = serializers.ChoiceField(Kind.values)
    size = serializers.IntegerField(help_text="In bytes.")
    status = serializers.ChoiceField(
        Scan.values, help_text="`pending`: a scanner has not looked at it yet."
    )
    download_url = serializers.URLField()
    created_at = serializers.DateTimeField()


def resume_shape(request: HttpRequest) -> Callable[[Resume], Shape]:
    """Return how résumés are shown to their owner."""

    def shape(resume: Resume) -> Shape:
        path = resume_path(resume.pk)
        return {
            "id": resume.pk,
            "url": absolute_url(request, path),
            "name": resume.name,
            "kind": resume.kind,
            "size": resume.size,
            "status": resume.status,
            "download_url": absolute_url(request, f"{path}download/"),
            "created_at": resume.created_at,
        }

    return shape
