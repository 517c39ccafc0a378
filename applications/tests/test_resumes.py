"""Résumés over HTTP: handed in, listed, deleted; nobody else's, and not too many."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from applications.models import Resume
from applications.services.resume_keeping import MOST
from applications.tests.resume_sending import (
    PDF,
    RESUMES,
    applied,
    left,
    send,
    taken,
)
from conftest import Api, Cast, Form, sign_in
from events.models import Event
from kernel.ids import new_id
from kernel.tests.threads import at_once


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "resumes"


def new_resume(user: Any, **fields: Any) -> Resume:
    """Make a row whose file lies nowhere."""
    told = {"kind": "pdf", "name": "cv.pdf", "size": 1, "stored_as": new_id().hex}
    return Resume.objects.create(user=user, **{**told, **fields})


def test_what_is_answered(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    answer = send(dana, PDF, "Dana's CV.pdf", "application/pdf")
    assert answer.status_code == 201
    shown = answer.json()
    assert set(shown) == {
        "id", "url", "name", "kind", "size", "status", "download_url", "created_at",
    }  # fmt: skip
    assert (
        answer["Location"]
        == shown["url"]
        == f"http://testserver{RESUMES}{shown['id']}/"
    )
    assert shown["download_url"] == f"{shown['url']}download/"
    assert dana.get(f"{RESUMES}{shown['id']}/").json() == shown
    assert dana.get(RESUMES).json() == {
        "results": [shown],
        "next": None,
        "previous": None,
    }
    event = Event.objects.get(kind="resume.handed_in")
    assert (event.subject, event.audience) == (
        f"resume:{shown['id']}",
        [f"user:{cast.dana.pk}"],
    )


def test_a_list_is_walked_newest_first(cast: Cast) -> None:
    made = [new_resume(cast.dana) for _ in range(5)]
    new_resume(cast.mallory)
    dana, seen, path = sign_in(cast.dana), [], f"{RESUMES}?page_size=2"
    while path:
        page = dana.get(path).json()
        seen += [each["id"] for each in page["results"]]
        path = (page["next"] or "").removeprefix("http://testserver")
    assert seen == [str(each.pk) for each in reversed(made)]


def test_a_key_has_one_effect(cast: Cast, folder: Path) -> None:
    dana = sign_in(cast.dana)
    first = send(dana, Idempotency_Key="k")
    again = send(dana, Idempotency_Key="k")
    assert (again.status_code, again["Idempotency-Replayed"]) == (201, "true")
    assert again.json() == first.json()
    other = send(dana, PDF, "other.pdf", Idempotency_Key="k")
    assert other.json()["code"] == "idempotency_key_reused"
    assert left(folder) == [Resume.objects.get().stored_as]


PARTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "nothing": ({}, "file", "required"),
    "a text": ({"file": "hello"}, "file", "not_a_file"),
    "something else": ({"file": ("cv.pdf", PDF), "name": "x"}, "name", "unknown_field"),
    "ours": ({"file": ("cv.pdf", PDF), "kind": "pdf"}, "kind", "unknown_field"),
    "another file": ({"file": ("cv.pdf", PDF), "x": ("a", b"b")}, "x", "unknown_field"),
}


@pytest.mark.parametrize("name", PARTS)
def test_the_form_is_strict(cast: Cast, name: str, folder: Path) -> None:
    parts, field, code = PARTS[name]
    answer = sign_in(cast.dana).post(RESUMES, Form(parts))
    assert answer.status_code == 400, answer.content
    errors = answer.json()["errors"]
    assert [(each["field"], each["code"]) for each in errors] == [(field, code)]
    assert left(folder) == []


def test_a_form_that_is_cut_off_leaves_nothing(cast: Cast, folder: Path) -> None:
    whole, dana = Form(file=("cv.pdf", PDF)).encoded(), sign_in(cast.dana)
    for cut in (60, 300, len(whole) - 5):
        answer = dana.post(RESUMES, whole[:cut], Content_Type=MULTIPART_CONTENT)
        assert answer.status_code == 400, cut
    assert left(folder) == []


# What a client calls a file, and what it is called from then on.
NAMES = {
    "cv.pdf": "cv.pdf",
    "CV.PDF": "CV.pdf",
    "cv": "cv.pdf",
    "../../etc/cv.pdf": "cv.pdf",
    "C:\\Users\\dana\\cv.pdf": "cv.pdf",
    "Lebenslauf größer.pdf": "Lebenslauf größer.pdf",
    "简历.pdf": "简历.pdf",
    "..pdf": "resume.pdf",
    ".htaccess": "htaccess.pdf",
    "CON.pdf": "resume CON.pdf",
    "nul": "resume nul.pdf",
    "a\u202efdp.exe": None,
    "cv\u202egpj.pdf": "cvgpj.pdf",
    "a\u200bb.pdf": "ab.pdf",
    'a"; filename="evil.exe.pdf': "evil.exe.pdf",
    "a;b%0d%0aX-Evil: 1.pdf": "a_b_0d_0aX-Evil_ 1.pdf",
    "<script>.pdf": "script.pdf",
    "$(reboot).pdf": "(reboot).pdf",
    "x" * 300 + ".pdf": "x" * 120 + ".pdf",
    "cv .  .pdf": "cv.pdf",
    "e\u0301.pdf": "\u00e9.pdf",
}


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_name_is_made_harmless(cast: Cast, name: str) -> None:
    answer = send(sign_in(cast.dana), PDF, name)
    if NAMES[name] is None:
        assert answer.status_code == 415
    else:
        assert answer.json()["name"] == NAMES[name], answer.content


def test_a_line_break_in_a_name_breaks_no_header(cast: Cast) -> None:
    raw = encode_multipart(BOUNDARY, {"file": "x"}).replace(
        b'name="file"\r\n',
        b'name="file"; filename="a\x00b\tc\x7f.pdf"\r\n'
        b"Content-Type: application/pdf\r\n",
    )
    raw = raw.replace(b"\r\n\r\nx\r\n", b"\r\n\r\n" + PDF + b"\r\n")
    answer = sign_in(cast.dana).post(RESUMES, raw, Content_Type=MULTIPART_CONTENT)
    assert answer.status_code in {201, 400}
    if answer.status_code == 201:
        assert answer.json()["name"].isprintable()


def test_deleting_takes_row_and_file(
    cast: Cast, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana)
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.delete(f"{RESUMES}{shown['id']}/").status_code == 204
    assert not Resume.objects.exists()
    assert left(folder) == []
    assert dana.delete(f"{RESUMES}{shown['id']}/").status_code == 404


def test_deleting_what_was_sent_hides_it(cast: Cast, folder: Path) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana)
    applied(cast, shown["id"])
    assert dana.delete(f"{RESUMES}{shown['id']}/").status_code == 204
    assert dana.get(f"{RESUMES}{shown['id']}/").status_code == 404
    assert dana.get(RESUMES).json()["results"] == []
    assert len(left(folder)) == 1
    for reader in (dana, sign_in(cast.bob)):
        path = f"{RESUMES}{shown['id']}/download/"
        assert reader.get(path).status_code == 302


def test_twenty_are_the_most(cast: Cast, folder: Path) -> None:
    for _ in range(MOST - 1):
        new_resume(cast.dana)
    new_resume(cast.dana, removed_at="2026-01-01T00:00:00Z")
    dana = sign_in(cast.dana)
    taken(dana)
    answer = send(dana)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_resumes")
    assert len(left(folder)) == 1


@pytest.mark.django_db(transaction=True)
def test_no_more_than_twenty_at_once(cast: Cast, folder: Path) -> None:
    for _ in range(MOST - 1):
        new_resume(cast.dana)
    token = sign_in(cast.dana).token
    answers = at_once(4, lambda _: send(Api(token)).status_code)
    assert sorted(answers) == [201, 409, 409, 409]
    assert len(left(folder)) == 1


def test_uploads_are_counted_before_they_are_read(cast: Cast, settings: Any) -> None:
    settings.RATE_LIMITS = 0.04
    dana = sign_in(cast.dana)
    answers = [send(dana, b"", "cv.txt") for _ in range(3)]
    assert [each.status_code for each in answers] == [400, 400, 429]
    assert answers[2]["Retry-After"]


def test_while_all_turns_are_taken_one_is_told_to_wait(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("applications.resumes.examining._turns", threading.Semaphore(0))
    monkeypatch.setattr("applications.resumes.examining.PATIENCE", 0.05)
    answer = send(sign_in(cast.dana))
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert left(folder) == []
