"""The OpenAPI document and its two readers, none of which needs a network."""

from typing import Any

from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)
from rest_framework.request import Request
from rest_framework.response import Response

_CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; font-src 'self';"
    " style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " worker-src 'self' blob:; base-uri 'none'; frame-ancestors 'none'"
)


class SchemaView(SpectacularAPIView):
    """The OpenAPI 3.1 document: JSON, or YAML for whoever asks for it."""

    renderer_classes = [
        OpenApiJsonRenderer2,
        OpenApiJsonRenderer,
        OpenApiYamlRenderer,
        OpenApiYamlRenderer2,
    ]

    def _get_version_parameter(self, request: Request) -> None:
        """Ignore `?version=`: there is one, and another made the generator fail."""


def _sealed(response: Response) -> Response:
    """Return a page that loads nothing from anywhere else."""
    response["Content-Security-Policy"] = _CONTENT_SECURITY
    return response


class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show it."""
        page = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # it has no types
        return _sealed(page)


class RedocView(SpectacularRedocView):
    """Redoc."""

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show it."""
        page = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]  # it has no types
        return _sealed(page)
