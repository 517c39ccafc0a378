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
RESOURCES = {
    "jobs": "/api/v1/jobs/",
    "search": "/api/v1/search/jobs/",
    "pay_conventions": "/api/v1/search/pay-conventions/",
    "feeds": "/feeds/jobs.rss",
    "categories": "/api/v1/categories/",
    "skills": "/api/v1/skills/",
    "companies": "/api/v1/companies/",
    "keys": "/.well-known/jwks.json",
}
"""What anybody may read; each app that has some adds it here."""
ACTIONS = {
    "register": "/api/v1/auth/register/",
    "sign_in": "/api/v1/auth/token/",
    "me": "/api/v1/me/",
    "notifications": "/api/v1/me/notifications/",
    "applications": "/api/v1/applications/",
    "reports": "/api/v1/reports/",
    "report_schedules": "/api/v1/report-schedules/",
}
"""Where to go from there: doors that take a POST or a token."""


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
        responses={
            200: {"type": "object", "required": ["version", "links", "actions"]}
        },
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """List the entry points."""
        reading = {"docs": "/api/docs/", "schema": "/api/schema/", **RESOURCES}
        return Response(
            {
                "version": "v1",
                "links": {to: absolute_url(request, at) for to, at in reading.items()},
                "actions": {
                    to: absolute_url(request, at) for to, at in ACTIONS.items()
                },
            }
        )
