"""Files that are wrong, or meant to do harm, are told so and harm nobody."""

import io
import json
import tracemalloc
from collections import deque
from contextlib import suppress
from pathlib import Path

import pytest

from conftest import Cast, sign_in
from jobboard.tests.test_hostile_input import VALUES
from jobs.imports.formats import READERS, recognise
from jobs.imports.rows import LONGEST_ROW, Place, Row, Unreadable
from jobs.models import Job
from jobs.tests.bodies import FULL
from jobs.tests.handing_in import counts, row, taken_over

HEADER = b"title,description\n"


def xml(*jobs: bytes, root: bytes = b"jobs") -> bytes:
    inside = b"".join(b"<job>%b</job>" % job for job in jobs)
    return b"<%b>%b</%b>" % (root, inside, root)


def rows_of(raw: bytes, name: str = "x") -> list[Row]:
    kind = recognise(io.BytesIO(raw), name)
    return [
        each for each in READERS[kind](io.BytesIO(raw), Place()) if not each.is_blank
    ]


REFUSED = {
    "no JSON": (b'{"title": 1\n{}', "*:malformed_json | "),
    "no object": (b'{}\n["x"]', " | *:malformed_json"),
    "key twice": (b'{"title":"a","title":"b"}', "title:duplicate_field"),
    "NUL in JSON": (b'{"title":"a\\u0000"}', "*:malformed_json"),
    "not UTF-8": (b'{"title":"\xff"}', "*:malformed_json"),
    "deep": (b"{}\n" + b'{"a":' * 100 + b"1" + b"}" * 100, " | *:malformed_json"),
    "very deep": (b'{"a":' + b"[" * 200_000, "*:malformed_json"),
    "in an array": (b'[{}, 3, {"a" 1}]', " | *:malformed_json | *:malformed_json"),
    "long line": (b'{"a":"' + b"x" * LONGEST_ROW + b'"}\n{}', "*:too_large | "),
    "too few cells": (HEADER + b"a\nb,c", "*:wrong_columns | "),
    "too many cells": (HEADER + b"a,b,c", "*:wrong_columns"),
    "100,000 cells": (HEADER + b"," * 100_000 + b"x", "*:wrong_columns"),
    "quotes in the middle": (HEADER + b'"a"b,c\nd,e', "*:malformed_row | "),
    "cell is not UTF-8": (HEADER + b"\xe9,b\nc,d", "title:not_utf8 | "),
    "cell is no JSON": (
        b"title,description,locations\na,b,Berlin",
        "locations:malformed_json",
    ),
    "place said twice": (
        b'title,description,city,locations\na,b,Berlin,"[]"',
        "locations:contradiction",
    ),
    "unknown element": (xml(b"<titel>a</titel>"), "titel:unknown_field"),
    "element twice": (
        xml(b"<title>a</title><title>b</title>"),
        "title:duplicate_field",
    ),
    "attribute": (xml(b"<title lang='x'>a</title>"), "title@lang:unknown_field"),
    "markup without CDATA": (
        xml(b"<description><p>x</p></description>"),
        "description:unexpected_element",
    ),
    "too much text": (
        xml(b"<title>" + b"x" * LONGEST_ROW + b"x</title>", b""),
        "*:too_large | ",
    ),
    "300 elements": (xml(b"<skills>a</skills>" * 301), "*:too_many_items"),
    "unknown element of a feed": (
        xml(b"<titel>a</titel>", root=b"source"),
        "titel:unknown_field",
    ),
    "unclear pay in a feed": (
        xml(b"<salary>40k-50 or so</salary>", root=b"source"),
        "salary:invalid",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_wrong_with_one_row_stops_no_other(name: str):
    raw, expected = REFUSED[name]
    found = [
        " ".join(f"{error['field']}:{error['code']}" for error in row.errors)
        for row in rows_of(raw)
    ]
    told = expected.replace("*", "non_field_errors").split("|")
    assert found == [each.strip() for each in told]


UNREADABLE = {
    "two roots": b"<jobs><job/></jobs><jobs/>",
    "tags crossed": b"<jobs><job><title></job></title></jobs>",
    "unknown entity": b"<jobs><job><title>&nbsp;</title></job></jobs>",
    "control character": b"<jobs><job><title>\x01</title></job></jobs>",
    "deep": b"<jobs><job>" + b"<a>" * 100_000,
    "doctype late": b"<jobs/><!DOCTYPE jobs>",
    "after the array": b"[{}] {}",
    "an element without an end": b'[{"a": "' + b"x" * (LONGEST_ROW + 300_000),
    "a cell without an end": b'title,description\n"' + b"x\n" * LONGEST_ROW,
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_on_says_so(name: str):
    with pytest.raises(Unreadable):
        rows_of(UNREADABLE[name])


def test_text_stays_text(cast: Cast):
    title = "=HYPERLINK(A1)+cmd|' /C calc'!A0"
    table = f'title,description,country\n"{title}",@SUM(1+1),DE\n'.encode()
    said = taken_over(sign_in(cast.bob), table, "a.csv")
    assert said["counts"] == counts(created=1)
    job = Job.objects.get()
    assert (job.title, job.description_text) == (title, "@SUM(1+1)")


@pytest.mark.parametrize("field", [*FULL, "allow_duplicate", "status", "__class__"])
def test_no_value_of_a_field_ends_an_import(cast: Cast, field: str):
    rows = [{**FULL, "external_id": str(n), field: v} for n, v in enumerate(VALUES)]
    raw = [json.dumps(each) for each in rows]
    said = taken_over(sign_in(cast.bob), ["{}", *raw, row(1)])
    assert said["status"] == "done"
    assert said["rows"] == len(VALUES) + 2
    assert said["counts"]["failed"] >= 2
    assert Job.objects.filter(external_id="R-1").exists()


@pytest.mark.parametrize(
    "begin", [b'{"a":"', b'[{"a":"', b"<jobs><job><title>", HEADER]
)
def test_reading_takes_little_memory(begin: bytes, tmp_path: Path):
    """Forty megabytes without an end to a line, a text or a cell."""
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.write(begin + (b'"' if begin == HEADER else b""))
        for _ in range(40):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    try:
        with path.open("rb") as file, suppress(Unreadable):
            kind = recognise(file, "x")
            deque(READERS[kind](file, Place()), maxlen=0)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()
