"""The OpenAPI document says what the views do: parameters, refusals, bodies."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from drf_spectacular.generators import SchemaGenerator

from conftest import Api
from kernel.parameters import CURSOR, PAGE_SIZE
from kernel.permissions import NobodyYet
from kernel.problems import CODES
from kernel.tests.expect import MEMBERS
from kernel.views import View

METHODS = ("get", "post", "put", "patch", "delete")
UNDOCUMENTED = {
    "CutOff",
    "Fail",
    "Guarded",
    "Uploads",
    "Healthz",
    "Readyz",
    "Metrics",
    "Root",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return made


def views() -> Iterator[tuple[str, type[View]]]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            if view is not None and issubclass(view, View):
                yield str(pattern.pattern), view


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def test_every_operation_is_documented(document: dict[str, Any]) -> None:
    told = {(path, method) for path, method, _ in operations(document)}
    for route, view in views():
        if view.__name__ in UNDOCUMENTED:
            continue
        path = "/" + route.replace("<id:", "{").replace(">", "}")
        for method in METHODS:
            if hasattr(view, method):
                assert (path, method) in told, f"{method} {path}"


def test_operation_ids_are_distinct(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_operation_tells_its_refusals(document: dict[str, Any]) -> None:
    checked = 0
    for path, method, operation in operations(document):
        expected = {"400", "406", "429", "503"}
        if operation.get("security"):
            expected |= {"401", "403"}
        if "{" in path:
            expected |= {"404"}
        if method != "get":
            expected |= {"409", "411", "413", "415", "507"}
        if method in {"patch", "put"}:
            expected |= {"412"}
        assert expected <= operation["responses"].keys(), f"{method} {path}"
        for status in expected:
            reference = operation["responses"][status]["$ref"]
            assert reference == f"#/components/responses/Problem{status}"
            shared = document["components"]["responses"][f"Problem{status}"]
            assert list(shared["content"]) == ["application/problem+json"]
        checked += 1
    assert checked >= 8


def test_a_problem_is_described_as_it_is(document: dict[str, Any]) -> None:
    problem = document["components"]["schemas"]["Problem"]
    assert set(problem["required"]) == MEMBERS
    assert set(problem["properties"]) >= MEMBERS
    assert {kind.status for kind in CODES.values()} <= {
        500,
        404,
        *range(400, 416),
        429,
        503,
        507,
    }


def names(operation: dict[str, Any], place: str) -> set[str]:
    return {
        each["name"] for each in operation.get("parameters", []) if each["in"] == place
    }


def test_every_parameter_is_documented(document: dict[str, Any]) -> None:
    known = {
        f"/{route}".replace("<id:", "{").replace(">", "}"): v for route, v in views()
    }
    for path, method, operation in operations(document):
        if path in known:
            expected = known[path].known_parameters(method.upper())
            assert names(operation, "query") == expected, f"{method} {path}"


def test_header_fields_are_documented(document: dict[str, Any]) -> None:
    notes = document["paths"]["/api/v1/notes/"]
    assert names(notes["post"], "header") == {"Idempotency-Key"}
    assert names(document["paths"]["/api/v1/unkeyed/"]["post"], "header") == set()
    one = document["paths"]["/api/v1/notes/{note_id}/"]
    assert names(one["patch"], "header") == {"If-Match"}
    assert names(one["get"], "header") == set()


def test_filters_say_what_they_take(document: dict[str, Any]) -> None:
    listed = document["paths"]["/api/v1/notes/"]["get"]["parameters"]
    schemas = {each["name"]: each["schema"] for each in listed}
    colours = {"type": "string", "enum": ["red", "green", "blue"]}
    assert schemas["colour"] == {"type": "array", "items": colours}
    assert schemas["colour__not"] == {"type": "array", "items": colours}
    assert schemas["stars_min"] == {"type": "integer", "minimum": 0, "maximum": 1000}
    assert {"format": "date-time"} in schemas["written_after"]["anyOf"]
    assert schemas[PAGE_SIZE]["maximum"] == 100
    assert CURSOR in schemas


def test_bodies_are_closed(document: dict[str, Any]) -> None:
    body = document["components"]["schemas"]["NoteInRequest"]
    assert body["additionalProperties"] is False
    assert body["required"] == ["title"]
    assert "id" not in body["properties"]
    assert body["properties"]["written_at"] == {"type": "string", "format": "date-time"}


def test_the_document_is_served(anonymous: Api, document: dict[str, Any]) -> None:
    response = anonymous.get("/api/schema/", Accept="application/vnd.oai.openapi+json")
    served = response.json()
    assert served["openapi"].startswith("3.1")
    assert served["paths"].keys() == document["paths"].keys()


def test_a_view_that_says_nothing_stays_shut() -> None:
    class Silent(View):
        pass

    assert Silent.permission_classes == [NobodyYet]
    assert not NobodyYet().has_permission(None, None)
    for route, view in views():
        if view.__name__ != "Shut":
            assert view.permission_classes != [NobodyYet], route
