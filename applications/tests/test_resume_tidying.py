"""Files without rows are swept, rows without anybody go, and a death leaves neither."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from applications.files import RESUMES as STORE
from applications.models import Resume
from applications.services import resume_tidying
from applications.services.erasing import forget_applicant
from applications.services.resume_keeping import delete_resume
from applications.services.resume_tidying import drop_unwanted, sweep_files
from applications.tests.resume_sending import RESUMES, applied, left, taken
from conftest import Api, Cast, actor_for, sign_in
from kernel.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "resumes"


def age(folder: Path) -> None:
    """Let two days pass for all that lies there."""
    then = time.time() - 2 * 86_400
    for path in folder.iterdir():
        os.utime(path, (then, then))


def new_file() -> str:
    name, file = STORE.create()
    file.close()
    return name


def test_files_without_a_row_are_swept(
    cast: Cast, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume_tidying, "BATCH", 2)
    taken(sign_in(cast.dana))
    for _ in range(5):
        new_file()
    assert sweep_files() == 0, "they may still get their row"
    age(folder)
    young = new_file()
    assert sweep_files() == 5
    assert sorted(left(folder)) == sorted([young, Resume.objects.get().stored_as])


def test_what_nobody_has_any_more_goes(cast: Cast, folder: Path) -> None:
    dana = sign_in(cast.dana)
    shown = taken(dana)
    application = applied(cast, shown["id"])
    dana.delete(f"{RESUMES}{shown['id']}/")
    assert drop_unwanted() == 0
    application.files.clear()
    assert drop_unwanted() == 1
    assert not Resume.objects.exists()
    assert left(folder) == []


def test_an_erased_person_leaves_no_file(cast: Cast, folder: Path) -> None:
    shown = taken(sign_in(cast.dana))
    applied(cast, shown["id"])
    with transaction.atomic():
        forget_applicant(cast.dana)
    assert not Resume.objects.exists()
    assert left(folder) == []


def test_deleting_twice_at_once_is_one_deletion(cast: Cast, folder: Path) -> None:
    token = sign_in(cast.dana).token
    path = f"{RESUMES}{taken(Api(token))['id']}/"
    answers = at_once(4, lambda _: Api(token).delete(path).status_code)
    assert sorted(answers) == [204, 404, 404, 404]
    assert left(folder) == []


def test_whoever_applies_with_a_file_keeps_it(cast: Cast, folder: Path) -> None:
    """Deleting waits for an application that holds the row, and then finds it."""
    resume = Resume.objects.get(pk=taken(sign_in(cast.dana))["id"])
    held, waiting = threading.Event(), threading.Event()

    def apply() -> None:
        with transaction.atomic():
            Resume.objects.select_for_update(no_key=True).get(pk=resume.pk)
            held.set()
            waiting.wait(0.3)
            applied(cast, str(resume.pk))

    def delete() -> None:
        held.wait(10)
        delete_resume(actor=actor_for(cast.dana), resume=resume)
        waiting.set()

    at_once(2, lambda number: (apply, delete)[number]())
    resume.refresh_from_db()
    assert resume.removed_at is not None
    assert len(left(folder)) == 1


def test_a_batch_goes_at_once(cast: Cast) -> None:
    day = timezone.now() - timedelta(days=1)
    for number in range(3):
        Resume.objects.create(
            user=cast.dana, kind="pdf", name="x", size=1, stored_as=f"{number:032}",
            removed_at=day,
        )  # fmt: skip
    assert drop_unwanted() == 3
