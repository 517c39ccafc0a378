from pathlib import Path

import pytest

from devtools import environment
from devtools.environment import base_environment, read_dotenv, refuse_in_production
from devtools.errors import CannotGoOn


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=plain", "plain"),
        ("NAME = spaced ", "spaced"),
        ("export NAME=exported", "exported"),
        ("NAME='quoted # kept'", "quoted # kept"),
        ('NAME="quoted" # comment', "quoted"),
        ("NAME=value # comment", "value"),
        ("NAME=a=b#c", "a=b#c"),
        ("NAME=", ""),
        ("NAME='open", "'open"),
    ],
)
def test_lines_that_are_understood(tmp_path: Path, line: str, value: str):
    path = tmp_path / ".env"
    path.write_text(f"# comment\n\n{line}\n")
    assert read_dotenv(path) == {"NAME": value}


@pytest.mark.parametrize("line", ["NAME", "=value", "TWO WORDS=1", "1ST=1"])
def test_a_line_that_is_not_understood_is_named(tmp_path: Path, line: str):
    path = tmp_path / ".env"
    path.write_text(f"FIRST=1\n{line}\n")
    with pytest.raises(CannotGoOn, match=r"line 2"):
        read_dotenv(path)


def test_no_file_is_no_lines(tmp_path: Path):
    assert read_dotenv(tmp_path / ".env") == {}


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch):
    (tmp_path / ".env").write_text("PORT_A=file\nPORT_B=file\nDATABASE_URL=\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("PORT_A", "environment")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DEBUG", raising=False)
    env = base_environment()
    assert (env["PORT_A"], env["PORT_B"]) == ("environment", "file")
    assert env["DEBUG"] == "on"
    assert "DATABASE_URL" not in env  # a blank one names no server


def test_production_gets_no_embedded_server():
    with pytest.raises(CannotGoOn, match=r"set REDIS_URL, CELERY_BROKER_URL"):
        refuse_in_production({"DEBUG": "off", "DATABASE_URL": "postgresql://h/d"})
    refuse_in_production({"DEBUG": "on"})
