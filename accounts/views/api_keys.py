"""Doors to one's own API keys; they are for employers, whose jobs the scopes are of."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import actor_of
from accounts.models import ApiKey
from accounts.permissions import employers, gate
from accounts.serializers.api_keys import (
    ApiKeyIn,
    ApiKeyOut,
    NewApiKeyOut,
    shape_api_key,
)
from accounts.serializers.lists import page_of
from accounts.services.api_keys import delete_api_key, make_api_key
from accounts.views.auth import NO_CONTENT
from accounts.views.described import own_id
from kernel.pagination import Order
from kernel.problems import NotFound
from kernel.urls import absolute_url
from kernel.views import View


class ApiKeys(View):
    """One's keys."""

    permission_classes = [gate(GET=employers, POST=employers)]
    order = Order("-created_at", "-id")
    secrets = ("key",)

    @extend_schema(operation_id="me_api_keys", responses=page_of(ApiKeyOut))
    def get(self, request: Request) -> Response:
        """List them, the newest first; no secret is ever shown again."""
        mine = ApiKey.objects.filter(user=actor_of(request).id)
        return self.page(mine, shape_api_key)

    @extend_schema(
        operation_id="me_make_api_key", request=ApiKeyIn, responses={201: NewApiKeyOut}
    )
    def post(self, request: Request) -> Response:
        """Make one; its secret is in this answer and nowhere else."""
        body = self.body(ApiKeyIn)
        key, secret = make_api_key(user_id=own_id(actor_of(request)), **body)
        place = absolute_url(request, f"/api/v1/me/api-keys/{key.pk}/")
        return Response(
            {**shape_api_key(key), "key": secret},
            status=201,
            headers={"Location": place, "Cache-Control": "no-store"},
        )


class OneApiKey(View):
    """One of them."""

    permission_classes = [gate(GET=employers, DELETE=employers)]

    def load(self, request: Request, **kwargs: Any) -> None:
        """Find it among one's own."""
        mine = ApiKey.objects.filter(user=actor_of(request).id)
        key = mine.filter(pk=kwargs["key_id"]).first()
        if key is None:
            raise NotFound
        self.api_key = key

    @extend_schema(operation_id="me_api_key", responses=ApiKeyOut)
    def get(self, request: Request, **kwargs: Any) -> Response:
        """Show it, without its secret."""
        return Response(shape_api_key(self.api_key))

    @extend_schema(operation_id="me_delete_api_key", responses=NO_CONTENT)
    def delete(self, request: Request, **kwargs: Any) -> Response:
        """Delete it; it is refused from the next request on."""
        delete_api_key(actor=actor_of(request), key_id=self.api_key.pk)
        return Response(status=204)
