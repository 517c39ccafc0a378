"""Hostile files are refused, good ones are taken, and the process goes on."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest

from applications.models import Resume
from applications.resumes import examining
from applications.resumes.examining import Findings, examine
from applications.resumes.names import check_name
from applications.resumes.refusals import Refused
from applications.tests.resume_good import good_files
from applications.tests.resume_hostile import hostile
from applications.tests.resume_packages import docx_parts, odt_parts, zipped
from applications.tests.resume_sending import PDF, left, send, taken
from applications.tests.resume_texts import RTF
from conftest import Cast, sign_in
from kernel.problems import Problem

HOSTILE, GOOD = hostile(), good_files()
FAMILIES = sorted({name.partition(":")[0] for name in HOSTILE})
REFUSALS = {
    ("damaged_file", 400),
    ("too_large", 413),
    ("unsafe_file", 415),
    ("unsupported_media_type", 415),
}
# Whatever they hold, they are refused for what they do, and not for how they are made.
ALWAYS = {"pdf, active": {"unsafe_file"}, "markup": {"unsupported_media_type"}}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "resumes"


def found(raw: bytes, name: str, declared: str = "") -> Findings | Problem:
    """Have a file looked at, and return what came of it."""
    with TemporaryFile() as file:
        file.write(raw)
        file.flush()
        try:
            return examine(file, name=name, declared=declared)
        except Problem as problem:
            return problem


def all_found(files: dict[str, tuple[bytes, str]]) -> dict[str, Findings | Problem]:
    """Have files looked at, two at a time."""
    raws, names = zip(*files.values(), strict=True)
    with ThreadPoolExecutor(examining.AT_ONCE) as pool:
        return dict(zip(files, pool.map(found, raws, names), strict=True))


def test_there_are_enough_of_both() -> None:
    assert len(HOSTILE) >= 260
    assert len(GOOD) >= 40


@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_files_are_refused(family: str) -> None:
    files = {
        name: file for name, file in HOSTILE.items() if name.startswith(f"{family}:")
    }
    wrong = {}
    for name, answer in all_found(files).items():
        told = isinstance(answer, Problem) and (answer.code, answer.status)
        fits = told in REFUSALS and (
            family not in ALWAYS or told[0] in ALWAYS[family]  # type: ignore[index]  # in REFUSALS, so no bool
        )
        if not fits or not answer.detail.endswith("."):  # type: ignore[union-attr]  # a Problem, then
            wrong[name] = answer
    assert wrong == {}


def test_good_files_are_taken_with_their_text() -> None:
    answers = all_found({name: (raw, name) for name, (raw, _) in GOOD.items()})
    wrong = {
        name: answer
        for name, answer in answers.items()
        if isinstance(answer, Problem) or GOOD[name][1] not in answer.text
    }
    assert wrong == {}
    assert all(
        answer.name.endswith(f".{answer.kind}")
        for answer in answers.values()
        if isinstance(answer, Findings)
    )


SAMPLES = {
    "pdf": PDF,
    "docx": zipped(docx_parts()),
    "odt": zipped(odt_parts()),
    "rtf": RTF % b"Welder in Leeds",
    "txt": b"Welder in Leeds",
}
DECLARED = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_name_or_type_of_another_kind_is_refused(kind: str) -> None:
    names = [f"cv.{each}" for each in SAMPLES if each != kind]
    names += ["cv.exe", "cv.pdf.exe", "cv.html", "cv.svg", "cv.docm", "cv.js", "cv.zip"]
    types = [told for each, told in DECLARED.items() if each != kind]
    types += ["text/html", "image/svg+xml", "application/x-msdownload", "image/png"]
    for name, declared in [
        *((name, "") for name in names),
        *((f"cv.{kind}", told) for told in types),
    ]:
        with pytest.raises(Refused) as refused:
            check_name(kind, name, declared)
        assert refused.value.why == "unsupported", (name, declared)
    for declared in (DECLARED[kind], "application/octet-stream", ""):
        check_name(kind, f"CV.{kind.upper()}", declared)


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_wrong_name_is_told_over_http(cast: Cast, kind: str, folder: Path) -> None:
    for name, declared in ((f"cv.{kind}", "image/png"), ("cv.exe", DECLARED[kind])):
        answer = send(sign_in(cast.dana), SAMPLES[kind], name, declared)
        assert answer.status_code == 415
        assert "its content is" in answer.json()["detail"]
    assert left(folder) == []


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_kind_is_taken_over_http(cast: Cast, kind: str, folder: Path) -> None:
    shown = taken(sign_in(cast.dana), SAMPLES[kind], f"My CV.{kind}", DECLARED[kind])
    assert (shown["kind"], shown["name"]) == (kind, f"My CV.{kind}")
    assert (shown["status"], shown["size"]) == ("ready", len(SAMPLES[kind]))
    resume = Resume.objects.get()
    assert resume.text == "Welder in Leeds"
    assert left(folder) == [resume.stored_as]


@pytest.mark.parametrize("family", FAMILIES)
def test_a_refused_file_leaves_nothing(cast: Cast, family: str, folder: Path) -> None:
    name = next(name for name in HOSTILE if name.startswith(f"{family}:"))
    answer = send(sign_in(cast.dana), *HOSTILE[name])
    assert answer.status_code in {400, 413, 415}, answer.content
    assert answer.json()["detail"]
    assert not Resume.objects.exists()
    assert left(folder) == []


@pytest.mark.parametrize("size", [5 * 1024 * 1024, 5 * 1024 * 1024 + 1])
def test_a_file_may_have_five_megabytes(cast: Cast, size: int, folder: Path) -> None:
    answer = send(sign_in(cast.dana), b"word ".ljust(size), "cv.txt")
    assert answer.status_code == (201 if size == 5 * 1024 * 1024 else 413)
    assert len(left(folder)) == (answer.status_code == 201)
