"""Killed while an export is made, and asked for by two at once."""

import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import settings as ours
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Export
from accounts.services.export_tidying import forget_exports, sweep_files
from accounts.services.exporting import ask_for_export, begin_export, make_export
from accounts.tests.exporting import archive_of, asked, link_of
from conftest import Cast, actor_for, sign_in
from events.models import Event
from kernel.tests.threads import at_once, eventually, somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ("create", "section", "files", "finish", "event")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "exports"


def die(export_id: UUID, step: str) -> int:
    """Make an export in a process that is killed; return how it ended."""
    database = connection.settings_dict
    place = (
        f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}"
        f"?host={database['HOST']}&port={database['PORT']}"
    )
    given = {
        "DJANGO_SETTINGS_MODULE": "kernel.tests.settings",
        "DEBUG": "on",
        "DATABASE_URL": place,
        "FILES_DIR": str(ours.FILES_DIR),
    }
    command = [sys.executable, "-m", "accounts.tests.dying_export", str(export_id)]
    done = subprocess.run(  # noqa: S603  # our own program
        [*command, step],
        env=os.environ | given,
        cwd=ours.BASE_DIR,
        check=False,
        timeout=60,
        capture_output=True,
    )
    return done.returncode


@pytest.mark.parametrize("step", STEPS)
def test_a_killed_worker_leaves_one_file_in_the_end(
    cast: Cast, folder: Path, step: str
):
    dana = sign_in(cast.dana)
    shown = asked(dana)
    export_id = Export.objects.get().pk
    begin_export(export_id)
    assert die(export_id, step) == -9
    assert Export.objects.get().status == "running"
    make_export(export_id)
    assert Export.objects.get().status == "ready"
    with archive_of(dana, shown) as archive:
        assert archive.testzip() is None
    assert Event.objects.filter(kind="export.ready").count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert sweep_files() == 1  # what the killed run left
    assert [each.name for each in folder.iterdir()] == [Export.objects.get().stored_as]
    assert link_of(dana, shown)


def test_many_who_ask_at_once_ask_for_one(cast: Cast):
    actor = actor_for(cast.dana)
    ids = at_once(6, lambda _: ask_for_export(actor=actor).pk)
    assert len(set(ids)) == 1
    assert Event.objects.filter(kind="export.asked").count() == 1


def test_two_runs_at_once_make_one_file(cast: Cast, folder: Path):
    dana = sign_in(cast.dana)
    shown = asked(dana)
    export_id = Export.objects.get().pk
    begin_export(export_id)
    at_once(3, lambda _: make_export(export_id))
    assert [each.name for each in folder.iterdir()] == [Export.objects.get().stored_as]
    archive_of(dana, shown).close()
    assert Event.objects.filter(kind="export.ready").count() == 1


def test_handed_over_while_its_owner_is_erased_nothing_is_kept(
    cast: Cast, folder: Path
):
    asked(sign_in(cast.dana))
    export = Export.objects.get()
    begin_export(export.pk)
    looked, made = threading.Event(), threading.Event()

    def erase() -> None:
        with transaction.atomic():
            forget_exports(cast.dana)
            looked.set()
            eventually(lambda: made.is_set() or somebody_waits())
            Export.objects.filter(user=cast.dana).delete()

    def make() -> None:
        assert looked.wait(10)
        make_export(export.pk)
        made.set()

    at_once(2, lambda number: [erase, make][number]())
    assert list(folder.iterdir()) == []
    assert not Event.objects.filter(kind="export.ready").exists()
