"""The word lists, as they lie in `data`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).with_name("data")


@cache
def read(name: str) -> dict[str, Any]:
    """Return what a file of `data` says; several files of a folder are put together."""
    path = _DATA / name
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    found: dict[str, Any] = {}
    for file in files:
        found |= tomllib.loads(file.read_text("utf-8"))
    return found


def language_codes() -> list[str]:
    """Return the languages that ads are written in."""
    return sorted(path.stem for path in (_DATA / "languages").glob("*.toml"))


def listed(text: str) -> tuple[str, ...]:
    """Return the items of a text: its lines, or what stands between its commas."""
    items = text.splitlines() if "\n" in text else text.split(", ")
    return tuple(item for item in items if item)
