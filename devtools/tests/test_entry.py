import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from devtools.paths import ROOT

COMMANDS = [
    *("up", "test", "check", "bench", "down", "status", "logs", "reset", "manage"),
    *("load", "lock"),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's `dev` in a folder whose name a careless script would split."""
    folder = tmp_path_factory.mktemp("a b") / "it's a 'path' $HOME"
    folder.mkdir()
    shutil.copy(ROOT / "dev", folder / "dev")
    shutil.copytree(ROOT / "devtools", folder / "devtools")
    return folder


def call(
    *command: object, cwd: Path | str = "/", **env: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable} | env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_works_from_anywhere_in_a_path_with_spaces(copy: Path):
    result = call(copy / "dev", "status", "--json", cwd="/")
    assert (result.returncode, result.stdout) == (3, '{"running": false}\n')


def test_it_works_through_links(copy: Path, tmp_path: Path):
    (tmp_path / "first").symlink_to(copy / "dev")
    (tmp_path / "second").symlink_to("first")
    result = call(tmp_path / "second", "--help")
    assert result.returncode == 0
    assert "./dev <command> --help" in result.stdout


def test_without_a_python_there_is_one_clear_line(copy: Path, tmp_path: Path):
    for name in ("dirname", "readlink"):
        (tmp_path / name).symlink_to(shutil.which(name))
    result = call("/bin/sh", copy / "dev", "up", PATH=str(tmp_path), PYTHON="")
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "no Python 3.11" in result.stderr


def test_a_wrong_python_is_named(copy: Path):
    result = call(copy / "dev", "up", PYTHON="/bin/false")
    assert result.returncode == 1
    assert "PYTHON=/bin/false" in result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(copy: Path, command: str):
    result = call(copy / "dev", command, "--help")
    assert result.returncode == 0
    assert f"./dev {command}" in result.stdout
    assert command in call(copy / "dev", "--help").stdout


def test_an_unknown_command_is_refused(copy: Path):
    result = call(copy / "dev", "upp")
    assert result.returncode == 2
    assert "no command 'upp'" in result.stderr


def test_the_standard_library_is_enough(copy: Path):
    code = "import sys; sys.path.insert(0, sys.argv[1]); import devtools.__main__"
    result = call(sys.executable, "-I", "-S", "-c", code, copy)
    assert result.stderr == ""
