"""Files that were handed in: found by their names alone, swept when nobody cares."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kernel.files import Store

DAY = timedelta(days=1)


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Store:
    settings.FILES_DIR = tmp_path / "files"
    return Store("things")


def write(store: Store, content: bytes = b"x", *, age: float = 0) -> str:
    name, file = store.create()
    with file:
        file.write(content)
        file.flush()
        past = time.time() - age
        os.utime(file.fileno(), (past, past))
    return name


def test_what_was_written_is_read(store: Store) -> None:
    name = write(store, b"hello")
    with store.open(name) as file:
        assert file.read() == b"hello"


def test_only_we_may_look(store: Store, tmp_path: Path) -> None:
    name = write(store)
    folder = tmp_path / "files" / "things"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "/etc/passwd", "A" * 32, "0" * 31, "0" * 32 + "\n"]
)
def test_a_name_that_we_never_gave_leads_nowhere(store: Store, name: str) -> None:
    write(store)
    with pytest.raises(FileNotFoundError):
        store.open(name)
    store.remove(name)


def test_names_of_what_nobody_touched_are_told_one_by_one(
    store: Store, tmp_path: Path
) -> None:
    assert list(store.untouched(for_=DAY)) == []
    old, _ = write(store, age=90_000), write(store, age=80_000)
    (tmp_path / "files" / "things" / "no name of ours").write_bytes(b"")
    os.utime(tmp_path / "files" / "things" / "no name of ours", (0, 0))
    assert list(store.untouched(for_=DAY)) == [old]


def test_what_is_removed_is_gone_and_may_be_removed_again(store: Store) -> None:
    name = write(store)
    store.remove(name)
    store.remove(name)
    with pytest.raises(FileNotFoundError):
        store.open(name)


def test_old_files_that_nobody_names_are_swept(store: Store) -> None:
    old = DAY.total_seconds() + 60
    kept, gone, young = write(store, age=old), write(store, age=old), write(store)
    assert store.sweep(older_than=DAY, keep=[kept]) == 1
    store.open(kept).close()
    store.open(young).close()
    with pytest.raises(FileNotFoundError):
        store.open(gone)


def test_sweeping_where_nothing_is_finds_nothing(store: Store) -> None:
    assert store.sweep(older_than=DAY, keep=[]) == 0
