"""The shapes of API keys."""

from typing import Any

from rest_framework import serializers

from accounts.models import ApiKey
from accounts.roles import Scope
from kernel.fields import Choice, Day, Instant, Text
from kernel.serializers import StrictSerializer


class ApiKeyIn(StrictSerializer):
    """A key to make."""

    name = Text(max_length=100)
    scopes = serializers.ListField(
        child=Choice(choices=Scope.values), allow_empty=False, max_length=10
    )


class ApiKeyOut(StrictSerializer):
    """A key, without its secret."""

    id = serializers.UUIDField()
    name = Text(max_length=100)
    scopes = serializers.ListField(child=Choice(choices=Scope.values))
    shown = Text(max_length=12, help_text="The key's first characters.")
    created_at = Instant()
    last_used_on = Day(allow_null=True)


class NewApiKeyOut(ApiKeyOut):
    """A key with its secret, which is shown this once."""

    key = serializers.CharField(required=False)


def shape_api_key(key: ApiKey) -> dict[str, Any]:
    """Return a key as its owner sees it."""
    return {
        "id": str(key.pk),
        "name": key.name,
        "scopes": key.scopes,
        "shown": key.shown,
        "created_at": key.created_at,
        "last_used_on": key.last_used_on,
    }
