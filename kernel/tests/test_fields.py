"""A field takes its own type and no other."""

import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from rest_framework.exceptions import ValidationError

from kernel import fields

TEXT = fields.Text(max_length=5)
LONG = fields.LongText(max_length=9)
FLAG = fields.Flag()
WHOLE = fields.Whole(max_value=1000)
WIDE = fields.Whole(min_value=-5)
NUMBER = fields.Number()
CHOICE = fields.Choice(choices=["red", "green"])
INSTANT = fields.Instant()
DAY = fields.Day()
LIST = fields.List(child=fields.Whole(), max_length=3)

TAKEN: list[tuple[Any, Any, Any]] = [
    (TEXT, "abc", "abc"),
    (TEXT, "  abc \n", "abc"),
    (TEXT, "\u3000abc\u00a0", "abc"),
    (TEXT, "e\u0301", "\u00e9"),
    (TEXT, "e\u0301" * 5, "\u00e9" * 5),
    (TEXT, "12345", "12345"),
    (TEXT, "\U0001f600" * 5, "\U0001f600" * 5),
    (LONG, "a\r\nb\rc\td", "a\nb\nc\td"),
    (FLAG, True, True),
    (FLAG, False, False),
    (WHOLE, 0, 0),
    (WHOLE, 1000, 1000),
    (WIDE, -5, -5),
    (WIDE, 2**31 - 1, 2**31 - 1),
    (NUMBER, 1, 1.0),
    (NUMBER, -2.5, -2.5),
    (NUMBER, 0.0, 0.0),
    (CHOICE, "red", "red"),
    (INSTANT, "2026-05-01T12:00:00Z", datetime(2026, 5, 1, 12, tzinfo=UTC)),
    (INSTANT, "2026-05-01t12:00:00z", datetime(2026, 5, 1, 12, tzinfo=UTC)),
    (INSTANT, "2026-05-01 12:00+02:00", datetime(2026, 5, 1, 10, tzinfo=UTC)),
    (
        INSTANT,
        "2024-02-29T23:59:59.999999-01:00",
        datetime(2024, 3, 1, 0, 59, 59, 999999, UTC),
    ),
    (
        INSTANT,
        "2026-05-01T12:00:00.123456789Z",
        datetime(2026, 5, 1, 12, 0, 0, 123456, UTC),
    ),
    (DAY, "2024-02-29", date(2024, 2, 29)),
    (DAY, "1900-01-01", date(1900, 1, 1)),
    (DAY, "2200-12-31", date(2200, 12, 31)),
    (LIST, [], []),
    (LIST, [1, 2, 3], [1, 2, 3]),
]


@pytest.mark.parametrize(("field", "given", "taken"), TAKEN)
def test_a_value_is_taken(field: Any, given: Any, taken: Any) -> None:
    value = field.run_validation(given)
    assert value == taken
    assert type(value) is type(taken)
    assert field.to_representation(value) == taken


