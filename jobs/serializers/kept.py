"""The shapes of what people keep: saved jobs, hidden companies."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from accounts.actor import Actor
from accounts.paths import company_path
from jobs.models import HiddenCompany, SavedJob
from jobs.serializers.shapes import card_shape
from jobs.serializers.shown import CardOut
from jobs.services.keeping import hidden_path, saved_path
from kernel import fields
from kernel.serializers import StrictSerializer
from kernel.urls import IdConverter, absolute_url

Shape = dict[str, Any]
_ID = IdConverter()
LONGEST_ID = 100


@extend_schema_field({"type": "string", "format": "uuid"})
class Reference(fields.Text):
    """The id of something else; a malformed one is nobody's, as it is in paths."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_ID, **kwargs)

    def run_validation(self, data: Any = empty) -> Any:
        """Return the id, or one that nobody has."""
        return _ID.to_python(super().run_validation(data))


class SavedJobOut(StrictSerializer):
    """A job that the caller saved."""

    url = serializers.URLField()
    job = CardOut()
    saved_at = serializers.DateTimeField()


class SavedJobIn(StrictSerializer):
    """Which job to save."""

    url = fields.Text(max_length=500, read_only=True)
    job = Reference()
    saved_at = fields.Instant(read_only=True)


class HiddenOut(StrictSerializer):
    """A company as it stands in the list of hidden ones."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.URLField()


class HiddenCompanyOut(StrictSerializer):
    """A company that the caller does not want to see."""

    url = serializers.URLField()
    company = HiddenOut()
    hidden_at = serializers.DateTimeField()


class HiddenCompanyIn(StrictSerializer):
    """Which company to hide."""

    url = fields.Text(max_length=500, read_only=True)
    company = Reference()
    hidden_at = fields.Instant(read_only=True)


def saved_shape(request: HttpRequest, actor: Actor) -> Callable[[SavedJob], Shape]:
    """Return how saved jobs are shown; each has its job with the card."""
    card = card_shape(request, actor)

    def shape(saved: SavedJob) -> Shape:
        return {
            "url": absolute_url(request, saved_path(saved.job_id)),
            "job": card(saved.job),
            "saved_at": saved.created_at,
        }

    return shape


def hidden_shape(request: HttpRequest) -> Callable[[HiddenCompany], Shape]:
    """Return how hidden companies are shown."""

    def shape(hidden: HiddenCompany) -> Shape:
        company = hidden.company
        return {
            "url": absolute_url(request, hidden_path(company.pk)),
            "company": {
                "id": company.pk,
                "name": company.name,
                "slug": company.slug,
                "url": absolute_url(request, company_path(company.pk)),
            },
            "hidden_at": hidden.created_at,
        }

    return shape
