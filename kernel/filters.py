"""The one filter grammar, on django-filter.

`a=x&a=y` and `a=x,y` are OR; `a__not=` excludes; `a__all=` is AND, for fields
that hold several values. A blank parameter is as absent. What does not parse is
a 400 that names the parameter.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError as FormError
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from kernel.fields import Day, Instant, invalid_choice
from kernel.parameters import error_in
from kernel.problems import FieldError, Invalid
from kernel.urls import IdConverter
from kernel.validation import hint_of

Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")
Read = Callable[[str], Any]
Schema = dict[str, Any]
MOST_VALUES = 100
_BLANK = {"maxLength": 0}
"""A blank parameter is as absent, which only formats need to be told."""
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)


class Kind:
    """How one value of a parameter is read, and how the schema describes it."""

    def __init__(self, read: Read, schema: Schema) -> None:
        self.read = read
        self.schema = schema


def text(*, longest: int = 200) -> Kind:
    """A text as it was typed, trimmed."""

    def read(raw: str) -> str:
        if len(raw) > longest:
            raise FormError(f"At most {longest} characters.", code="max_length")
        return raw

    return Kind(read, {"type": "string", "maxLength": longest})


def choice(known: Iterable[str]) -> Kind:
    """One of a list of words."""
    words = list(known)

    def read(raw: str) -> str:
        if raw not in words:
            raise _as_form_error(invalid_choice(raw, words))
        return raw

    return Kind(read, {"type": "string", "enum": words})


def row_id() -> Kind:
    """The id of a row; a malformed one is one that no row has."""
    return Kind(IdConverter().to_python, {"type": "string"})


def flag() -> Kind:
    """`true` or `false`."""

    def read(raw: str) -> bool:
        if raw not in {"true", "false"}:
            raise FormError("Say true or false.", code="invalid")
        return raw == "true"

    return Kind(read, {"type": "boolean"})


def whole(*, least: int = 0, most: int = 2**31 - 1) -> Kind:
    """A whole number."""

    def read(raw: str) -> int:
        if not _WHOLE.fullmatch(raw):
            raise FormError("Give a whole number.", code="invalid")
        if not least <= int(raw) <= most:
            detail = f"Give a number from {least} to {most}."
            raise FormError(detail, code="out_of_range")
        return int(raw)

    return Kind(read, {"type": "integer", "minimum": least, "maximum": most})


def instant() -> Kind:
    """A point in time, or a date, which stands for its first moment in UTC."""

    def read(raw: str) -> Any:
        try:
            day = len(raw) == len("2026-05-01")
            return Instant().to_internal_value(f"{raw}T00:00:00Z" if day else raw)
        except ValidationError as error:
            raise _as_form_error(error) from error

    written = [{"format": "date-time"}, {"format": "date"}, _BLANK]
    return Kind(read, {"type": "string", "anyOf": written})


def day() -> Kind:
    """A date."""

    def read(raw: str) -> Any:
        try:
            return Day().to_internal_value(raw)
        except ValidationError as error:
            raise _as_form_error(error) from error

    return Kind(read, {"type": "string", "anyOf": [{"format": "date"}, _BLANK]})


def _as_form_error(error: ValidationError) -> FormError:
    detail = error.detail[0] if isinstance(error.detail, list) else error.detail
    meant = hint_of(detail)
    code = getattr(detail, "code", "invalid")
    return FormError(str(detail), code=code, params={"meant": meant})


class _Raw(forms.Widget):
    """Hand every value of a parameter on, as it came."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if isinstance(data, QueryDict) else []
        return [value.strip() for value in values if value.strip()]


class _OneField(forms.Field):
    widget = _Raw

    def __init__(self, *, kind: Kind, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(**{**kwargs, "required": False})

    def clean(self, value: list[str]) -> Any:
        return self.kind.read(value[0]) if value else None


class _ManyField(_OneField):
    def clean(self, value: list[str]) -> list[Any]:
        parts = [part.strip() for raw in value for part in raw.split(",")]
        parts = list(dict.fromkeys(part for part in parts if part))
        if len(parts) > MOST_VALUES:
            raise FormError(f"At most {MOST_VALUES} values.", code="too_many_values")
        return [self.kind.read(part) for part in parts]


class One(django_filters.Filter):
    """A parameter with one value."""

    field_class = _OneField
    repeatable = False

    def __init__(
        self, kind: Kind, field: str, lookup: str = "exact", **kw: Any
    ) -> None:
        self.kind = kind
        super().__init__(field_name=field, lookup_expr=lookup, kind=kind, **kw)

    def filter(self, qs: Rows, value: Any) -> Rows:
        """Keep the rows that the value asks for."""
        if value is None:
            return qs
        narrowed: Rows = self.get_method(qs)(
            **{f"{self.field_name}__{self.lookup_expr}": value}
        )
        return narrowed


class Many(One):
    """A parameter with several values: OR, `__not` and, for sets, `__all`."""

    field_class = _ManyField
    repeatable = True

    def __init__(
        self, kind: Kind, field: str, *, negatable: bool = True, sets: bool = False
    ) -> None:
        super().__init__(kind, field, "in")
        self.negatable, self.sets = negatable, sets

    def filter(self, qs: Rows, value: list[Any]) -> Rows:
        """Keep the rows that have any of the values."""
        return super().filter(qs, value or None)

    def variants(self) -> dict[str, "Many"]:
        """Return the filters that `__not` and `__all` stand for."""
        made: dict[str, Many] = {}
        if self.negatable:
            made["not"] = _Not(self.kind, self.field_name)
        if self.sets:
            made["all"] = _All(self.kind, self.field_name)
        return made


class _Not(Many):
    def filter(self, qs: Rows, value: list[Any]) -> Rows:
        return qs.exclude(**{f"{self.field_name}__in": value}) if value else qs


class _All(Many):
    def filter(self, qs: Rows, value: list[Any]) -> Rows:
        for each in value:
            qs = qs.filter(**{self.field_name: each})
        return qs


class StrictFilterSet(django_filters.FilterSet):
    """A FilterSet whose errors are the client's to see, and never a skipped filter."""

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """Add the variants that each filter offers."""
        filters = dict(super().get_filters())
        for name, each in list(filters.items()):
            if isinstance(each, Many):
                for suffix, variant in each.variants().items():
                    filters.setdefault(f"{name}__{suffix}", variant)
        return filters

    @classmethod
    def repeatable(cls) -> set[str]:
        """Return the parameters that may come more than once."""
        return {
            name
            for name, each in cls.base_filters.items()
            if getattr(each, "repeatable", False)
        }

    @property
    def qs(self) -> Any:
        """Return the filtered rows, or refuse."""
        if not self.is_valid():
            raise Invalid(errors=list(self._refusals()))
        return super().qs

    def _refusals(self) -> Iterable[FieldError]:
        for name, errors in self.errors.as_data().items():
            for error in errors:
                meant = (error.params or {}).get("meant")
                code = error.code or "invalid"
                yield error_in(name, code, str(error.message), meant)
