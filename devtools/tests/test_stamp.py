from pathlib import Path

import pytest

from devtools.errors import CannotGoOn
from devtools.virtualenv import Stamp


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    folder = tmp_path / "requirements"
    folder.mkdir()
    for name in ("local", "dev"):
        (folder / f"{name}.lock").write_text(f"{name}==1\n")
    return folder


@pytest.fixture
def stamp(tmp_path: Path, requirements: Path) -> Stamp:
    return Stamp(tmp_path / "stamp.json", requirements, "3.11")


def test_nothing_is_held_before_an_installation_ended(stamp: Stamp):
    assert not stamp.holds("local")
    assert not stamp.is_usable()


def test_the_larger_lock_holds_the_smaller_one(stamp: Stamp):
    stamp.write("dev")
    assert stamp.holds("dev")
    assert stamp.holds("local")


def test_the_smaller_lock_does_not_hold_the_larger_one(stamp: Stamp):
    stamp.write("local")
    assert stamp.holds("local")
    assert not stamp.holds("dev")


def test_a_lock_file_that_changed_is_not_held(stamp: Stamp, requirements: Path):
    stamp.write("dev")
    (requirements / "local.lock").write_text("local==2\n")
    assert not stamp.holds("local")
    assert stamp.holds("dev")
    assert stamp.is_usable()


def test_another_python_trusts_nothing(
    stamp: Stamp, tmp_path: Path, requirements: Path
):
    stamp.write("dev")
    other = Stamp(tmp_path / "stamp.json", requirements, "3.12")
    assert not other.holds("dev")
    assert not other.is_usable()


def test_an_interrupted_installation_is_not_believed(stamp: Stamp):
    stamp.write("dev")
    stamp.forget()
    assert not stamp.holds("local")
    assert not stamp.is_usable()


def test_a_broken_stamp_is_none(stamp: Stamp, tmp_path: Path):
    (tmp_path / "stamp.json").write_text('{"python"')
    assert not stamp.holds("local")


def test_a_missing_lock_file_is_said(stamp: Stamp, requirements: Path):
    (requirements / "dev.lock").unlink()
    with pytest.raises(CannotGoOn, match=r"\./dev lock"):
        stamp.holds("dev")
