"""How answers are written: UTF-8 JSON, by orjson."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer
from rest_framework.utils.serializer_helpers import ReturnDict, ReturnList


def to_json(data: Any) -> bytes:
    """Return data as JSON: instants in UTC with `Z`, pay as plain numbers."""
    return orjson.dumps(
        data,
        default=_plain,
        option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        # orjson would write another offset than UTC's as it is.
        instant = value.astimezone(UTC) if value.utcoffset() else value
        return instant.isoformat().removesuffix("+00:00") + "Z"
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (ReturnDict, Mapping)):
        return dict(value)
    if isinstance(value, (ReturnList, list, tuple, set, frozenset)):
        return list(value)
    if isinstance(value, (str, Promise)):
        return str.__str__(str(value))
    raise TypeError(f"{type(value).__name__} has no JSON form")


class JSONRenderer(BaseRenderer):
    """Write JSON."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Return the bytes of the answer; none for an answer without a body."""
        return b"" if data is None else to_json(data)
