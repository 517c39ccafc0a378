"""A board as tutorials build it: serializers, `icontains`, page numbers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from rest_framework import generics, pagination, permissions, serializers

from accounts.models import Company
from jobs.models import Job

FILTERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "workplace": lambda value: {"workplace": value},
    "employment_type": lambda value: {"employment_type": value},
    "experience_level": lambda value: {"experience_level": value},
    "category": lambda value: {"category": value},
    "country": lambda value: {"countries__contains": [value]},
    "city": lambda value: {"locations__contains": [{"city": value}]},
    "posted_within": lambda value: {
        "published_at__gte": timezone.now() - timedelta(days=int(value.rstrip("d")))
    },
}


class CompanySerializer(serializers.ModelSerializer[Company]):
    """A company."""

    class Meta:
        model = Company
        fields = ["id", "name", "slug"]


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job with its company."""

    company = CompanySerializer()

    class Meta:
        model = Job
        exclude = ["fingerprint", "content_digest", "description_text", "approved"]


class Pages(pagination.PageNumberPagination):
    """Pages by number, with a count."""

    page_size = 20


class TextbookSearch(generics.ListAPIView[Job]):
    """Jobs with the words in their title or text."""

    permission_classes = [permissions.AllowAny]
    authentication_classes: list[Any] = []
    serializer_class = JobSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        """Filter as tutorials do."""
        rows = Job.objects.filter(status="published").select_related("company")
        for typed in self.request.GET.get("q", "").split():
            word = typed.strip('"')
            if word.startswith("-"):
                rows = rows.exclude(description_text__icontains=word[1:])
            else:
                rows = rows.filter(
                    Q(title__icontains=word) | Q(description_text__icontains=word)
                )
        for name, condition in FILTERS.items():
            if value := self.request.GET.get(name):
                rows = rows.filter(**condition(value))
        return rows.order_by("-published_at")
