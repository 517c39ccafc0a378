"""The table of everything `./dev check` checks."""

import filecmp
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devtools.paths import PYTHON, ROOT, VENV

SCHEMA = ROOT / "docs" / "openapi.json"
_BIN = VENV / "bin"
_SQUAWK_CONFIG = ROOT / "devtools" / "squawk.toml"
_SCHEMA_FILE = "openapi.json"
_SPECTACULAR = (
    *(PYTHON, "manage.py", "spectacular", "--fail-on-warn", "--validate"),
    *("--format", "openapi-json", "--file"),
)
# One line for each finding, whoever reports it.
QUIET = {"NO_COLOR": "1", "TERM": "dumb", "RUFF_OUTPUT_FORMAT": "concise"}


@dataclass(frozen=True)
class Check:
    """A command that must succeed, and what its result must then look like."""

    name: str
    command: Sequence[str | Path]
    then: Callable[[], str] = field(default=lambda: "")


def all_checks(folder: Path) -> list[Check]:
    """Return the checks, the longest first; `folder` is for what they write."""
    migrations = folder / "migrations"
    migrations.mkdir()
    manage = (PYTHON, "manage.py")
    return [
        Check("types", (PYTHON, "-m", "mypy")),
        Check(
            "openapi",
            (*_SPECTACULAR, folder / _SCHEMA_FILE),
            lambda: _compare_schema(folder / _SCHEMA_FILE),
        ),
        Check("imports", (PYTHON, _BIN / "lint-imports", "--no-cache")),
        Check(
            "migration lint",
            (PYTHON, "-m", "devtools.migration_sql", migrations),
            lambda: _lint_migrations(migrations),
        ),
        Check("models", (*manage, "makemigrations", "--check", "--dry-run")),
        Check("django", (*manage, "check", "--fail-level", "WARNING")),
        Check("style", (_BIN / "ruff", "check", ".")),
        Check("format", (_BIN / "ruff", "format", "--check", ".")),
    ]


def all_writes() -> list[Check]:
    """Return the commands that bring formatting and the OpenAPI file up to date."""
    return [
        Check("format", (_BIN / "ruff", "format", ".")),
        Check("openapi", (*_SPECTACULAR, SCHEMA)),
    ]


def _compare_schema(made: Path) -> str:
    if not SCHEMA.exists() or not filecmp.cmp(made, SCHEMA, shallow=False):
        return (
            f"{SCHEMA.relative_to(ROOT)} is not what the code says;"
            " ./dev check --write brings it up to date."
        )
    return ""


def _lint_migrations(folder: Path) -> str:
    files = sorted(folder.glob("*.sql"))
    if not files:
        return ""
    result = subprocess.run(
        [_BIN / "squawk", "--reporter=gcc", "--config", _SQUAWK_CONFIG, *files],
        capture_output=True,
        text=True,
        check=False,
    )
    return (result.stdout + result.stderr) if result.returncode else ""
