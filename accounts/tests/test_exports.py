"""A copy of one's data: asked for once, made in the background, there for a time."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.exports import Files, add_files, forget_files
from accounts.files import EXPORTS as STORE
from accounts.models import Export, User
from accounts.services.export_tidying import (
    end_lost,
    expire_old,
    forget_old,
    sweep_files,
)
from accounts.services.exporting import begin_export, make_export
from accounts.tests.exporting import EXPORTS, archive_of, asked, link_of, made, section
from accounts.tests.mailbox import Mailbox, run_deliveries, text_of
from conftest import Api, Cast, sign_in
from events.models import Delivery, Event
from kernel.progress import note_progress, read_progress

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Where the files of this test lie."""
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files" / "exports"


def files(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()] if folder.exists() else []


def test_an_export_is_asked_for_made_and_downloaded(cast: Cast, folder: Path):
    dana = sign_in(cast.dana)
    shown = asked(dana)
    assert (shown["status"], shown["progress"]) == ("queued", 0)
    assert shown["download_url"] is None
    run_deliveries()
    ready = dana.get(f"{EXPORTS}{shown['id']}/").json()
    assert (ready["status"], ready["progress"]) == ("ready", 100)
    assert dana.get(EXPORTS).json()["results"] == [ready]
    (name,) = files(folder)
    assert ready["size"] == (folder / name).stat().st_size
    with archive_of(dana, ready) as archive:
        assert archive.testzip() is None
        assert "README.txt" in archive.namelist()


def test_how_the_file_is_sent(cast: Cast):
    dana = sign_in(cast.dana)
    shown = made(dana)
    way = dana.get(f"{EXPORTS}{shown['id']}/download/")
    assert way["Cache-Control"] == "private, no-store"
    answer = Api().get(link_of(dana, shown), Accept="text/html")
    today = timezone.now().date()
    told = {
        "Content-Type": "application/zip",
        "Content-Length": str(shown["size"]),
        "Content-Disposition": (
            f'attachment; filename="my-data-{today}.zip";'
            f" filename*=UTF-8''my-data-{today}.zip"
        ),
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: answer[name] for name in told} == told
    answer.close()


def test_a_link_is_good_for_a_minute_and_for_whom_it_was_made(cast: Cast):
    dana, mallory = sign_in(cast.dana), sign_in(cast.mallory)
    shown, others = made(dana), made(mallory)
    link = link_of(dana, shown)
    assert mallory.get(link).status_code == 404
    elsewhere = link.replace(shown["id"], others["id"])
    assert Api().get(elsewhere).status_code == 404
    for token in ("", "x", "a:b:c"):
        path = f"{EXPORTS}{shown['id']}/file/?token={token}"
        assert Api().get(path).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(seconds=62), tick=False):
        assert Api().get(link).status_code == 404
    User.objects.filter(pk=cast.dana.pk).update(is_active=False)
    assert Api().get(link).status_code == 404


def test_nobody_reads_another_s(cast: Cast):
    shown = made(sign_in(cast.dana))
    for who in (cast.mallory, cast.alice, cast.erin):
        api = sign_in(who)
        for path in ("", "download/"):
            assert api.get(f"{EXPORTS}{shown['id']}/{path}").status_code == 404
        assert api.get(EXPORTS).json()["results"] == []


def test_asked_again_while_it_is_made_it_is_the_same(cast: Cast):
    dana = sign_in(cast.dana)
    first = asked(dana)
    assert asked(dana)["id"] == first["id"]
    begin_export(Export.objects.get().pk)
    assert asked(dana)["id"] == first["id"]
    assert asked(dana)["status"] == "running"
    assert Event.objects.filter(kind="export.asked").count() == 1
    assert asked(sign_in(cast.eve))["id"] != first["id"]


def test_a_newer_one_takes_the_place_of_the_older(
    cast: Cast, folder: Path, django_capture_on_commit_callbacks: Any
):
    dana = sign_in(cast.dana)
    old = made(dana)
    with django_capture_on_commit_callbacks(execute=True):
        new = made(dana)
    assert new["id"] != old["id"]
    assert len(files(folder)) == 1
    assert dana.get(f"{EXPORTS}{old['id']}/").json()["status"] == "expired"
    archive_of(dana, new).close()


def test_five_a_day_are_the_most(cast: Cast, settings: Any):
    settings.RATE_LIMITS = 1.0
    dana = sign_in(cast.dana)
    for _ in range(5):
        made(dana)
    refused = dana.post(EXPORTS)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert sign_in(cast.eve).post(EXPORTS).status_code == 202


def test_after_seven_days_it_is_gone(
    cast: Cast, folder: Path, django_capture_on_commit_callbacks: Any
):
    shown = made(sign_in(cast.dana))
    over = Export.objects.get().expires_at
    assert over is not None
    with time_machine.travel(over - timedelta(seconds=1), tick=False):
        dana = sign_in(cast.dana)
        assert dana.get(f"{EXPORTS}{shown['id']}/download/").status_code == 302
    with time_machine.travel(over, tick=False):
        dana = sign_in(cast.dana)
        assert dana.get(f"{EXPORTS}{shown['id']}/").json()["status"] == "expired"
        refused = dana.get(f"{EXPORTS}{shown['id']}/download/")
        assert (refused.status_code, refused.json()["code"]) == (409, "export_expired")
    assert expire_old() == 0
    Export.objects.update(expires_at=timezone.now() - DAY)
    with django_capture_on_commit_callbacks(execute=True):
        assert expire_old() == 1
    assert files(folder) == []
    assert Export.objects.get().status == "expired"
    Export.objects.update(created_at=timezone.now() - 31 * DAY)
    assert (forget_old(), forget_old()) == (1, 0)


