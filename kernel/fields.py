"""Serializer fields that take a value only in its own type.

DRF's fields are kind to form posts: `"12"` is a number, `1` is a text, `"yes"`
is true. An API that guesses hides its clients' mistakes, so these do not.
"""

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.fields import empty
from rest_framework.validators import ProhibitSurrogateCharactersValidator

from kernel.validation import hinted, near_miss

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
_INSTANT = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
MOST_DECOMPOSED = 4
"""So many characters may become one when they are composed."""


def _marks(first: int, last: int) -> str:
    """Return the marks between two characters, as ranges: a list would be slow."""
    ranges: list[list[int]] = []
    for code in range(first, last):
        if unicodedata.combining(chr(code)):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(least)}-{chr(most)}" for least, most in ranges)


# Thirty is what Unicode's stream-safe format allows, and more than any language needs.
_STACKED = re.compile(f"[{_marks(0x300, 0x1E950)}]{{31}}")
# Thirty times as quick, and most texts have none: asked first.
_MAYBE_MARKED = re.compile(f"[{_marks(0x300, 0x10000)}\U00010000-\U0010ffff]")
_LINE_BREAK = re.compile(r"[\t\n\r\x85\u2028\u2029]")


def _may_stack(text: str) -> bool:
    return not text.isascii() and _MAYBE_MARKED.search(text) is not None


class _NoSurrogates(ProhibitSurrogateCharactersValidator):
    """Looks for lone surrogates where there are some; DRF's own walks every text."""

    def __call__(self, value: Any) -> None:
        """Refuse a text that cannot be encoded, naming the first such character."""
        try:
            value.encode()
        except UnicodeEncodeError:
            super().__call__(value)


class Text(serializers.CharField):
    """A text of one line, trimmed and in Unicode's composed form (NFC)."""

    default_error_messages = {
        "invalid": "This must be a text.",
        "control_character": "This contains a control character.",
        "line_break": "This must be one line.",
        "stacked_marks": "This stacks too many marks on one letter.",
    }
    one_line = True

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        slow = ProhibitSurrogateCharactersValidator
        kept = [each for each in self.validators if not isinstance(each, slow)]
        self.validators = [*kept, _NoSurrogates()]

    def run_validation(self, data: Any = empty) -> Any:
        """Refuse other types before DRF turns them into text."""
        if data is not empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        """Return the text, normalised.

        Composing sorts the marks on a letter, which takes the square of their number:
        a text that is far too long, or stacks marks, is refused before that.
        """
        longest = self.max_length or 0
        if len(data) > longest * MOST_DECOMPOSED:
            self.fail("max_length", max_length=longest)
        if _may_stack(data) and _STACKED.search(data):
            self.fail("stacked_marks")
        if _CONTROL.search(data):
            self.fail("control_character")
        text = unicodedata.normalize("NFC", data).strip()
        if self.one_line and _LINE_BREAK.search(text):
            self.fail("line_break")
        return super().to_internal_value(text)


class LongText(Text):
    """A text that may have several lines."""

    one_line = False

    def to_internal_value(self, data: Any) -> str:
        """Return the text with one kind of line end."""
        return super().to_internal_value(data.replace("\r\n", "\n").replace("\r", "\n"))


class Flag(serializers.BooleanField):
    """`true` or `false`, and nothing that merely looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        """Return the value if it is one of the two."""
        if not isinstance(data, bool):
            self.fail("invalid", input=str(data)[:50])
        return data


class Whole(serializers.IntegerField):
    """A whole number; its bounds default to what a 32-bit column holds."""

    def __init__(
        self, *, min_value: int = 0, max_value: int = 2**31 - 1, **kwargs: Any
    ) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Return the number if it is one, and not a text of digits."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class Number(serializers.FloatField):
    """A JSON number."""

    def to_internal_value(self, data: Any) -> float:
        """Return the number if it is one, and finite."""
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            self.fail("invalid")
        if not math.isfinite(data):
            self.fail("invalid")
        return float(data)


class List(serializers.ListField):
    """A list whose length is checked before any of its items is."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.most = max_length

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the items, each validated by `child`."""
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if len(data) > self.most:
            self.fail("max_length", max_length=self.most)
        items: list[Any] = super().to_internal_value(data)
        return items


class Choice(serializers.ChoiceField):
    """One of a list of words; a near miss says which was probably meant."""

    def to_internal_value(self, data: Any) -> str:
        """Return the word if it is on the list."""
        known = [str(choice) for choice in self.choices]
        if isinstance(data, str) and data in known:
            return data
        raise invalid_choice(str(data), known)


def invalid_choice(typed: str, known: Iterable[str]) -> ValidationError:
    """Return the error for a word that is not on the list."""
    known = list(known)
    shown = ", ".join(known[:30]) + (", …" if len(known) > 30 else "")  # noqa: PLR2004  # enough to read
    text = f"This must be one of: {shown}."
    return ValidationError([hinted(text, "invalid_choice", near_miss(typed, known))])


@extend_schema_field({"type": "string", "format": "date-time"})
class Instant(serializers.Field[datetime, str, datetime, Any]):
    """A point in time, RFC 3339 with its offset."""

    default_error_messages = {
        "invalid": "Write an instant like 2026-05-01T12:00:00Z, with Z or an offset.",
        "out_of_range": f"The year must be from {EARLIEST_YEAR} to {LATEST_YEAR}.",
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return the instant in UTC."""
        if not isinstance(data, str) or not _INSTANT.fullmatch(data):
            self.fail("invalid")
        try:
            value = datetime.fromisoformat(data.upper().replace(" ", "T"))
            value = value.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            self.fail("out_of_range")
        return value

    def to_representation(self, value: datetime) -> datetime:
        """Hand the instant on: the renderer writes it in UTC."""
        return value


@extend_schema_field({"type": "string", "format": "date"})
class Day(serializers.Field[date, str, date, Any]):
    """A date, `YYYY-MM-DD`."""

    default_error_messages = {
        "invalid": "Write a date like 2026-05-01.",
        "out_of_range": f"The year must be from {EARLIEST_YEAR} to {LATEST_YEAR}.",
    }

    def to_internal_value(self, data: Any) -> date:
        """Return the date if there is such a day."""
        if not isinstance(data, str) or not _DAY.fullmatch(data):
            self.fail("invalid")
        try:
            value = date.fromisoformat(data)
        except ValueError:
            self.fail("invalid")
        if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
            self.fail("out_of_range")
        return value

    def to_representation(self, value: date) -> date:
        """Hand the date on: the renderer writes it."""
        return value
