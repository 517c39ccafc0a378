"""Serializers that refuse what they do not know, at every level of the body."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty

from kernel.validation import WHOLE_BODY, hinted, near_miss

LONGEST_LIST = 200
MOST_MISNAMED = 20
"""So many unknown names are told at once: finding what was meant costs time."""


class StrictSerializer(serializers.Serializer[Any]):
    """A serializer whose unknown and read-only fields are errors, never ignored."""

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> Any:
        """Bound every list of objects: a body of 1 MB has room for 100,000 of them."""
        kwargs.setdefault("max_length", LONGEST_LIST)
        return super().many_init(*args, **kwargs)

    @cached_property
    def _writable_fields(self) -> list[Any]:
        """Return the fields that are read; found once, for readers of many bodies."""
        return [field for field in self.fields.values() if not field.read_only]

    @cached_property
    def _writable_names(self) -> set[str]:
        return {str(field.field_name) for field in self._writable_fields}

    @cached_property
    def _has_hidden_defaults(self) -> bool:
        return any(
            field.read_only and field.default is not empty
            for field in self.fields.values()
        )

    def _read_only_defaults(self) -> Any:
        """Return what fields that are not read contribute: nearly always nothing."""
        return super()._read_only_defaults() if self._has_hidden_defaults else {}

    def to_internal_value(self, data: Any) -> Any:
        """Check the names first, then the values; report both together."""
        problems: dict[str, Any] = {}
        if isinstance(data, Mapping):
            problems = self._left_out(data) | self._misnamed(data)
        value: Any = None
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if not problems or not isinstance(error.detail, dict):
                raise
            problems = {**error.detail, **problems}
        if problems:
            raise ValidationError(problems)
        return value

    def _left_out(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return an error for each required field that a PATCH leaves out of an item.

        PATCH merges objects, but a list in it replaces the list that was: DRF lets
        whatever lies below a PATCH be partial.
        """
        if not getattr(self.root, "partial", False) or not self._is_in_a_list():
            return {}
        return {
            name: [hinted("This field is required.", "required")]
            for name, field in self.fields.items()
            if field.required and not field.read_only and name not in data
        }

    def _is_in_a_list(self) -> bool:
        above: Any = self.parent
        while above is not None and not isinstance(above, serializers.ListSerializer):
            above = above.parent
        return above is not None

    def _misnamed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return an error for each key that is no field, or one we only show."""
        writable = self._writable_names
        errors: dict[str, Any] = {}
        if data.keys() <= writable:
            return errors
        for name in data:
            if name in writable:
                continue
            if len(errors) == MOST_MISNAMED:
                break
            if name in self.fields:
                errors[name] = [hinted("We set this field.", "read_only_field")]
            else:
                meant = near_miss(str(name), writable)
                hint = f" Did you mean {meant}?" if meant else ""
                errors[str(name)[:100] or WHOLE_BODY] = [
                    hinted(f"There is no such field.{hint}", "unknown_field", meant)
                ]
        return errors


class Nothing(StrictSerializer):
    """The body of an action that takes none."""
