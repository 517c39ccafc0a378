"""JSON is read in one way, or not at all."""

import json
import math

import pytest

from conftest import Api
from kernel.problems import MalformedJSON
from kernel.strict_json import parse
from kernel.tests.expect import problem_in


def nested(levels: int, opening: str = "[", closing: str = "]") -> bytes:
    return b'{"a":' + (opening * (levels - 1) + closing * (levels - 1)).encode() + b"}"


ACCEPTED = {
    "empty object": (b"{}", {}),
    "white space": (b' \t\r\n{ "a" : 1 }\n', {"a": 1}),
    "32 levels": (nested(32), None),
    "32 levels of objects": (
        b'{"a":' * 32 + b"1" + b"}" * 32,
        None,
    ),
    "escaped backslash": (b'{"a":"\\\\u0000"}', {"a": "\\u0000"}),
    "a pair of surrogates": (b'{"a":"\\ud83d\\ude00"}', {"a": "\U0001f600"}),
    "four bytes": ('{"a":"\U0001f600"}'.encode(), {"a": "\U0001f600"}),
    "non-character": ('{"a":"\uffff"}'.encode(), {"a": "\uffff"}),
    "largest": (b'{"a":9223372036854775807}', {"a": 2**63 - 1}),
    "smallest": (b'{"a":-9223372036854775808}', {"a": -(2**63)}),
    "19 digits below zero": (b'{"a":-1000000000000000000}', {"a": -(10**18)}),
    "minus nought": (b'{"a":-0}', {"a": 0}),
    "tiny": (b'{"a":1e-400}', {"a": 0.0}),
    "same key elsewhere": (
        b'{"a":{"b":1},"b":{"a":2}}',
        {"a": {"b": 1}, "b": {"a": 2}},
    ),
    "null": (b'{"a":null}', {"a": None}),
    "empty key": (b'{"":1}', {"": 1}),
    "a list": (b"[1]", [1]),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_json_is_read(name: str) -> None:
    raw, value = ACCEPTED[name]
    assert parse(raw) == (json.loads(raw) if value is None else value)


def test_a_negative_zero_keeps_its_sign() -> None:
    assert math.copysign(1, parse(b'{"a":-0.0}')["a"]) == -1


REFUSED = {
    "empty": b"",
    "blank": b" \n",
    "33 levels": nested(33),
    "33 levels of objects": b'{"a":' * 33 + b"1" + b"}" * 33,
    "100,000 brackets": b"[" * 100_000,
    "100,000 small lists": b'{"a":[' + b"[]," * 100_000 + b"1]}",
    "50,001 numbers": b'{"a":[' + b"1," * 50_000 + b"1]}",
    "100,000 objects": b'{"a":' * 100_000,
    "100,000 levels, closed": b"[" * 100_000 + b"]" * 100_000,
    "deep under a key that comes twice": b'{"a":'
    + b"[" * 1000
    + b"]" * 1000
    + b',"a":1}',
    "duplicate": b'{"a":1,"a":1}',
    "duplicate, nested": b'{"b":[{"a":1,"a":2}]}',
    "duplicate, escaped": b'{"a":1,"\\u0061":2}',
    "duplicate, empty key": b'{"":1,"":2}',
    "NUL": b'{"a":"\\u0000"}',
    "NUL in a key": b'{"\\u0000":1}',
    "NUL, nested": b'{"a":[{"b":["x\\u0000"]}]}',
    "NUL, raw": b'{"a":"\x00"}',
    "NUL behind a backslash": b'{"a":"\\\\\\u0000"}',
    "high surrogate": b'{"a":"\\ud800"}',
    "low surrogate": b'{"a":"\\udc00"}',
    "surrogate in a key": b'{"\\ud800":1}',
    "surrogates in the wrong order": b'{"a":"\\ude00\\ud83d"}',
    "surrogate in UTF-8": b'{"a":"\xed\xa0\x80"}',
    "overlong UTF-8": b'{"a":"\xc0\xaf"}',
    "cut UTF-8": b'{"a":"\xe2\x82"}',
    "Latin-1": b'{"a":"\xe9"}',
    "BOM": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a":1}'.encode("utf-16"),
    "UTF-16, no mark": '{"a":1}'.encode("utf-16-le"),
    "UTF-32": '{"a":1}'.encode("utf-32"),
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "minus Infinity": b'{"a":-Infinity}',
    "2^63": b'{"a":9223372036854775808}',
    "2^64": b'{"a":18446744073709551616}',
    "below -2^63": b'{"a":-9223372036854775809}',
    "30 digits": b'{"a":' + b"1" * 30 + b"}",
    "5,000 digits": b'{"a":' + b"1" * 5000 + b"}",
    "1e400": b'{"a":1e400}',
    "-1e400": b'{"a":-1e400}',
    "leading nought": b'{"a":01}',
    "plus": b'{"a":+1}',
    "underscore": b'{"a":1_000}',
    "hexadecimal": b'{"a":0x10}',
    "bare point": b'{"a":1.}',
    "trailing comma": b'{"a":1,}',
    "comment": b'{"a":1} // x',
    "single quotes": b"{'a':1}",
    "bare key": b"{a:1}",
    "raw line break": b'{"a":"\n"}',
    "two values": b"{}{}",
    "cut": b'{"a":',
    "Python's None": b'{"a":None}',
}


@pytest.mark.parametrize("name", REFUSED)
def test_json_is_refused(name: str) -> None:
    with pytest.raises(MalformedJSON) as refused:
        parse(REFUSED[name])
    assert refused.value.detail


@pytest.mark.django_db
@pytest.mark.parametrize("name", REFUSED.keys() - {"empty"})
def test_the_api_refuses_it_too(name: str, anonymous: Api) -> None:
    response = anonymous.post("/api/v1/notes/", REFUSED[name])
    shown = problem_in(response, 400, "malformed_json")
    assert len(response.content) < 1000
    assert REFUSED[name][:40].decode("latin-1") not in shown["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("raw", [b"[]", b"[{}]", b"1", b'"x"', b"null", b"true"])
def test_the_top_level_is_an_object(raw: bytes, anonymous: Api) -> None:
    shown = problem_in(anonymous.post("/api/v1/notes/", raw), 400, "malformed_json")
    assert "object" in shown["detail"]


def test_a_duplicate_is_named() -> None:
    with pytest.raises(MalformedJSON) as refused:
        parse(b'{"b":{"title":1,"title":2}}')
    assert refused.value.errors == [
        {"field": "title", "code": "duplicate_field", "detail": "A key comes twice."}
    ]
