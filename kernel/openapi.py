"""What the generated OpenAPI document says beyond what DRF's views tell it."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from kernel.filters import StrictFilterSet
from kernel.parameters import CURSOR, DEFAULT_PAGE_SIZE, LARGEST_PAGE, PAGE_SIZE
from kernel.problems import MEDIA_TYPE

_ALWAYS = {
    "400": "Something that was sent is not valid.",
    "406": "No media type that we can answer in is accepted.",
    "429": "A rate limit is reached; see Retry-After.",
    "503": "A part is away or full; see Retry-After.",
}
_SIGNED_IN = {"401": "Sign in first.", "403": "This account may not do that."}
_WITH_ID = {"404": "It does not exist, or is not yours to see."}
_WITH_BODY = {
    "409": "It does not fit the present state.",
    "411": "Content-Length is missing.",
    "413": "The body is too large.",
    "415": "We do not read that media type here.",
    "507": "There is no room left to store this.",
}
_CHANGING = {"412": "It has changed since you read it."}
_METHODS = ("get", "post", "put", "patch", "delete")
_ERROR = {
    "type": "object",
    "required": ["code", "detail"],
    "properties": {
        "field": {"type": "string"},
        "parameter": {"type": "string"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "did_you_mean": {"type": "string"},
        "choices": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": False,
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. Codes are listed in docs/errors.md.",
    "required": ["type", "title", "status", "detail", "code", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {"type": "array", "items": _ERROR},
        "request_id": {"type": "string"},
        "allowed": {"type": "array", "items": {"type": "string"}},
        "links": {"type": "object"},
        "choices": {"type": "array", "items": {}},
    },
}


class Schema(AutoSchema):
    """Adds the parameters that our views take: filters, paging, header fields."""

    def get_override_parameters(self) -> list[Any]:
        """Return them for this operation."""
        view = self.view
        parameters: list[OpenApiParameter] = []
        if self.method == "GET":
            parameters += _filters(getattr(view, "filterset", None))
            if getattr(view, "order", None) is not None:
                parameters += _paging()
        if self.method == "POST" and getattr(view, "idempotent", False):
            parameters.append(_header("Idempotency-Key", _IDEMPOTENCY_KEY))
        if self.method in {"PATCH", "PUT"}:
            parameters.append(_header("If-Match", {"type": "string"}))
        return parameters

    def get_auth(self) -> list[Any]:
        """Say that signing in is a choice where anybody may call."""
        schemes: list[Any] = super().get_auth()
        gates: list[Any] = list(self.view.get_permissions())
        anybody = any(gate.admits_anybody(self.method) for gate in gates)
        return [*schemes, {}] if schemes and anybody else schemes


class StrictSchema(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # registers by subclassing
    """Says that bodies take no fields but those they name."""

    target_class = "kernel.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        """Return the serializer's own schema, closed."""
        schema = auto_schema._map_serializer(  # noqa: SLF001  # as its docs do
            self.target, direction, bypass_extensions=True
        )
        return {**schema, "additionalProperties": False}


_IDEMPOTENCY_KEY = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"}


def _header(name: str, schema: dict[str, Any]) -> OpenApiParameter:
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER)


def _filters(filterset: type[StrictFilterSet] | None) -> list[OpenApiParameter]:
    if filterset is None:
        return []
    described = []
    for name, each in filterset.base_filters.items():
        schema = each.kind.schema
        if each.repeatable:
            schema = {"type": "array", "items": schema}
        text = str(each.extra.get("help_text", "") or each.label or "")
        described.append(OpenApiParameter(name, schema, description=text))
    return described


def _paging() -> list[OpenApiParameter]:
    size = {
        "type": "integer",
        "minimum": 1,
        "maximum": LARGEST_PAGE,
        "default": DEFAULT_PAGE_SIZE,
    }
    cursor = "From `next` or `previous`; good for this list with these parameters."
    return [
        OpenApiParameter(PAGE_SIZE, size),
        OpenApiParameter(CURSOR, {"type": "string"}, description=cursor),
    ]


def describe_problems(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add to each operation the refusals that it can answer with."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    shared = components.setdefault("responses", {})
    for status, text in (
        _ALWAYS | _SIGNED_IN | _WITH_ID | _WITH_BODY | _CHANGING
    ).items():
        content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        shared[f"Problem{status}"] = {"description": text, "content": content}
    for path, operations in result["paths"].items():
        for method in _METHODS:
            if method in operations:
                _describe(operations[method], method, path)
    return result


def _describe(operation: dict[str, Any], method: str, path: str) -> None:
    statuses = set(_ALWAYS)
    security = operation.get("security", [])
    if security:
        statuses |= set(_SIGNED_IN)
    if "{" in path:
        statuses |= set(_WITH_ID)
    if method != "get":
        statuses |= set(_WITH_BODY)
    if method in {"patch", "put"}:
        statuses |= set(_CHANGING)
    for status in sorted(statuses):
        reference = {"$ref": f"#/components/responses/Problem{status}"}
        operation["responses"].setdefault(status, reference)
