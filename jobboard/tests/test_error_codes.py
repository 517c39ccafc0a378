"""docs/errors.md lists every code that a client can meet, and nothing else."""

import ast
import inspect
import json
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers

from conftest import Api
from jobboard.tests.pages import ROOT, code, tables
from kernel import fields
from kernel.problems import CODES
from kernel.serializers import Nothing

PAGE = "errors.md"
# What makes errors in one field or parameter, by code as the second argument, and how
# many arguments it then has: a refused text that names no key is no such error.
SAID_BY = {"error_in": 3, "hinted": 2, "_Refused": 3}
# Codes that an app gives to one field, where it checks it.
SAID_BY_APPS = {
    "ambiguous_place",
    "duplicate_value",
    "ends_before_it_begins",
    "employers_only",
    "impossible",
    "invalid_address",
    "invalid_id",
    "invalid_url",
    "not_ahead",
    "not_an_object",
    "not_possible",
    "holds_link",
    "empty_file",
    "malformed_header",
    "missing_column",
    "not_a_file",
    "password_too_common",
    "password_too_short",
    "too_far",
    "too_many_words",
    "too_much_markup",
    "too_precise",
    "unknown_file",
    "unknown_language",
    "unknown_place",
    "unknown_time_zone",
    "without_effect",
    "wrong_password",
}
# Messages of DRF's number fields for numbers written as texts, which ours refuse.
NEVER_SAID = {"max_string_length", "overflow"}
MADE_OF = {
    "Text": {"max_length": 1},
    "LongText": {"max_length": 1},
    "List": {"max_length": 1},
    "Choice": {"choices": ["a"]},
}


def documented(section: str) -> dict[str, list[str]]:
    return {row[0].strip("`"): row[1:] for row in tables(PAGE)[section]}


def fields_of_ours() -> list[serializers.Field[Any, Any, Any, Any]]:
    """Return one of every kind of field, and of list, that a serializer can have."""
    kinds = [
        kind
        for name, kind in inspect.getmembers(fields, inspect.isclass)
        if issubclass(kind, serializers.Field) and kind.__module__ == fields.__name__
    ]
    made = [kind(**MADE_OF.get(kind.__name__, {})) for kind in kinds]
    return [*made, serializers.ListField(), Nothing(), Nothing(many=True)]


def codes_in_kernel() -> set[str]:
    """Return the codes that stand in the kernel's own lines."""
    said = set()
    for path in (ROOT / "kernel").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                said |= {value for value in _said(node) if value}
    return said


def _said(call: ast.Call) -> set[str]:
    values = [word.value for word in call.keywords if word.arg == "code"]
    if len(call.args) >= SAID_BY.get(getattr(call.func, "id", ""), len(call.args) + 1):
        values.append(call.args[1])
    return {value.value for value in values if isinstance(value, ast.Constant)}


def test_every_code_is_listed_with_its_status() -> None:
    get_resolver().url_patterns  # noqa: B018  # imports every view, and so every problem
    assert {name: row[0] for name, row in documented("Codes").items()} == {
        name: str(problem.status)
        for name, problem in CODES.items()
        if ".tests." not in problem.__module__
    }


def test_every_code_says_what_to_do() -> None:
    for name, row in documented("Codes").items():
        assert len(row) == 3, name
        assert all(cell.endswith(".") for cell in row[1:]), name


def test_every_code_of_a_field_or_parameter_is_listed() -> None:
    said = codes_in_kernel() | SAID_BY_APPS
    for field in fields_of_ours():
        said |= set(field.error_messages)
    assert set(documented("Codes in `errors`")) == said - NEVER_SAID


def examples() -> list[Any]:
    return [json.loads(text) for language, text in code(PAGE) if language == "json"]


def replayed() -> list[tuple[str, Any]]:
    """Return the examples that follow a request, with it."""
    blocks = code(PAGE)
    return [
        (request.strip(), json.loads(answer))
        for (language, request), (_, answer) in pairwise(blocks)
        if language == "http"
    ]


@pytest.mark.parametrize("document", examples())
def test_examples_are_what_the_openapi_document_says(document: Any) -> None:
    schema = SchemaGenerator().get_schema(public=True)
    problem = schema["components"]["schemas"]["Problem"]
    jsonschema.Draft202012Validator(problem).validate(document)
    # The schema allows further members; the page explains each that there is.
    assert set(document) <= set(problem["properties"])
    assert document["status"] == CODES[document["code"]].status


def test_some_examples_are_replayed() -> None:
    assert len(replayed()) >= 2


@pytest.mark.parametrize(("request_line", "answer"), replayed())
def test_replayed_examples_are_what_is_answered(
    anonymous: Api, request_line: str, answer: Any
) -> None:
    method, path = request_line.split()
    response = anonymous.request(method, path)
    assert response["Content-Type"] == "application/problem+json"
    given = response.json()
    assert given.pop("request_id")
    assert given == {k: v for k, v in answer.items() if k != "request_id"}
