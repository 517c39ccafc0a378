"""Every format gives the same bodies, from wherever one begins to read."""

import ast
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from jobboard.tests.pages import ROOT, tables
from jobs.imports.checking import check_row
from jobs.imports.columns import COLUMNS
from jobs.imports.formats import READERS, Format, recognise
from jobs.imports.indeed import IGNORED, READ, salary_of
from jobs.imports.rows import Place, Row, Unreadable
from jobs.tests.import_pages import (
    codes_on_page,
    columns_on_page,
    elements_on_page,
    examples,
    ignored_on_page,
)

BODY = {
    "external_id": "A-1",
    "title": 'Welder; "senior"',
    "description": "<p>One,\ntwo &amp; three</p>",
    "locations": [{"city": "Köln", "country": "DE", "latitude": 50.9}],
    "skills": ["C++", "TIG, MIG"],
    "salary": {"min": 50000.5, "max": 60000, "currency": "EUR", "period": "year"},
    "positions": 2,
    "apply": {"url": "https://acme.example/1", "method": "external"},
    "questions": [{"id": "a", "label": "Why?", "type": "text"}],
}
BAKER = {"title": "Baker", "description": "Bread."}
CSV = (
    "external_id;Title;description;city;country;latitude;skills;salary_min;salary-max;"
    "salary_currency;salary_period;positions;apply_url;questions\r\n"
    'A-1;"Welder; ""senior""";"<p>One,\ntwo &amp; three</p>";Köln;DE;50.9;C++|TIG, MIG;'
    "50000.5;60000;EUR;year;2;https://acme.example/1;"
    '"[{""id"":""a"",""label"":""Why?"",""type"":""text""}]"\r\n'
    "\r\n"
    ";Baker;Bread.;;;;;;;;;;;\r\n"
)
XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand --><jobs>
<job><external_id>A-1</external_id><title>Welder; "senior"</title>
<description><![CDATA[<p>One,
two &amp; three</p>]]></description>
<location><city>Köln</city><country>DE</country><latitude>50.9</latitude></location>
<skills>C++</skills><skills>TIG, MIG</skills>
<salary_min>50000.5</salary_min><salary_max>60000</salary_max>
<salary_currency>EUR</salary_currency><salary_period>year</salary_period>
<positions>2</positions><apply_url>https://acme.example/1</apply_url>
<questions>{json.dumps(BODY["questions"])}</questions></job>
<job><title>Baker</title><description>Bread.</description></job>
</jobs>
"""
FILES = {
    "csv": ("jobs.csv", CSV.encode()),
    "csv with BOM": ("jobs.csv", b"\xef\xbb\xbf" + CSV.encode()),
    "csv with commas": (
        "x",
        b'title,description,skills\n"Baker","Bread.",\nBaker,Bread.,',
    ),
    "csv with tabs": ("x.tsv", b"description\ttitle\nBread.\tBaker\nBread.\tBaker\n"),
    "jsonl": ("x", f"{json.dumps(BODY)}\n\n{json.dumps(BAKER)}".encode()),
    "jsonl with BOM": ("x", b"\xef\xbb\xbf" + json.dumps(BAKER).encode() * 1),
    "array": ("x", json.dumps([BODY, BAKER], indent=2).encode()),
    "empty array": ("x", b"[ ]"),
    "xml": ("x", XML.encode()),
    "xml in Latin-1": (
        "x",
        XML.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1"),
    ),
}
WHOLE = ["csv", "csv with BOM", "jsonl", "array", "xml", "xml in Latin-1"]


def read(raw: bytes, kind: Format, start: Place = Place()) -> Iterator[Row]:  # noqa: B008  # frozen
    return READERS[kind](io.BytesIO(raw), start)


def rows_of(raw: bytes, name: str = "x") -> list[Row]:
    kind = recognise(io.BytesIO(raw), name)
    return [row for row in read(raw, kind) if not row.is_blank]


def gather(rows: Iterator[Row], found: list[Row]) -> None:
    """Keep what comes before reading fails, if it does."""
    for row in rows:
        found.append(row)  # noqa: PERF402  # extend() keeps nothing of it


@pytest.mark.parametrize("name", WHOLE)
def test_the_same_bodies_come_out(name: str):
    file_name, raw = FILES[name]
    rows = rows_of(raw, file_name)
    assert [row.errors for row in rows] == [[], []]
    said = {"description_format": "html"} if "xml" in name else {}
    assert [row.body for row in rows] == [{**BODY, **said}, {**BAKER, **said}]


@pytest.mark.parametrize(
    ("text", "written_in", "shown"),
    [
        ("You <b>weld</b>.", None, "<p>You <b>weld</b>.</p>"),
        ("*One*\nTwo", None, "<p>*One*<br>Two</p>"),
        ("You *weld*.", "markdown", "<p>You <em>weld</em>.</p>"),
    ],
)
def test_xml_holds_html_unless_it_says_otherwise(
    text: str, written_in: str | None, shown: str
):
    tag = "description_format"
    told = f"<{tag}>{written_in}</{tag}>" if written_in else ""
    job = (
        f"<job><title>a</title><description><![CDATA[{text}]]></description>"
        f"{told}<country>DE</country></job>"
    )
    [row] = rows_of(f"<jobs>{job}</jobs>".encode())
    candidate = check_row(row).candidate
    assert candidate is not None
    assert candidate.columns["description"] == shown


@pytest.mark.parametrize("name", FILES)
def test_one_may_begin_wherever_a_row_ends(name: str):
    file_name, raw = FILES[name]
    kind = recognise(io.BytesIO(raw), file_name)
    rows = list(read(raw, kind))
    for at, row in enumerate(rows):
        rest = list(read(raw, kind, Place(row.end, row.number)))
        assert rest == rows[at + 1 :]
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("name", WHOLE)
def test_small_blocks_change_nothing(name: str, monkeypatch: pytest.MonkeyPatch):
    file_name, raw = FILES[name]
    rows = rows_of(raw, file_name)
    for module in ("json_files", "xml_files"):
        monkeypatch.setattr(f"jobs.imports.{module}.BLOCK", 7)
    assert rows_of(raw, file_name) == rows


@pytest.mark.parametrize("name", ["array", "xml", "xml in Latin-1"])
def test_a_file_that_is_cut_off_is_noticed_wherever_it_is(name: str):
    """And what came whole before the cut is still there."""
    raw = FILES[name][1].rstrip()
    kind = recognise(io.BytesIO(raw), "x")
    ends = [row.end for row in read(raw, kind)]
    begin = raw.index(b"{" if name == "array" else b"<jobs>") + 6
    for cut in range(begin, len(raw)):
        found: list[Row] = []
        with pytest.raises(Unreadable):
            gather(read(raw[:cut], kind), found)
        assert len(found) >= sum(end < cut for end in ends)


@pytest.mark.parametrize("tail", [b'"Baker', b'Baker,"Bread\nand more'])
def test_a_csv_that_is_cut_off_within_quotes_is_noticed(tail: bytes):
    with pytest.raises(Unreadable, match="cut off"):
        rows_of(b"title,description\nWelder,Metal.\n" + tail)


def test_the_page_lists_the_columns():
    assert columns_on_page() == {name: path for name, (path, _) in COLUMNS.items()}


def test_the_page_lists_the_elements_of_a_feed():
    assert elements_on_page() == READ
    assert ignored_on_page() == IGNORED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$50,000 - $60,000 per year", (50000, 60000, "USD", "year")),
        ("$50K - $60K a year", (50000, 60000, "USD", "year")),
        ("€20.50 per hour", (20.5, 20.5, "EUR", "hour")),
        ("USD 55K/year", (55000, 55000, "USD", "year")),
        ("3200 EUR monthly", (3200, 3200, "EUR", "month")),
        ("£400 to £500 per day", (400, 500, "GBP", "day")),
        ("50 - 60k per year", None),
        ("$50 - 60k per year", None),
        ("$50,000", None),
        ("50,000 per year", None),
        ("$1 per fortnight", None),
        ("9" * 100_000, None),
    ],
)
def test_pay_is_read_where_it_is_clear(text: str, expected: Any):
    read_as = salary_of(text)
    assert (read_as and tuple(read_as.values())) == expected


def test_a_feed_is_read_as_it_is():
    job = (
        "<title><![CDATA[Dev & Ops]]></title><referencenumber>9</referencenumber>"
        "<description>x</description><url>https://a.example/c</url>"
        "<city>Austin</city><state>TX</state><country>US</country>"
        "<salary>Competitive</salary><jobtype>Full-time, contract</jobtype>"
        "<date>Fri</date><company>Us</company><remotetype>Fully remote</remotetype>"
        "<expirationdate>Thu, 31 Dec 2026 23:59:59 GMT</expirationdate>"
    )
    raw = f"<source><publisher>p</publisher><job>{job}</job><job/></source>".encode()
    first, second = rows_of(raw)
    assert first.errors == []
    assert first.body == {
        "external_id": "9",
        "title": "Dev & Ops",
        "description": "x",
        "description_format": "html",
        "locations": [{"city": "Austin", "region": "TX", "country": "US"}],
        "apply": {"method": "external", "url": "https://a.example/c"},
        "employment_type": "full_time",
        "workplace": "remote",
        "applicant_countries": ["US"],
        "expires_at": "2026-12-31T23:59:59+00:00",
    }
    assert first.name_of("locations.0.city") == "city"
    assert first.name_of("external_id") == "referencenumber"
    assert second.body == {}


@pytest.mark.parametrize("language", ["json", "csv", "xml"])
def test_the_examples_of_the_page_are_whole(language: str):
    rows = rows_of(examples()[language])
    assert [row.errors for row in rows] == [[]] * len(rows)
    assert all(check_row(row).errors == [] for row in rows)
    assert rows[0].body is not None
    assert rows[0].body["external_id"] == "W-1"


def test_the_page_lists_the_codes_that_only_rows_have():
    said = set()
    for path in (ROOT / "jobs" / "imports").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and name_of(call) in SAID_BY:
                said |= {a.value for a in call.args[:1] if isinstance(a, ast.Constant)}
    known = {row[0].strip("`") for row in tables("errors.md")["Codes in `errors`"]}
    assert codes_on_page() >= said - known
    assert codes_on_page() <= said


SAID_BY = {"wrong", "refuse", "NotPossible"}


def name_of(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))
