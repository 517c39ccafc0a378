"""JSON as we accept it: nothing that two readers could understand differently.

Refused: what RFC 8259 refuses (NaN, trailing commas, byte-order marks, lone
surrogates, broken UTF-8), keys that come twice, NUL, more than 32 levels or 50,000
items, whole numbers beyond 64 bits and numbers that overflow a double.
"""

import json
from typing import Any

import orjson

from kernel.problems import FieldError, MalformedJSON

DEEPEST = 32
MOST_ITEMS = 50_000
_LARGEST = 2**63


class _Refused(ValueError):
    """Why the text is refused, with the key that is at fault if there is one."""

    def __init__(self, detail: str, code: str, key: str = "") -> None:
        super().__init__(detail)
        self.code = code
        self.key = key


def parse(raw: bytes) -> Any:
    """Return the value that the bytes say, or raise `MalformedJSON`."""
    try:
        # Counting bytes is cheap, making that many lists is not.
        if raw.count(b"[") + raw.count(b"{") > 2 * MOST_ITEMS:
            raise _too_many()
        # orjson refuses at once, and within a bounded stack, what no JSON is; numbers
        # that overflow a double too.
        shape = orjson.loads(raw)
        _check_shape(shape)
        # The standard parser hands over every pair, so that it can see a key
        # that comes twice; its recursion is safe now that the depth is known.
        value = json.loads(
            raw,
            object_pairs_hook=_pairs,
            parse_int=_whole_number,
        )
        if b"\\u0000" in raw:
            _check_nul(value)
    except _Refused as error:
        errors: list[FieldError] = []
        if error.key:
            errors = [{"field": error.key, "code": error.code, "detail": str(error)}]
        raise MalformedJSON(str(error), errors=errors) from error
    except (ValueError, RecursionError) as error:
        raise MalformedJSON(_where(error)) from error
    return value


def _where(error: Exception) -> str:
    """Say where the text stops being JSON, without repeating any of it."""
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}."
    return "The text is not JSON."


def _too_many() -> _Refused:
    return _Refused(f"It has more than {MOST_ITEMS:,} items.", "too_many_items")


def _check_shape(value: Any) -> None:
    """Refuse too many levels or items, without recursion of our own.

    Small things are dear: a megabyte of `[],` keeps a core busy for half a second.
    """
    level, depth, items = [value], 0, 0
    while level:
        depth += 1
        containers = [item for item in level if isinstance(item, (dict, list))]
        if containers and depth > DEEPEST:
            raise _Refused(f"It is nested deeper than {DEEPEST} levels.", "too_deep")
        items += sum(map(len, containers))
        if items > MOST_ITEMS:
            raise _too_many()
        level = []
        for item in containers:
            level.extend(item.values() if isinstance(item, dict) else item)


def _check_nul(value: Any) -> None:
    """Refuse U+0000 in any key or text: PostgreSQL cannot store it."""
    level = [value]
    while level:
        following: list[Any] = []
        for item in level:
            if isinstance(item, str) and "\x00" in item:
                raise _Refused("A text contains U+0000.", "null_character")
            if isinstance(item, dict):
                following.extend(item)
                following.extend(item.values())
            elif isinstance(item, list):
                following.extend(item)
        level = following


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Refused("A key comes twice.", "duplicate_field", key[:100])
            seen.add(key)
    return result


def _whole_number(digits: str) -> int:
    if len(digits) > len(str(-_LARGEST)) or not -_LARGEST <= int(digits) < _LARGEST:
        raise _Refused("A whole number is beyond 64 bits.", "out_of_range")
    return int(digits)
