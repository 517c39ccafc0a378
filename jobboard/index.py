"""The service index: where everything is."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kernel.health import OperationsView
from kernel.urls import absolute_url

PLACES = {
    "api": "/api/v1/",
    "docs": "/api/docs/",
    "redoc": "/api/redoc/",
    "schema": "/api/schema/",
    "health": "/healthz",
    "ready": "/readyz",
    "metrics": "/metrics",
}
RESOURCES: dict[str, str] = {
    "register": "/api/v1/auth/register/",
    "sign_in": "/api/v1/auth/token/",
    "me": "/api/v1/me/",
    "companies": "/api/v1/companies/",
    "users": "/api/v1/users/",
    "keys": "/.well-known/jwks.json",
}
"""The entry points under /api/v1/; each app that has some adds them here."""


@extend_schema(exclude=True)
class Root(OperationsView):
    """What this server is, and where its parts are."""

    def get(self, request: Request) -> Response:
        """List them."""
        links = {name: absolute_url(request, path) for name, path in PLACES.items()}
        return Response({"name": "Job board API", "links": links})


class ApiIndex(OperationsView):
    """Where a client of the API begins."""

    @extend_schema(
        operation_id="index",
        responses={200: {"type": "object", "required": ["version", "links"]}},
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """List the entry points."""
        places = {"docs": "/api/docs/", "schema": "/api/schema/", **RESOURCES}
        links = {name: absolute_url(request, path) for name, path in places.items()}
        return Response({"version": "v1", "links": links})
