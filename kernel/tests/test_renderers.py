"""How values are written: instants in UTC with `Z`, pay as numbers, UTF-8."""

from collections import OrderedDict
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from rest_framework.exceptions import ErrorDetail
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList

from kernel.renderers import JSONRenderer, to_json

CASES: list[tuple[Any, bytes]] = [
    (datetime(2026, 5, 1, 12, tzinfo=UTC), b'"2026-05-01T12:00:00Z"'),
    (datetime(2026, 5, 1, 12), b'"2026-05-01T12:00:00Z"'),  # noqa: DTZ001
    (
        datetime(2026, 5, 1, 12, 0, 0, 5, tzinfo=UTC),
        b'"2026-05-01T12:00:00.000005Z"',
    ),
    (
        datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2))),
        b'"2026-05-01T10:00:00Z"',
    ),
    (date(2026, 5, 1), b'"2026-05-01"'),
    (Decimal("12.50"), b"12.5"),
    (Decimal("12.00"), b"12"),
    (Decimal("1E+3"), b"1000"),
    (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
    ("é\u2028", '"é\u2028"'.encode()),
    (ErrorDetail("x", "code"), b'"x"'),
    (mark_safe("<b>"), b'"<b>"'),  # it is written as it is
    (lazystr("later"), b'"later"'),
    ({1}, b"[1]"),
    (OrderedDict(b=1, a=2), b'{"b":1,"a":2}'),
    (ReturnDict({"a": Decimal(1)}, serializer=None), b'{"a":1}'),
    (ReturnList([1], serializer=None), b"[1]"),
    ((1, 2), b"[1,2]"),
    (float("nan"), b"null"),
]


@pytest.mark.parametrize(("value", "written"), CASES, ids=str)
def test_how_a_value_is_written(value: Any, written: bytes) -> None:
    assert to_json(value) == written


def test_what_has_no_form_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        to_json(object())


def test_no_data_is_no_body() -> None:
    assert JSONRenderer().render(None) == b""
    assert JSONRenderer().render({}) == b"{}"