REFUSED: list[tuple[Any, Any, str]] = [
    *((TEXT, other, "invalid") for other in (1, 1.5, True, [], ["a"], {}, {"a": "b"})),
    (TEXT, None, "null"),
    (TEXT, "", "blank"),
    (TEXT, " \n\u2003", "blank"),
    (TEXT, "123456", "max_length"),
    (TEXT, "\U0001d160" * 3, "max_length"),
    (TEXT, "a\x00", "control_character"),
    (TEXT, "a\x1fb", "control_character"),
    (TEXT, "abc\x0b", "control_character"),
    (TEXT, "\x1cabc", "control_character"),
    (TEXT, "\x7f", "control_character"),
    (TEXT, "a\nb", "line_break"),
    (TEXT, "a\tb", "line_break"),
    (TEXT, "a\u2028b", "line_break"),
    (TEXT, "a\x85b", "line_break"),
    (TEXT, "\ud800", "surrogate_characters_not_allowed"),
    (LONG, "a\x00b", "control_character"),
    (LONG, 1, "invalid"),
    (LONG, "1234567890", "max_length"),
    *((FLAG, other, "invalid") for other in ("true", 1, 0, "yes", "", [], {})),
    (FLAG, None, "null"),
    *(
        (WHOLE, other, "invalid")
        for other in ("1", 1.0, True, "", [], {}, "\u0661", "1e2")
    ),
    (WHOLE, None, "null"),
    (WHOLE, -1, "min_value"),
    (WHOLE, 1001, "max_value"),
    (WIDE, 2**31, "max_value"),
    (WIDE, -6, "min_value"),
    *(
        (NUMBER, other, "invalid")
        for other in ("1.5", True, float("nan"), float("inf"), -float("inf"), [], {})
    ),
    (NUMBER, None, "null"),
    *(
        (CHOICE, other, "invalid_choice")
        for other in ("Red", "", 1, True, [], {}, "red ")
    ),
    (CHOICE, None, "null"),
    *(
        (INSTANT, other, "invalid")
        for other in (
            "",
            "now",
            1777636800,
            True,
            [],
            "2026-05-01",
            "2026-05-01T12:00:00",
            "2026-05-01T12:00:00+2",
            "2026-05-01T12:00:00+0200",
            "2026-05-01T12:00:60Z",
            "2026-05-01T25:00:00Z",
            "2026-02-29T12:00:00Z",
            "2026-13-01T12:00:00Z",
            "0000-01-01T00:00:00Z",
            "20000-01-01T00:00:00Z",
            "2026-05-01T12:00:00+24:00",
            "2026-W01-1T12:00:00Z",
            "٢٠٢٦-05-01T12:00:00Z",
            " 2026-05-01T12:00:00Z",
            "2026-05-01T12:00:00Z\n",
            "9999-12-31T23:59:59-23:00",
            "0001-01-01T00:00:00+23:00",
        )
    ),
    (INSTANT, None, "null"),
    (INSTANT, "9999-12-31T23:59:59Z", "out_of_range"),
    (INSTANT, "1899-12-31T23:59:59Z", "out_of_range"),
    (INSTANT, "1900-01-01T00:00:00+01:00", "out_of_range"),
    (INSTANT, "2200-12-31T23:59:59-01:00", "out_of_range"),
    *(
        (DAY, other, "invalid")
        for other in (
            "",
            "2026-02-29",
            "2026-5-1",
            "20260501",
            "2026-05-01T00:00:00Z",
            "0000-01-01",
            "2026-00-10",
            "2026-05-01\n",
            "٢٠٢٦-05-01",
            20260501,
            True,
            {},
        )
    ),
    (DAY, None, "null"),
    (DAY, "0001-01-01", "out_of_range"),
    (DAY, "2201-01-01", "out_of_range"),
    (LIST, "123", "not_a_list"),
    (LIST, {"0": 1}, "not_a_list"),
    (LIST, None, "null"),
    (LIST, [1, 2, 3, "x"], "max_length"),
]


@pytest.mark.parametrize(("field", "given", "code"), REFUSED)
def test_a_value_is_refused(field: Any, given: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.run_validation(given)
    assert refused.value.get_codes() == [code]


def test_an_item_is_refused_at_its_place() -> None:
    with pytest.raises(ValidationError) as refused:
        LIST.run_validation([1, "x"])
    assert refused.value.get_codes() == {1: ["invalid"]}


def test_a_text_that_a_field_would_take_from_python_is_still_checked() -> None:
    offset = timezone(timedelta(hours=2))
    value = datetime(2026, 5, 1, 12, tzinfo=offset)
    assert INSTANT.to_representation(value) is value


def test_a_long_list_of_choices_is_not_told_in_full() -> None:
    error = fields.invalid_choice("x", [f"choice {number}" for number in range(99)])
    assert str(error.detail[0]).endswith("choice 29, ….")


STACK = "a" + "\u0307\u0323" * 170_000


@pytest.mark.parametrize(
    ("text", "longest", "code"),
    [
        (STACK, 200, "max_length"),
        (STACK, 400_000, "stacked_marks"),
        ("a" + "\u0323" * 31, 200, "stacked_marks"),
    ],
    ids=["too long", "long enough", "short"],
)
def test_stacked_marks_are_refused_before_they_are_sorted(
    text: str, longest: int, code: str
) -> None:
    # Sorting the marks of the first two would take minutes: the test would hang.
    with pytest.raises(ValidationError) as refused:
        fields.LongText(max_length=longest).run_validation(text)
    assert refused.value.get_codes() == [code]


def test_marks_that_languages_use_are_taken() -> None:
    vietnamese = unicodedata.normalize("NFD", "Nguyễn Thị Diệu")
    taken = fields.Text(max_length=len("Nguyễn Thị Diệu")).run_validation(vietnamese)
    assert taken == unicodedata.normalize("NFC", vietnamese)
