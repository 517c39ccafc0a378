"""What comes in at the door of imports: strict forms, files that stay ours alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from conftest import Cast, sign_in
from jobs.imports.files import IMPORTS as IMPORTS_STORE
from jobs.models import JobImport
from jobs.tests.handing_in import IMPORTS, form, row, send
from jobs.views.imports import Imports
from kernel.uploads import Upload

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE jobs [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>
<jobs><job><title>&b;</title></job></jobs>"""
OUTSIDE = b"""<!DOCTYPE jobs [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<jobs><job><title>&x;</title></job></jobs>"""
TABLE = "title,description\nWelder,Metal."
AT_THE_DOOR: dict[str, tuple[bytes, str, int, str]] = {
    "nothing": (b"", "a.csv", 400, "empty_file"),
    "white space": (b"\xef\xbb\xbf \n\t", "a.csv", 400, "empty_file"),
    "entities that grow": (LAUGHS, "a.xml", 415, "<!DOCTYPE"),
    "entities from elsewhere": (OUTSIDE, "a.xml", 415, "<!DOCTYPE"),
    "parameter entities": (
        b"<!DOCTYPE a [<!ENTITY % p 'x'> %p;]><jobs/>",
        "a",
        415,
        "<!",
    ),
    "a page": (b"<!doctype html><html></html>", "a.html", 415, "not XML"),
    "another XML": (b"<rss><channel/></rss>", "a.xml", 415, "<rss>"),
    "an unknown encoding": (
        b'<?xml version="1.0" encoding="x-y"?><jobs/>',
        "a",
        415,
        "",
    ),
    "EBCDIC": (b'<?xml version="1.0" encoding="cp037"?><jobs/>', "a", 415, ""),
    "UTF-16": (TABLE.encode("utf-16"), "a.csv", 415, "UTF-8"),
    "UTF-16 without a mark": (TABLE.encode("utf-16-le"), "a.csv", 415, "UTF-8"),
    "UTF-32": (TABLE.encode("utf-32"), "a.csv", 415, "UTF-8"),
    "gzip": (b"\x1f\x8b\x08\0", "a.csv.gz", 415, "unpacked"),
    "Excel": (b"PK\x03\x04\x14\0", "a.xlsx", 415, "CSV"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1", "a.xls", 415, "CSV"),
    "a PDF": (b"%PDF-1.7\n", "a.pdf", 415, "CSV"),
    "NUL": (b"title,description\n\0,\0", "a.csv", 415, "UTF-8"),
    "an object over lines": (b'{\n  "jobs": []\n}', "a.json", 415, "one line"),
    "named wrongly": (b"title,description\na,b", "a.json", 415, ".json"),
    "no header": (b"hello, world\n", "a.csv", 400, "missing_column"),
    "an unknown column": (b"title,description,pay\n", "a.csv", 400, "unknown_field"),
    "a column twice": (b"title,description,Title\n", "a.csv", 400, "duplicate_field"),
    "100,000 columns": (b"a," * 100_000, "a.csv", 400, "malformed_header"),
    "a header without end": (b'"' + b"title,\n" * 20_000, "a.csv", 400, "malformed_"),
    "a header that is not UTF-8": (b"\xff,description\n", "a.csv", 400, "missing_"),
}


@pytest.mark.parametrize("name", AT_THE_DOOR)
def test_what_is_refused_at_the_door(cast: Cast, name: str, folder: Path):
    raw, file_name, status, told = AT_THE_DOOR[name]
    answer = send(sign_in(cast.bob), raw, file_name)
    assert answer.status_code == status
    assert told in answer.content.decode(), answer.content
    assert not JobImport.objects.exists()
    assert left(folder) == []


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "imports"


def left(folder: Path) -> list[str]:
    """Return the files that lie there."""
    return [path.name for path in folder.iterdir()] if folder.exists() else []


def test_a_near_miss_is_named(cast: Cast):
    answer = send(sign_in(cast.bob), b"titel,description\n", "a.csv")
    told = {error["field"]: error for error in answer.json()["errors"]}
    assert told["file.titel"]["did_you_mean"] == "title"
    assert told["file.title"]["code"] == "missing_column"


PARTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown": ({"x": "1"}, "x", "unknown_field"),
    "near miss": ({"dryrun": "true"}, "dryrun", "unknown_field"),
    "ours": ({"status": "done"}, "status", "unknown_field"),
    "mode": ({"mode": "replace"}, "mode", "invalid_choice"),
    "mode twice": ({"mode": ["merge", "merge"]}, "mode", "duplicate_field"),
    "no flag": ({"dry_run": "yes"}, "dry_run", "invalid"),
    "blank flag": ({"dry_run": ""}, "dry_run", "invalid"),
    "1": ({"dry_run": "1"}, "dry_run", "invalid"),
    "file as text": ({"file": "title,description"}, "file", "not_a_file"),
    "no file": ({"file": None}, "file", "required"),
    "another file": ({"y": b"z"}, "y", "unknown_field"),
    "two files": ({"file": [b"{}", b"{}"]}, "file", "duplicate_field"),
}


def sent_as(part: str, value: Any) -> Any:
    """Return bytes as a file, and everything else as it is."""
    if isinstance(value, list):
        return [sent_as(part, each) for each in value]
    return SimpleUploadedFile(part, value) if isinstance(value, bytes) else value


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_the_form_are_strict(cast: Cast, name: str, folder: Path):
    parts, field, code = PARTS[name]
    told = {"file": b"{}", **parts}
    sent = {
        part: sent_as(part, value) for part, value in told.items() if value is not None
    }
    raw = encode_multipart(BOUNDARY, sent)
    answer = sign_in(cast.bob).post(IMPORTS, raw, Content_Type=MULTIPART_CONTENT)
    assert answer.status_code == 400, answer.content
    found = [(error["field"], error["code"]) for error in answer.json()["errors"]]
    assert found == [(field, code)]
    assert left(folder) == []


def test_a_body_of_json_is_not_taken(cast: Cast):
    answer = sign_in(cast.bob).post(IMPORTS, {"file": "x"})
    assert (answer.status_code, answer.json()["code"]) == (
        415,
        "unsupported_media_type",
    )


def test_a_form_that_is_cut_off_is_refused(cast: Cast, folder: Path):
    whole, bob = form(b"{}\n" * 1000), sign_in(cast.bob)
    end = whole.index(b"\r\n--", 200)
    for cut in (50, 300, end - 1, end + 2, len(whole) - 5):
        answer = bob.post(IMPORTS, whole[:cut], Content_Type=MULTIPART_CONTENT)
        assert answer.status_code == 400, cut
        assert left(folder) == [], cut


@pytest.mark.parametrize("size", [999, 1000, 1001, 5_000_000])
def test_a_file_may_have_so_many_bytes(
    cast: Cast, size: int, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Imports, "upload", Upload("file", IMPORTS_STORE, largest=1000))
    raw = b'{"title": 1}'.ljust(size)
    answer = send(sign_in(cast.bob), raw)
    assert answer.status_code == (202 if size <= 1000 else 413), answer.content
    assert len(left(folder)) == (size <= 1000)


def test_a_name_leads_nowhere_and_the_file_is_ours_alone(cast: Cast, folder: Path):
    answer = send(sign_in(cast.bob), [row(1)], "../../../etc/cron.d/x.jsonl")
    assert answer.json()["file_name"] == "x.jsonl"
    (name,) = left(folder)
    assert re.fullmatch("[0-9a-f]{32}", name)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / name).stat().st_mode & 0o777 == 0o600
