"""The form of a job: what it asks as JSON Schema, and what was answered, checked."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rest_framework.fields import Field

from jobs.terms import QuestionType
from kernel import fields
from kernel.problems import FieldError
from kernel.serializers import StrictSerializer
from kernel.validation import field_errors

Question = Mapping[str, Any]
Schema = dict[str, Any]
LONGEST = {QuestionType.TEXT: 1_000, QuestionType.LONG_TEXT: 10_000}
MOST_NUMBER = 1e15
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(title: str, questions: Sequence[Question]) -> Schema:
    """Return the JSON Schema of what `answers` must be."""
    return {
        "$schema": DIALECT,
        "title": title,
        "type": "object",
        "properties": {each["id"]: _property(each) for each in questions},
        "required": [each["id"] for each in questions if each["required"]],
        "additionalProperties": False,
    }


def check_answers(
    questions: Sequence[Question], answers: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldError]]:
    """Return the answers as they are kept, and what is wrong with them."""
    asked = {each["id"]: _field(each) for each in questions}
    read = type("Answers", (StrictSerializer,), asked)(data=answers)
    if read.is_valid():
        return dict(read.validated_data), []
    return {}, field_errors({"answers": read.errors})


def files_in(
    questions: Sequence[Question], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the fields that were answered with a file, and its id."""
    asked = {each["id"] for each in questions if each["type"] == QuestionType.FILE}
    return {f"answers.{name}": answers[name] for name in asked & answers.keys()}


def file_error(field: str) -> FieldError:
    """Say that a file is none of the person's own."""
    detail = "You have no such file: send it to resumes/ first, and then its id."
    return {"field": field, "code": "unknown_file", "detail": detail}


def _property(question: Question) -> Schema:
    described: dict[str, Callable[[], Schema]] = {
        QuestionType.TEXT: lambda: _text(question),
        QuestionType.LONG_TEXT: lambda: _text(question),
        QuestionType.BOOLEAN: lambda: {"type": "boolean"},
        QuestionType.NUMBER: lambda: {
            "type": "number",
            "minimum": -MOST_NUMBER,
            "maximum": MOST_NUMBER,
        },
        QuestionType.CHOICE: lambda: {"type": "string", "enum": question["choices"]},
        QuestionType.MULTI_CHOICE: lambda: {
            "type": "array",
            "items": {"type": "string", "enum": question["choices"]},
            "uniqueItems": True,
            "minItems": 1 if question["required"] else 0,
        },
        QuestionType.FILE: lambda: {
            "type": "string",
            "format": "uuid",
            "description": "The id that POST resumes/ gave the file.",
        },
    }
    return {"title": question["label"], **described[question["type"]]()}


def _text(question: Question) -> Schema:
    return {
        "type": "string",
        "minLength": 1 if question["required"] else 0,
        "maxLength": LONGEST[question["type"]],
    }


def _field(question: Question) -> "Field[Any, Any, Any, Any]":
    """Return what reads the answer to a question."""
    kind, needed = question["type"], question["required"]
    if kind == QuestionType.BOOLEAN:
        return fields.Flag(required=needed)
    if kind == QuestionType.NUMBER:
        return fields.Number(
            min_value=-MOST_NUMBER, max_value=MOST_NUMBER, required=needed
        )
    if kind == QuestionType.CHOICE:
        return fields.Choice(choices=question["choices"], required=needed)
    if kind == QuestionType.MULTI_CHOICE:
        return _Several(
            child=fields.Choice(choices=question["choices"]),
            max_length=len(question["choices"]),
            allow_empty=not needed,
            required=needed,
        )
    if kind == QuestionType.FILE:
        return fields.Text(max_length=100, required=needed)
    text = fields.LongText if kind == QuestionType.LONG_TEXT else fields.Text
    return text(max_length=LONGEST[kind], allow_blank=not needed, required=needed)


class _Several(fields.List):
    """Some of the choices, each once."""

    default_error_messages = {"duplicate_value": "Choose each once."}

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the choices."""
        chosen = super().to_internal_value(data)
        if len(set(chosen)) < len(chosen):
            self.fail("duplicate_value")
        return chosen