def test_what_is_not_ready_is_not_downloaded(cast: Cast):
    dana = sign_in(cast.dana)
    shown = asked(dana)
    refused = dana.get(f"{EXPORTS}{shown['id']}/download/")
    assert (refused.status_code, refused.json()["code"]) == (409, "export_not_ready")


def test_the_person_is_told_without_a_link_to_the_file(cast: Cast, mailbox: Mailbox):
    dana = sign_in(cast.dana)
    shown = made(dana)
    (mail,) = mailbox.to("dana@example.org")
    assert mail["Subject"] == "The copy of your data is ready"
    assert not mail.is_attachment()
    assert "/my-data" in text_of(mail)
    assert "token" not in text_of(mail)
    (line,) = dana.get("/api/v1/me/notifications/").json()["results"]
    assert line["subject"] == f"export:{shown['id']}"


def test_a_second_run_of_the_same_changes_nothing(cast: Cast, folder: Path):
    made(sign_in(cast.dana))
    before = files(folder)
    export = Export.objects.get()
    begin_export(export.pk)
    make_export(export.pk)
    assert files(folder) == before
    assert Event.objects.filter(kind="export.ready").count() == 1


@pytest.fixture
def also() -> Iterator[Callable[[Files], None]]:
    """Have exports ask for more files, as an app does, for the length of a test."""
    added: list[Files] = []

    def add(files: Files) -> None:
        added.append(add_files(files))

    yield add
    for each in added:
        forget_files(each)


def test_progress_is_shown_while_it_runs(cast: Cast, also: Any):
    seen: list[int] = []

    def look(user: User) -> list[Any]:
        seen.append(read_progress(Export.objects.get().key))
        return []

    also(look)
    made(sign_in(cast.dana))
    assert len(seen) == 1
    assert 90 < seen[0] < 100
    note_progress("export:x", 42)
    assert read_progress("export:x") == 42
    note_progress("export:x", 100)
    assert read_progress("export:x") == 99
    assert read_progress("export:y") == 0


def test_one_that_nobody_works_on_has_failed(cast: Cast, mailbox: Mailbox):
    dana = sign_in(cast.dana)
    shown = asked(dana)
    Export.objects.update(created_at=timezone.now() - DAY)
    assert end_lost() == 0  # its event waits to be numbered
    run_deliveries()
    Export.objects.update(
        status="running", stored_as="", created_at=timezone.now() - DAY
    )
    Delivery.objects.filter(consumer="accounts.exports").update(
        state="waiting", finished_at=None
    )
    assert end_lost() == 0
    Delivery.objects.update(state="dead", finished_at=timezone.now())
    assert (end_lost(), end_lost()) == (1, 0)
    assert dana.get(f"{EXPORTS}{shown['id']}/").json()["status"] == "failed"
    assert Event.objects.filter(kind="export.failed").count() == 1
    assert asked(dana)["id"] != shown["id"]


def test_files_that_no_row_names_are_swept(cast: Cast, folder: Path):
    dana = sign_in(cast.dana)
    shown = made(dana)
    name, file = STORE.create()
    STORE.finish(name, file).close()
    assert sweep_files() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert sweep_files() == 1
    assert len(files(folder)) == 1
    archive_of(dana, shown).close()


def test_a_failure_on_the_way_leaves_no_file(cast: Cast, folder: Path, also: Any):
    asked(sign_in(cast.dana))
    export = Export.objects.get()
    begin_export(export.pk)

    def full(user: User) -> list[Any]:
        raise OSError

    also(full)
    with pytest.raises(OSError):  # noqa: PT011  # it has no text
        make_export(export.pk)
    assert files(folder) == []


def test_erased_while_it_is_made_nothing_is_kept(cast: Cast, folder: Path, also: Any):
    asked(sign_in(cast.dana))
    export = Export.objects.get()
    begin_export(export.pk)

    def erase(user: User) -> list[Any]:
        sign_in(user).delete("/api/v1/me/")
        return []

    also(erase)
    make_export(export.pk)
    assert files(folder) == []
    assert not Event.objects.filter(kind="export.ready").exists()


def test_a_file_that_is_lost_does_not_take_the_rest_with_it(cast: Cast, also: Any):
    also(lambda _: [("lost.pdf", partial(STORE.open, "0" * 32))])
    dana = sign_in(cast.dana)
    with archive_of(dana, made(dana)) as archive:
        assert "files/lost.pdf" not in archive.namelist()
        assert section(archive, "profile")[0]["email"] == "dana@example.org"


def test_an_erased_person_s_export_is_erased(
    cast: Cast, folder: Path, django_capture_on_commit_callbacks: Any
):
    dana = sign_in(cast.dana)
    made(dana)
    made(sign_in(cast.eve))
    with django_capture_on_commit_callbacks(execute=True):
        assert dana.delete("/api/v1/me/").status_code == 204
    assert Export.objects.get().user == cast.eve
    assert len(files(folder)) == 1
