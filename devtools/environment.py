"""The environment that every process of the board starts from."""

import os
from pathlib import Path

from devtools.errors import CannotGoOn
from devtools.paths import ROOT

URLS = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL")
_OFF = {"0", "false", "no", "off"}
_QUOTES = ("'", '"')


def read_dotenv(path: Path) -> dict[str, str]:
    """Return the `KEY=value` lines of a `.env` file; no file, no lines."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    values = {}
    for number, raw in enumerate(lines, 1):
        line = raw.strip().removeprefix("export ").strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals or not name.strip().isidentifier():
            raise CannotGoOn(f"{path}, line {number}: expected KEY=value.")
        values[name.strip()] = _unquote(value.strip())
    return values


def _unquote(value: str) -> str:
    """Take one pair of quotes off; without quotes, ` #` begins a comment."""
    for quote in _QUOTES:
        if value.startswith(quote) and value.find(quote, 1) > 0:
            return value[1 : value.find(quote, 1)]
    return value.partition(" #")[0].rstrip()


def base_environment() -> dict[str, str]:
    """Return our environment over `.env`, with development switched on by default."""
    values = read_dotenv(ROOT / ".env") | dict(os.environ)
    values = {
        name: value for name, value in values.items() if value or name not in URLS
    }
    values.setdefault("DEBUG", "on")
    values["PYTHONUNBUFFERED"] = "1"
    # A Python of another version must not lend its modules to the one in .venv.
    for name in ("PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"):
        values.pop(name, None)
    return values


def refuse_in_production(env: dict[str, str]) -> None:
    """Stop before an embedded server is started for a production process."""
    missing = [name for name in URLS if name not in env]
    if env["DEBUG"].strip().lower() in _OFF | {""} and missing:
        raise CannotGoOn(
            f"DEBUG is off, and the embedded servers are for development: set"
            f" {', '.join(missing)}, or leave DEBUG on."
        )
