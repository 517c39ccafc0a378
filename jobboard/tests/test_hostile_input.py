"""Nothing that a client sends makes it our fault."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from conftest import Api, Cast, Form
from jobboard.tests.permission_table import TABLE, Row
from jobboard.tests.stage import new_stage
from jobboard.tests.test_permissions import ids_of, path_of

IDS = [
    "%00",
    "..",
    "%2e%2e%2f",
    "' OR 1=1 --",
    "0" * 5000,
    "null",
    "-1",
    "1e400",
    "\u202eabc",
    "{}",
    "00000000-0000-0000-0000-000000000000",
    "0190B0C8-7B1A-7000-8000-000000000000",
    "%ff%fe",
]
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    10**30,
    1.5,
    "",
    "\x00",
    "a\x00b",
    "\ud800",
    "\u202e\u200b",
    "'; DROP TABLE accounts_user; --",
    "{company_name} {0} %s {{7*7}} <script>",
    "=cmd()",
    "x" * 100_000,
    "e\u0301" * 500,
    [],
    [[]],
    {},
    {"a": {"b": [None]}},
    ["owner", "viewer"],
]
BODIES = [
    b"",
    b"null",
    b"[]",
    b'"text"',
    b"{",
    b"\xff\xfe",
    b'{"name": "a", "name": "b"}',
    b'{"name": NaN}',
    b"[" * 5000,
    b'{"a":' * 100 + b"1" + b"}" * 100,
    b'{"name": "\\ud800"}',
    b'{"__proto__": {}, "constructor": 1}',
]
QUERIES = [
    "q=%00",
    "q=%ff",
    "q=" + "x" * 5000,
    "q=a&q=b",
    "page_size=0",
    "page_size=1e3",
    "page_size=-1",
    "page_size=" + "9" * 40,
    "cursor=x",
    "cursor=" + "A" * 5000,
    "cursor=%00",
    "verified=maybe",
    "role=owner",
    "company=%00",
    "company=" + ",".join(["a"] * 200),
    "is_active=",
    "a[]=1",
    "q[$ne]=1",
    "&&&=",
]
HEADERS = [
    {"If_Match": "x"},
    {"If_Match": '"' + "a" * 3000 + '"'},
    {"If_None_Match": "\x7f"},
    {"Idempotency_Key": "a b"},
    {"Idempotency_Key": "x" * 300},
    {"Accept": "text/html"},
    {"Content_Type": "application/xml"},
    {"Content_Type": "application/json; charset=utf-7"},
]
ROWS = [
    row
    for row in TABLE
    if row.route.startswith("api/v1/") and not row.route.startswith("api/v1/auth/")
]
BY_NAME = pytest.mark.parametrize(
    "row", ROWS, ids=lambda row: f"{row.method} /{row.route}"
)


def one_who_may(cast: Cast, row: Row) -> tuple[Api, list[Any], Any]:
    """Return a caller who gets as far as anybody gets, and what to send: ids, body."""
    stage, expected = new_stage(cast), row.expected()
    good = min(expected.values())
    clients = stage.clients()
    who, api = next(each for each in clients if expected[each[0]] == good)
    body = row.body(stage, who) if callable(row.body) else row.body
    return api, ids_of(row, stage), body


def check(answer: Any, sent: Any) -> None:
    assert answer.status_code < 500, (str(sent)[:200], answer.content)
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", sent
        assert b"Traceback" not in answer.content


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.ids],
    ids=lambda row: f"{row.method} /{row.route}",
)
def test_ids(cast: Cast, row: Row):
    api, ids, body = one_who_may(cast, row)
    for place in range(len(ids)):
        for bad in IDS:
            sent: list[Any] = list(ids)
            sent[place] = bad if "%" in bad else quote(bad)
            answer = api.request(row.method, path_of(row, sent), body)
            check(answer, bad)
            if "<path:" not in row.route:  # there any text is an id
                assert answer.status_code in {400, 404, 409}, (bad, answer.status_code)


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.body and not isinstance(row.body, Form)],
    ids=lambda row: f"{row.method} /{row.route}",
)
def test_values(cast: Cast, row: Row):
    api, ids, body = one_who_may(cast, row)
    for field in body:
        for value in VALUES:
            sent = {**body, field: value}
            raw = json.dumps(sent).encode()
            check(api.request(row.method, path_of(row, ids), raw), sent)


@BY_NAME
def test_bodies(cast: Cast, row: Row):
    api, ids, _ = one_who_may(cast, row)
    for raw in BODIES:
        check(api.request(row.method, path_of(row, ids), raw), raw)


@BY_NAME
def test_queries_and_headers(cast: Cast, row: Row):
    api, ids, body = one_who_may(cast, row)
    for query in QUERIES:
        check(api.request(row.method, f"{path_of(row, ids)}?{query}", body), query)
    for headers in HEADERS:
        answer = api.request(row.method, path_of(row, ids), body, **headers)
        check(answer, headers)
