"""What the running server takes: its operations, read from its own OpenAPI document."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from loadtests.harness.client import Client

_numbers = count(1)
Path = tuple[str | int, ...]
LEFT_OUT = ("/api/v1/fail/", "/api/v1/shut/")
"""The probe's routes that fail on purpose, and that nobody may call."""
METHODS = {"get", "post", "put", "patch", "delete"}


@dataclass(frozen=True)
class Operation:
    """One method of one path, with what it takes."""

    method: str
    path: str
    parameters: tuple[str, ...] = ()
    """Of the query."""
    body: dict[str, Any] | None = None
    """The schema of its JSON body, every reference replaced."""
    known: frozenset[str] = field(default=frozenset())
    """Every name anywhere in the body."""

    @property
    def name(self) -> str:
        """How a report calls it."""
        return f"{self.method} {self.path}"

    @property
    def has_id(self) -> bool:
        """Tell whether its path has a place for an id."""
        return "{" in self.path

    def at(self, value: str) -> str:
        """Return the path with something in each of its places."""
        parts = self.path.split("/")
        return "/".join(value if part.startswith("{") else part for part in parts)


async def read_operations(client: Client) -> list[Operation]:
    """Return what the server says it has."""
    answer = await client.request("GET", "/api/schema/?format=json")
    document = json.loads(answer.body)
    found = []
    for path, methods in document["paths"].items():
        for method, described in methods.items():
            if method in METHODS and not path.startswith(LEFT_OUT):
                found.append(_operation(document, method, path, described))
    return found


def _operation(
    document: dict[str, Any], method: str, path: str, described: dict[str, Any]
) -> Operation:
    parameters = tuple(
        each["name"]
        for each in described.get("parameters", [])
        if each["in"] == "query"
    )
    content = described.get("requestBody", {}).get("content", {})
    body = content.get("application/json", {}).get("schema")
    if body is not None:
        body = _resolved(document, body)
    known = frozenset(_names(body)) if body else frozenset()
    return Operation(method.upper(), path, parameters, body, known)


def _resolved(document: dict[str, Any], schema: Any) -> Any:
    """Return a schema with every reference replaced by what it names."""
    if isinstance(schema, list):
        return [_resolved(document, each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        target: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return _resolved(document, target)
    if len(schema.get("allOf", [])) == 1:
        schema = {**schema.pop("allOf")[0], **schema}
        return _resolved(document, schema)
    return {name: _resolved(document, each) for name, each in schema.items()}


def _names(schema: dict[str, Any]) -> Iterator[str]:
    for name, each in schema.get("properties", {}).items():
        yield name
        yield from _names(each)
    if "items" in schema:
        yield from _names(schema["items"])


def example(schema: dict[str, Any]) -> Any:
    """Return a small body that a schema takes, different each time."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        needed = schema.get("required", [])
        return {name: example(schema["properties"][name]) for name in needed}
    if kind == "array":
        return [example(schema["items"])]
    if kind in {"integer", "number"}:
        return schema.get("minimum", 0)
    if kind == "boolean":
        return True
    number = next(_numbers)
    formats = {
        "date-time": "2026-05-01T12:00:00Z",
        "date": "2026-05-01",
        "uuid": str(UUID(int=number)),
        "email": f"hostile-{number}@example.org",
        "uri": f"https://example.org/{number}",
    }
    return formats.get(schema.get("format", ""), f"hostile {number}")


def leaves(schema: dict[str, Any], at: Path = ()) -> Iterator[Path]:
    """Give the place of every value that a body may hold."""
    for name, each in schema.get("properties", {}).items():
        yield (*at, name)
        yield from leaves(each, (*at, name))
    if "items" in schema:
        yield (*at, 0)
        yield from leaves(schema["items"], (*at, 0))


def objects(schema: dict[str, Any], at: Path = ()) -> Iterator[Path]:
    """Give the place of every object that a body may hold."""
    if schema.get("type") == "object" or "properties" in schema:
        yield at
    for name, each in schema.get("properties", {}).items():
        yield from objects(each, (*at, name))
    if "items" in schema:
        yield from objects(schema["items"], (*at, 0))


def body_with(schema: dict[str, Any], at: Path, value: Any) -> Any:
    """Return an example with one value put in its place."""
    body = example(schema)
    if not at:
        return value
    here, inner = body, schema
    for step, following in zip(at, [*at[1:], None], strict=True):
        if following is None:
            here[step] = value
            break
        inner = inner["items"] if isinstance(step, int) else inner["properties"][step]
        if isinstance(step, int) or step not in here or not here[step]:
            here[step] = example(inner)
        here = here[step]
    return body
